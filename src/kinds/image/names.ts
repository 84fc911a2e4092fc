import type { Address, Wish } from '../../model.ts'
import { addressOf } from '../address.ts'

export const isDigest = (key: string): boolean => /^sha256:/.test(key)

/** `payments/api:1.4`, or `payments/api@sha256:…` for an image without a tag of its own. */
export const imageName = (repositoryName: string, key: string): string =>
  `${repositoryName}${isDigest(key) ? '@' : ':'}${key}`

export const imageAddress = ({
  repositoryName,
  imageTag,
  imageDigest,
}: {
  readonly repositoryName: string
  readonly imageTag?: string
  readonly imageDigest: string
}): Address => addressOf('image', imageName(repositoryName, imageTag ?? imageDigest))

/** Tags and digests that wishes say something of. */
export const keysIn = (wishes: readonly Pick<Wish, 'kind' | 'name'>[]): ReadonlySet<string> =>
  new Set(wishes.flatMap(({ kind, name }) => (kind === 'image' ? [keyIn(name)] : [])))

/** The tag or digest that a name ends in. */
export function keyIn(name: string): string {
  const [, digest] = /@(sha256:.*)$/.exec(name) ?? []
  return digest ?? name.slice(name.lastIndexOf(':') + 1)
}

/** The image that a name is about. */
export function imageAt(name: string): { readonly tag: string } | { readonly digest: string } {
  const key = keyIn(name)
  return isDigest(key) ? { digest: key } : { tag: key }
}

export const idOf = (key: string): { readonly imageDigest: string } | { readonly imageTag: string } =>
  isDigest(key) ? { imageDigest: key } : { imageTag: key }
