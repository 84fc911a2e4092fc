import type { Image } from '../model.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import { layerDigest } from './layers.ts'
import { inRepository } from './members.ts'
import { epochSeconds, operation } from './operation.ts'
import { type Listing, page, pageMembers } from './paging.ts'
import { refuseUpstream } from './pull-through-cache.ts'
import { integer, list, oneOf, optional, type Read, structure, text } from './shapes.ts'

const filter = optional(
  structure({
    artifactTypes: optional(list(text({ min: 1, max: 255 }), { max: 5 })),
    artifactStatus: optional(oneOf(['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'])),
  }),
)

export const listImageReferrers = operation(
  structure({
    ...inRepository,
    ...pageMembers,
    maxResults: optional(integer({ min: 1, max: 50 })),
    subjectId: structure({ imageDigest: layerDigest }),
    filter,
  }),
  (context, input) => {
    const { registry, now } = context
    refuseUpstream(context, input.repositoryName)
    const contents = registry.contents(input.repositoryName)
    const isWanted = matcher(input.filter)
    const describe = (image: Image) => ({
      ...descriptorOf(image),
      artifactStatus: imageStatusOf(image, epochSeconds(now)),
    })
    const listing: Listing<Image> = {
      list: from => contents.referrersOf(input.subjectId.imageDigest, from),
      keyOf: ({ digest }) => digest,
      isWanted: image => isWanted(describe(image)),
    }
    const { items, nextToken } = page(listing, { ...input, maxResults: input.maxResults ?? 20 })
    return { referrers: items.map(describe), nextToken }
  },
)

/** As OCI lists a referrer. */
export function descriptorOf({ digest, mediaType, artifactMediaType, manifest }: Image) {
  const { annotations, artifactType: own } = JSON.parse(manifest)
  const artifactType = typeof own === 'string' ? own : artifactMediaType
  return {
    digest,
    mediaType,
    ...(artifactType !== undefined && { artifactType }),
    size: Buffer.byteLength(manifest),
    ...(areAnnotations(annotations) && { annotations }),
  }
}

/** Nobody looked at them when they were pushed. */
const areAnnotations = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(one => typeof one === 'string')

function matcher(given: Read<typeof filter>) {
  const { artifactTypes = [], artifactStatus = 'ACTIVE' } = given ?? {}
  return (one: { readonly artifactType?: string; readonly artifactStatus: string }): boolean =>
    (artifactTypes.length === 0 || artifactTypes.includes(one.artifactType ?? '')) &&
    (artifactStatus === 'ANY' || artifactStatus === one.artifactStatus)
}
