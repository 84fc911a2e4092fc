import { expect } from 'vitest'
import { ACCOUNT, sha256, uploadLayer } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { image, many, NO_DIGEST, repository, repositoryName } from './given.ts'

const MIB = 1024 * 1024
const NO_UPLOAD = '00000000-0000-4000-8000-000000000000'
const LAYER = Buffer.from('layer')

/** A repository, and an upload to it. */
async function upload(world: World): Promise<string> {
  await repository(world)
  return (await world.ecr.initiateLayerUpload({ repositoryName })).uploadId ?? ''
}

const part = ({ ecr }: World, uploadId: string, layerPartBlob: Uint8Array, partFirstByte = 0) =>
  ecr.uploadLayerPart({
    ...{ repositoryName, uploadId, layerPartBlob, partFirstByte },
    partLastByte: partFirstByte + layerPartBlob.length - 1,
  })

const complete = ({ ecr }: World, uploadId: string, ...layerDigests: string[]) =>
  ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests })

const check = ({ ecr }: World, ...layerDigests: string[]) =>
  ecr.batchCheckLayerAvailability({ repositoryName, layerDigests })

const download = ({ ecr }: World, layerDigest: string) => ecr.getDownloadUrlForLayer({ repositoryName, layerDigest })

export const LAYERS: readonly Conformance[] = [
  {
    operation: 'BatchCheckLayerAvailability',
    works: {
      'AVAILABLE and UNAVAILABLE': async world => {
        await repository(world)
        const layerDigest = await uploadLayer(world.ecr, repositoryName, LAYER)
        expect((await check(world, layerDigest, NO_DIGEST)).layers).toEqual([
          { layerDigest, layerAvailability: 'AVAILABLE', layerSize: 5, mediaType: expect.any(String) },
          { layerDigest: NO_DIGEST, layerAvailability: 'UNAVAILABLE' },
        ])
      },
      'failures: InvalidLayerDigest, MissingLayerDigest': async world => {
        await repository(world)
        expect(await check(world, 'x', '')).toMatchObject({
          layers: [],
          failures: [{ failureCode: 'InvalidLayerDigest' }, { failureCode: 'MissingLayerDigest' }],
        })
      },
    },
    refuses: {
      RepositoryNotFoundException: world => check(world, NO_DIGEST),
      'InvalidParameterException no digests': world => check(world),
      'InvalidParameterException 101 digests': world => check(world, ...many(101, () => NO_DIGEST)),
    },
  },
  {
    operation: 'InitiateLayerUpload',
    works: {
      'an id, and parts of 10 MiB': async world => {
        await repository(world)
        const { uploadId, partSize } = await world.ecr.initiateLayerUpload({ repositoryName })
        expect(uploadId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(partSize).toBe(10 * MIB)
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) => ecr.initiateLayerUpload({ repositoryName }),
      'AccessDeniedException another account': ({ ecr }) =>
        ecr.initiateLayerUpload({ registryId: '444455556666', repositoryName }),
    },
  },
  {
    operation: 'UploadLayerPart',
    works: {
      'part by part': async world => {
        const uploadId = await upload(world)
        const answer = { registryId: ACCOUNT, repositoryName, uploadId }
        expect(await part(world, uploadId, LAYER)).toMatchObject({ ...answer, lastByteReceived: 4 })
        expect(await part(world, uploadId, LAYER, 5)).toMatchObject({ ...answer, lastByteReceived: 9 })
      },
      'the last part again where the failure says': async world => {
        const uploadId = await upload(world)
        await part(world, uploadId, LAYER)
        await expect(part(world, uploadId, LAYER, 4)).rejects.toMatchObject({ lastValidByteReceived: 4 })
        expect(await part(world, uploadId, LAYER, 5)).toMatchObject({ lastByteReceived: 9 })
      },
    },
    refuses: {
      'InvalidLayerPartException a gap': async world => part(world, await upload(world), LAYER, 1),
      'InvalidLayerPartException other bytes than it says': async world => {
        const uploadId = await upload(world)
        const bytes = { partFirstByte: 0, partLastByte: 9, layerPartBlob: LAYER }
        return world.ecr.uploadLayerPart({ repositoryName, uploadId, ...bytes })
      },
      UploadNotFoundException: async world => {
        await repository(world)
        return part(world, NO_UPLOAD, LAYER)
      },
      RepositoryNotFoundException: world => part(world, NO_UPLOAD, LAYER),
      'InvalidParameterException an id that is none': async world => {
        await repository(world)
        return part(world, '../x', LAYER)
      },
    },
  },
  {
    operation: 'CompleteLayerUpload',
    works: {
      'one of the digests fits': async world => {
        const uploadId = await upload(world)
        await part(world, uploadId, LAYER)
        expect(await complete(world, uploadId, NO_DIGEST, sha256(LAYER))).toMatchObject({
          ...{ registryId: ACCOUNT, repositoryName, uploadId },
          layerDigest: sha256(LAYER),
        })
        expect((await check(world, sha256(LAYER))).layers).toMatchObject([{ layerAvailability: 'AVAILABLE' }])
      },
      'parts from 5 MiB': async world => {
        const uploadId = await upload(world)
        const first = Buffer.alloc(5 * MIB)
        await part(world, uploadId, first)
        await part(world, uploadId, LAYER, first.length)
        const digest = sha256(Buffer.concat([first, LAYER]))
        expect((await complete(world, uploadId, digest)).layerDigest).toBe(digest)
      },
    },
    refuses: {
      EmptyUploadException: async world => complete(world, await upload(world), NO_DIGEST),
      'InvalidLayerException no digest fits': async world => {
        const uploadId = await upload(world)
        await part(world, uploadId, LAYER)
        return complete(world, uploadId, NO_DIGEST)
      },
      LayerPartTooSmallException: async world => {
        const uploadId = await upload(world)
        await part(world, uploadId, LAYER)
        await part(world, uploadId, LAYER, 5)
        return complete(world, uploadId, sha256('layerlayer'))
      },
      LayerAlreadyExistsException: async world => {
        const uploadId = await upload(world)
        await uploadLayer(world.ecr, repositoryName, LAYER)
        await part(world, uploadId, LAYER)
        return complete(world, uploadId, sha256(LAYER))
      },
      UploadNotFoundException: async world => {
        await repository(world)
        return complete(world, NO_UPLOAD, NO_DIGEST)
      },
      RepositoryNotFoundException: world => complete(world, NO_UPLOAD, NO_DIGEST),
      'InvalidParameterException no digests': async world => complete(world, await upload(world)),
    },
  },
  {
    operation: 'GetDownloadUrlForLayer',
    works: {
      'an address of the emulator': async world => {
        await image(world)
        const layerDigest = sha256('one')
        const answer = await download(world, layerDigest)
        expect(answer.layerDigest).toBe(layerDigest)
        expect(await (await fetch(answer.downloadUrl ?? '')).text()).toBe('one')
      },
    },
    refuses: {
      LayersNotFoundException: async world => {
        await repository(world)
        return download(world, NO_DIGEST)
      },
      'LayerInaccessibleException no image needs it': async world => {
        await repository(world)
        return download(world, await uploadLayer(world.ecr, repositoryName, LAYER))
      },
      RepositoryNotFoundException: world => download(world, NO_DIGEST),
      'UnableToGetUpstreamLayerException a pull-through cache rule': async world => {
        const upstreamRegistryUrl = 'public.ecr.aws'
        await world.ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'team', upstreamRegistryUrl })
        return download(world, NO_DIGEST)
      },
      'InvalidParameterException a digest that is none': world => download(world, 'x'),
    },
  },
]
