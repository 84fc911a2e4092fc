import { preparedManifest, pushImage, sha256 } from '../ecr.ts'
import type { World } from './conformance.ts'

export const NOW = new Date('2026-03-01T12:00:00Z')
export const DAY = 24 * 60 * 60 * 1000
export const OTHER_ACCOUNT = '444455556666'
export const OTHER_REGION = 'eu-west-1'
export const repositoryName = 'team/api'
export const imageId = { imageTag: 'v1' }
/** Well-formed, and of nothing. */
export const NO_DIGEST = `sha256:${'0'.repeat(64)}`

export const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds)

export const many = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index))

/** The answers of a listing, page by page. */
export async function pages<T extends { readonly nextToken?: string | undefined }>(
  ask: (nextToken: string | undefined) => Promise<T>,
): Promise<readonly T[]> {
  const answers = [await ask(undefined)]
  for (;;) {
    const nextToken = answers.at(-1)?.nextToken
    if (nextToken === undefined) return answers
    answers.push(await ask(nextToken))
  }
}

export const repository = ({ ecr }: World, more = {}) => ecr.createRepository({ repositoryName, ...more })

/** A repository with an image in it, tagged `v1`; answers the digest. */
export async function image(world: World, more = {}): Promise<string> {
  await repository(world, more)
  return pushImage(world.ecr, repositoryName, 'one', 'v1')
}

export const archive = ({ ecr }: World) =>
  ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass: 'ARCHIVE' })

export const restore = ({ ecr }: World) =>
  ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass: 'STANDARD' })

/** Pushes a manifest that says more than that of an image; answers its digest. */
export async function pushManifest({ ecr }: World, content: string, more: object): Promise<string> {
  const imageManifest = await preparedManifest(ecr, repositoryName, content, more)
  await ecr.putImage({ repositoryName, imageManifest })
  return sha256(imageManifest)
}

/** Pushes what is no image, with an empty configuration as artifacts have it; answers its digest. */
export async function pushArtifact(world: World, artifactType: string, more = {}): Promise<string> {
  const { config } = JSON.parse(await preparedManifest(world.ecr, repositoryName, 'artifact'))
  const empty = { ...config, mediaType: 'application/vnd.oci.empty.v1+json' }
  return pushManifest(world, 'artifact', { artifactType, config: empty, ...more })
}

/** Pushes a manifest without layers as a container client does; answers the status. */
export async function push({ ecr, emulator }: World, name: string): Promise<number> {
  const { authorizationData } = await ecr.getAuthorizationToken({})
  const authorization = `Basic ${authorizationData?.[0]?.authorizationToken}`
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const { status } = await fetch(`${emulator.url}/v2/${name}/manifests/v1`, {
    method: 'PUT',
    headers: { authorization, 'content-type': mediaType },
    body: JSON.stringify({ schemaVersion: 2, mediaType, manifests: [] }),
  })
  return status
}

/** A policy's text as somebody would write it. */
export const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

/** A lifecycle policy's text, not as ECR keeps it: indented. */
export const lifecycle = (...rules: readonly object[]) => JSON.stringify({ rules }, undefined, 2)

export const keep = (countNumber: number, rulePriority = 1, selection: object = { tagStatus: 'any' }) => ({
  rulePriority,
  selection: { ...selection, countType: 'imageCountMoreThan', countNumber },
  action: { type: 'expire' },
})
