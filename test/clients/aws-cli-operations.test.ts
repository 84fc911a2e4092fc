import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../../src/emulator/server.ts'
import { ACCOUNT, arnOf, clientOf, IMAGE_TYPE, pushImage, sha256 } from '../emulator/ecr.ts'
import { aws, awsText, describeWith, passwordOf } from './clients.ts'

const MIB = 1024 * 1024

const OPERATIONS = [
  'batch-check-layer-availability',
  'batch-delete-image',
  'batch-get-image',
  'complete-layer-upload',
  'create-repository',
  'delete-lifecycle-policy',
  'delete-repository',
  'delete-repository-policy',
  'describe-images',
  'describe-repositories',
  'get-authorization-token',
  'get-download-url-for-layer',
  'get-lifecycle-policy',
  'get-lifecycle-policy-preview',
  'get-repository-policy',
  'initiate-layer-upload',
  'list-images',
  'list-tags-for-resource',
  'put-image',
  'put-lifecycle-policy',
  'set-repository-policy',
  'start-lifecycle-policy-preview',
  'tag-resource',
  'untag-resource',
  'upload-layer-part',
]

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'pull', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'ecr:BatchGetImage' },
  ],
})

const LIFECYCLE_POLICY = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
})

describeWith(['aws'], version => {
  let emulator: Emulator
  let folder: string
  let password: string
  const ecr = (...args: readonly string[]) => aws(emulator.url, 'ecr', ...args)

  /** There are a tagged repository and one with two images. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ecrsync-'))
    emulator = await startEmulator()
    const sdk = clientOf(emulator)
    await sdk.createRepository({ repositoryName: 'team/tagged', tags: [{ Key: 'team', Value: 'app' }] })
    await sdk.createRepository({ repositoryName: 'team/images' })
    await pushImage(sdk, 'team/images', 'one', 'v1')
    emulator.clock.advance(1000)
    await pushImage(sdk, 'team/images', 'two', 'v2')
    password = await passwordOf(sdk)
    sdk.destroy()
    emulator.clearCalls()
  })
  afterAll(async () => {
    await emulator.close()
    await rm(folder, { recursive: true })
  })

  // At once, because what takes time is to start the AWS CLI.
  describe.concurrent('calls', () => {
    test('create a repository, push an image part by part, read it and delete it again', async () => {
      const name = ['--repository-name', 'team/app']
      const { repository } = (await ecr('create-repository', ...name, '--image-tag-mutability', 'IMMUTABLE')) as {
        repository: object
      }
      expect(repository).toMatchObject({
        repositoryArn: arnOf('team/app'),
        registryId: ACCOUNT,
        repositoryUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team/app`,
        imageTagMutability: 'IMMUTABLE',
        encryptionConfiguration: { encryptionType: 'AES256' },
      })

      const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}')
      const layer = Buffer.concat([Buffer.alloc(5 * MIB, 'layer'), Buffer.from('end')])
      await uploadAtOnce('team/app', config)
      await upload(name, [layer.subarray(0, 5 * MIB), layer.subarray(5 * MIB)])
      const missing = sha256('missing')
      expect(
        await ecr('batch-check-layer-availability', ...name, '--layer-digests', sha256(layer), missing),
      ).toMatchObject({
        layers: [
          { layerDigest: sha256(layer), layerAvailability: 'AVAILABLE', layerSize: layer.length },
          { layerDigest: missing, layerAvailability: 'UNAVAILABLE' },
        ],
        failures: [],
      })

      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: IMAGE_TYPE,
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: config.length, digest: sha256(config) },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', size: layer.length, digest: sha256(layer) }],
      })
      const imageId = { imageDigest: sha256(manifest), imageTag: 'v1' }
      expect(await ecr('put-image', ...name, '--image-tag', 'v1', '--image-manifest', manifest)).toEqual({
        image: {
          registryId: ACCOUNT,
          repositoryName: 'team/app',
          imageId,
          imageManifest: manifest,
          imageManifestMediaType: IMAGE_TYPE,
        },
      })
      const [listed, described, got, address] = await Promise.all([
        ecr('list-images', ...name, '--filter', 'tagStatus=TAGGED'),
        ecr('describe-images', ...name, '--image-ids', 'imageTag=v1'),
        ecr('batch-get-image', ...name, '--image-ids', 'imageTag=v1', 'imageTag=v2'),
        ecr('get-download-url-for-layer', ...name, '--layer-digest', sha256(layer)),
      ])
      expect(listed).toEqual({ imageIds: [imageId] })
      expect(described).toMatchObject({
        imageDetails: [
          { imageDigest: imageId.imageDigest, imageTags: ['v1'], imageSizeInBytes: config.length + layer.length },
        ],
      })
      expect(got).toMatchObject({
        images: [{ imageId, imageManifest: manifest }],
        failures: [{ imageId: { imageTag: 'v2' }, failureCode: 'ImageNotFound' }],
      })
      const { downloadUrl } = address as { downloadUrl: string }
      expect(sha256(new Uint8Array(await (await fetch(downloadUrl)).arrayBuffer()))).toBe(sha256(layer))

      expect(await ecr('batch-delete-image', ...name, '--image-ids', 'imageTag=v1')).toEqual({
        imageIds: [imageId],
        failures: [],
      })
      expect(await ecr('delete-repository', ...name)).toMatchObject({ repository: { repositoryName: 'team/app' } })
    })

    test('tag a repository, and find it by its tags', async () => {
      const arn = ['--resource-arn', arnOf('team/tagged')]
      expect(await ecr('describe-repositories', '--repository-names', 'team/tagged')).toMatchObject({
        repositories: [{ repositoryArn: arnOf('team/tagged'), imageTagMutability: 'MUTABLE' }],
      })
      await ecr('tag-resource', ...arn, '--tags', 'Key=stage,Value=prod', 'Key=owner,Value=ops')
      await ecr('untag-resource', ...arn, '--tag-keys', 'team', 'owner')
      const tags = [{ Key: 'stage', Value: 'prod' }]
      const filters = ['--resource-type-filters', 'ecr:repository', '--tag-filters', 'Key=stage,Values=prod']
      const [listed, found] = await Promise.all([
        ecr('list-tags-for-resource', ...arn),
        aws(emulator.url, 'resourcegroupstaggingapi', 'get-resources', ...filters),
      ])
      expect(listed).toEqual({ tags })
      expect(found).toMatchObject({ ResourceTagMappingList: [{ ResourceARN: arnOf('team/tagged'), Tags: tags }] })
    })

    test('set, read and delete a repository policy, and say when there is none', async () => {
      const name = ['--repository-name', 'team/tagged']
      const policyOf = (answer: unknown) => JSON.parse((answer as { policyText: string }).policyText)
      const policy = JSON.parse(POLICY)
      expect(policyOf(await ecr('set-repository-policy', ...name, '--policy-text', POLICY))).toEqual(policy)
      expect(policyOf(await ecr('get-repository-policy', ...name))).toEqual(policy)
      expect(policyOf(await ecr('delete-repository-policy', ...name))).toEqual(policy)
      await expect(ecr('get-repository-policy', ...name)).rejects.toThrow(
        `An error occurred (RepositoryPolicyNotFoundException) when calling the GetRepositoryPolicy operation: Repository policy does not exist for the repository with name 'team/tagged' in the registry with id '${ACCOUNT}'`,
      )
    })

    test('put, preview and delete a lifecycle policy', async () => {
      const name = ['--repository-name', 'team/images']
      const policy = { lifecyclePolicyText: LIFECYCLE_POLICY }
      expect(await ecr('put-lifecycle-policy', ...name, '--lifecycle-policy-text', LIFECYCLE_POLICY)).toEqual({
        registryId: ACCOUNT,
        repositoryName: 'team/images',
        ...policy,
      })
      const [got, started] = await Promise.all([
        ecr('get-lifecycle-policy', ...name),
        ecr('start-lifecycle-policy-preview', ...name),
      ])
      expect(got).toMatchObject(policy)
      expect(started).toMatchObject({ ...policy, status: 'IN_PROGRESS' })
      emulator.clock.advance(60_000)
      expect(await ecr('get-lifecycle-policy-preview', ...name)).toMatchObject({
        ...policy,
        status: 'COMPLETE',
        previewResults: [{ imageTags: ['v1'], action: { type: 'EXPIRE' }, appliedRulePriority: 1 }],
        summary: { expiringImageTotalCount: 1 },
      })
      expect(await ecr('delete-lifecycle-policy', ...name)).toMatchObject(policy)
    })

    test('say who asks, and log in to the registry', async () => {
      const [identity, token, printed] = await Promise.all([
        aws(emulator.url, 'sts', 'get-caller-identity'),
        ecr('get-authorization-token'),
        awsText(emulator.url, 'ecr', 'get-login-password'),
      ])
      expect(identity).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/ecrsync` })
      const { authorizationData } = token as { authorizationData: [{ authorizationToken: string }] }
      expect(authorizationData).toMatchObject([{ proxyEndpoint: emulator.url }])

      for (const basic of [basicOf(printed.trim()), authorizationData[0].authorizationToken]) {
        const { status } = await fetch(`${emulator.url}/v2/`, { headers: { authorization: `Basic ${basic}` } })
        expect(status).toBe(200)
      }
    })

    const isVersion1 = version.startsWith('aws-cli/1.')
    if (version !== '' && !isVersion1)
      process.stderr.write('SKIPPED: get-login is not in this version of the AWS CLI.\n')
    test.runIf(isVersion1)('print a docker login, in version 1', async () => {
      expect(await awsText(emulator.url, 'ecr', 'get-login', '--no-include-email')).toMatch(
        new RegExp(`^docker login -u AWS -p \\S+ ${emulator.url}\n$`),
      )
    })
  })

  test('called every operation, and none failed but the one that was to', () => {
    const calls = emulator.calls.filter(({ api }) => api === undefined)
    const called = new Set(calls.map(({ operation }) => operation))
    expect(OPERATIONS.filter(operation => !called.has(nameOf(operation)))).toEqual([])
    expect(OPERATIONS).toHaveLength(25)
    expect(emulator.calls.filter(({ error }) => error !== undefined)).toMatchObject([
      { operation: 'GetRepositoryPolicy', error: 'RepositoryPolicyNotFoundException' },
    ])
  })

  /** The other way in: a blob in one request of the Docker Registry API. */
  async function uploadAtOnce(repositoryName: string, blob: Buffer): Promise<void> {
    const url = `${emulator.url}/v2/${repositoryName}/blobs/uploads/?digest=${sha256(blob)}`
    const headers = { authorization: `Basic ${basicOf(password)}` }
    expect((await fetch(url, { method: 'POST', headers, body: new Uint8Array(blob) })).status).toBe(201)
  }

  async function upload(name: readonly string[], parts: readonly Buffer[]): Promise<void> {
    const { uploadId } = (await ecr('initiate-layer-upload', ...name)) as { uploadId: string }
    const id = [...name, '--upload-id', uploadId]
    let first = 0
    for (const part of parts) {
      const last = first + part.length - 1
      const file = join(folder, `${uploadId} ${first}`)
      await writeFile(file, part)
      const bytes = ['--part-first-byte', String(first), '--part-last-byte', String(last)]
      expect(await ecr('upload-layer-part', ...id, ...bytes, '--layer-part-blob', `fileb://${file}`)).toMatchObject({
        uploadId,
        lastByteReceived: last,
      })
      first = last + 1
    }
    const layerDigest = sha256(Buffer.concat(parts))
    expect(await ecr('complete-layer-upload', ...id, '--layer-digests', layerDigest)).toMatchObject({ layerDigest })
  }
})

/** As the API has it. */
const nameOf = (operation: string) => operation.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())

const basicOf = (password: string) => Buffer.from(`AWS:${password}`).toString('base64')
