import { expect } from 'vitest'
import { arnOf, sha256 } from './ecr.ts'
import { call } from './http.ts'
import type { Known, State } from './writes.ts'

/** Everything that is there of what a client wrote, read in every way there is, each of which has to answer. */
export async function stateAt(url: string, { main }: State, blobs: readonly string[]): Promise<State> {
  const { repositories } = await read(url, 'DescribeRepositories', { maxResults: 1000 })
  const names = (repositories as readonly { repositoryName: string }[])
    .map(({ repositoryName }) => repositoryName)
    .filter(name => name === main || name.startsWith(`${main}/`))
  const entries = await Promise.all(names.map(async name => [name, await repositoryAt(url, name, blobs)] as const))
  const { policyText } = await read(url, 'GetRegistryPolicy', {})
  return {
    main,
    repositories: Object.fromEntries(entries),
    ...(policyText !== undefined && { registryPolicy: JSON.parse(policyText).Statement[0].Sid }),
  }
}

async function read(url: string, operation: string, input: object) {
  const { status, body } = await call(url, operation, input)
  expect([200, 400], `${operation} ${JSON.stringify(input)}: ${JSON.stringify(body)}`).toContain(status)
  return body
}

interface ImageId {
  readonly imageDigest: string
  readonly imageTag?: string
}

async function repositoryAt(url: string, repositoryName: string, blobs: readonly string[]): Promise<Known> {
  const ask = (operation: string, more = {}) => read(url, operation, { repositoryName, ...more })
  const { tags } = await read(url, 'ListTagsForResource', { resourceArn: arnOf(repositoryName) })
  const { lifecyclePolicyText } = await ask('GetLifecyclePolicy')
  const { imageDetails } = await ask('DescribeImages', { maxResults: 1000 })
  const { imageIds } = await ask('ListImages', { maxResults: 1000 })
  const { layers } = await ask('BatchCheckLayerAvailability', { layerDigests: blobs })
  for (const operation of ['GetRepositoryPolicy', 'GetLifecyclePolicyPreview']) await ask(operation)
  const digests = (imageDetails as readonly ImageId[]).map(({ imageDigest }) => imageDigest)
  const images = await Promise.all(digests.map(async digest => [digest, await manifestAt(digest)] as const))
  const tagged = (imageIds as readonly ImageId[]).filter(({ imageTag }) => imageTag !== undefined)
  for (const { imageDigest } of tagged) expect(digests).toContain(imageDigest)
  return {
    tags: Object.fromEntries((tags as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value])),
    images: Object.fromEntries(images),
    imageTags: Object.fromEntries(tagged.map(({ imageTag, imageDigest }) => [imageTag, imageDigest])),
    blobs: (layers as readonly { layerDigest: string; layerAvailability: string }[])
      .filter(({ layerAvailability }) => layerAvailability === 'AVAILABLE')
      .map(({ layerDigest }) => layerDigest)
      .toSorted(),
    ...(lifecyclePolicyText !== undefined && { lifecycle: lifecyclePolicyText }),
  }

  async function manifestAt(imageDigest: string): Promise<string> {
    const { images } = await ask('BatchGetImage', { imageIds: [{ imageDigest }] })
    const manifest = images[0]?.imageManifest as string
    expect(sha256(manifest)).toBe(imageDigest)
    return manifest
  }
}
