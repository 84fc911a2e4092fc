import { expect } from 'vitest'
import { ACCOUNT, clientOf, IMAGE_TYPE, pushIndex } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import {
  image,
  many,
  NO_DIGEST,
  OTHER_ACCOUNT,
  pages,
  policy,
  pushArtifact,
  pushManifest,
  repository,
  repositoryName,
} from './given.ts'

const SBOM = 'application/spdx+json'

const list = ({ ecr }: World, imageDigest: string, more = {}) =>
  ecr.listImageReferrers({ repositoryName, subjectId: { imageDigest }, ...more })

const subjectOf = (digest: string) => ({ subject: { mediaType: IMAGE_TYPE, size: 1, digest } })

/** Pushes what says something of a subject; answers its digest. */
const artifact = (world: World, subject: string, artifactType: string, more = {}) =>
  pushArtifact(world, artifactType, { ...subjectOf(subject), ...more })

export const REFERRERS: readonly Conformance[] = [
  {
    operation: 'ListImageReferrers',
    works: {
      'type, size and annotations': async world => {
        const subject = await image(world)
        const digest = await artifact(world, subject, SBOM, { annotations: { by: 'ci' } })
        const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds: [{ imageDigest: digest }] })
        expect(imageDetails).toMatchObject([{ subjectManifestDigest: subject }])
        expect((await list(world, subject)).referrers).toEqual([
          {
            digest,
            mediaType: IMAGE_TYPE,
            artifactType: SBOM,
            size: expect.any(Number),
            annotations: { by: 'ci' },
            artifactStatus: 'ACTIVE',
          },
        ])
      },
      'the type, or else that of the configuration': async world => {
        const subject = await image(world)
        await pushManifest(world, 'typed', { artifactType: SBOM, ...subjectOf(subject) })
        await pushManifest(world, 'untyped', subjectOf(subject))
        const { referrers } = await list(world, subject)
        expect(referrers?.map(({ artifactType }) => artifactType).toSorted()).toEqual([
          SBOM,
          'application/vnd.oci.image.config.v1+json',
        ])
      },
      'an empty list where there are none': async world => {
        const subject = await image(world)
        await pushIndex(world.ecr, repositoryName, [subject])
        expect((await list(world, subject)).referrers).toEqual([])
        expect((await list(world, NO_DIGEST)).referrers).toEqual([])
      },
      'of subjects that are not there': async world => {
        await repository(world)
        await artifact(world, NO_DIGEST, SBOM)
        expect((await list(world, NO_DIGEST)).referrers).toHaveLength(1)
      },
      'by type': async world => {
        const subject = await image(world)
        for (const type of ['a/a', 'a/b', 'a/c']) await artifact(world, subject, type)
        const { referrers } = await list(world, subject, { filter: { artifactTypes: ['a/a', 'a/c', 'a/d'] } })
        expect(referrers?.map(({ artifactType }) => artifactType).toSorted()).toEqual(['a/a', 'a/c'])
      },
      'by status, ACTIVE unless told': async world => {
        const subject = await image(world)
        const imageId = { imageDigest: await artifact(world, subject, SBOM) }
        await world.ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass: 'ARCHIVE' })
        expect((await list(world, subject)).referrers).toEqual([])
        for (const artifactStatus of ['ARCHIVED', 'ANY']) {
          const { referrers } = await list(world, subject, { filter: { artifactStatus } })
          expect(referrers).toMatchObject([{ artifactStatus: 'ARCHIVED' }])
        }
      },
      'pages, of 20 unless told': async world => {
        const subject = await image(world)
        for (const index of many(21, one => one)) await artifact(world, subject, `a/${index}`)
        const sizes = async (maxResults?: number) =>
          (await pages(nextToken => list(world, subject, { maxResults, nextToken }))).map(
            ({ referrers }) => referrers?.length,
          )
        expect(await sizes()).toEqual([20, 1])
        expect(await sizes(50)).toEqual([21])
      },
      'who may pull may list': async world => {
        const subject = await image(world)
        const pull = { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'ecr:BatchGetImage' }
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        const ecr = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        const request = { registryId: ACCOUNT, repositoryName, subjectId: { imageDigest: subject } }
        expect((await ecr.listImageReferrers(request)).referrers).toEqual([])
      },
    },
    refuses: {
      RepositoryNotFoundException: world => list(world, NO_DIGEST),
      'UnableToListUpstreamImageReferrersException a pull-through cache rule': async world => {
        const upstreamRegistryUrl = 'public.ecr.aws'
        await world.ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'team', upstreamRegistryUrl })
        return list(world, NO_DIGEST)
      },
      'InvalidParameterException a digest that is none': world => list(world, 'x'),
      'InvalidParameterException maxResults of 51': world => list(world, NO_DIGEST, { maxResults: 51 }),
      'InvalidParameterException six types': world =>
        list(world, NO_DIGEST, { filter: { artifactTypes: many(6, index => `a/${index}`) } }),
      'InvalidParameterException a token of nobody': async world => {
        await repository(world)
        return list(world, NO_DIGEST, { nextToken: 'x' })
      },
      'AccessDeniedException another account': ({ ecr }) =>
        ecr.listImageReferrers({
          registryId: OTHER_ACCOUNT,
          repositoryName,
          subjectId: { imageDigest: NO_DIGEST },
        }),
    },
  },
]
