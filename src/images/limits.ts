import { withCommas } from '../words.ts'
import { emptyLayer, tooLarge } from './failures.ts'
import type { Descriptor } from './store.ts'

export const MIB = 1024 * 1024
const MOST_PARTS = 4200
const LARGEST_LAYER = 52_000 * MIB

/** Bytes of manifests, of one image or about it, that are in memory. */
export const MOST_HELD = 64 * MIB
/** Manifests of one image, and what is about it: many more than anybody has, and fewer than a registry can make up. */
export const MOST_MANIFESTS = 10_000

/** All but the last part of a layer have at least so many bytes. */
export const SMALLEST_PART = 5 * MIB
/** The most that ECR documents, and what it asks for. */
export const USUAL_PART = 10 * MIB

/**
 * Refuses what is no image for ECR, before anything of it is sent. ECR ends the upload of nothing with
 * EmptyUploadException. Source: https://github.com/aws/containers-roadmap/issues/1074
 *
 * @throws EcrsyncError EMPTY_LAYER, IMAGE_TOO_LARGE
 */
export function refuseUnfit(blobs: readonly Descriptor[], where: string): void {
  for (const blob of blobs) {
    if (blob.size === 0) throw empty(blob, where)
    refuseTooLarge(blob, where)
  }
}

const empty = ({ digest }: Descriptor, where: string) =>
  emptyLayer({
    where,
    what: `${digest} is a layer or configuration of no bytes, which ECR does not take (EmptyUploadException)`,
    hint: 'Make the image again without it; where there is nothing to configure, OCI has the two bytes {} for it.',
  })

/**
 * Refuses a layer that cannot get into ECR through its API.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
 *
 * @throws EcrsyncError IMAGE_TOO_LARGE
 */
export function refuseTooLarge({ digest, size }: Descriptor, where: string, partSize = USUAL_PART): void {
  const most = Math.min(MOST_PARTS * partSize, LARGEST_LAYER)
  if (size <= most) return
  const inMib = (bytes: number) => `${withCommas(Math.ceil(bytes / MIB))} MiB`
  throw tooLarge(
    where,
    `the layer ${digest} has ${inMib(size)}; ECR takes ${MOST_PARTS} parts of ${inMib(partSize)}, ${inMib(most)} in all`,
  )
}

/**
 * Refuses more of what is about an image than can be meant: what is about that in turn, a registry can make up as it is asked.
 *
 * @throws EcrsyncError IMAGE_TOO_LARGE
 */
export function refuseEndless(count: number, where: string): void {
  if (count > MOST_MANIFESTS) throw tooLarge(where, `more than ${MOST_MANIFESTS} signatures and the like are about it`)
}
