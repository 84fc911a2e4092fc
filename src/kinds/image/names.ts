import type { Address } from '../../model.ts'
import { addressOf } from '../address.ts'

/** What OCI lets a client push as a tag. Source: OCI distribution specification, "Pulling manifests". */
export const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
export const DIGEST = /^sha256:[0-9a-f]{64}$/

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

/** The tag or digest that a name ends in. */
export function keyIn(name: string): string {
  const [, digest] = /@(sha256:.*)$/.exec(name) ?? []
  return digest ?? name.slice(name.lastIndexOf(':') + 1)
}

export const idOf = (key: string): { readonly imageDigest: string } | { readonly imageTag: string } =>
  isDigest(key) ? { imageDigest: key } : { imageTag: key }

/** As much of a digest as people compare. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 15)}…${digest.slice(-3)}`
