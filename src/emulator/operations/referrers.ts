import type { Image } from '../model.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import type { Contents } from '../storage/contents.ts'
import { layerDigest } from './layers.ts'
import { inRepository } from './members.ts'
import { epochSeconds, operation } from './operation.ts'
import { page, pageMembers } from './paging.ts'
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
    const found = referrersOf(contents, input.subjectId.imageDigest)
      .map(image => ({ ...descriptorOf(image), artifactStatus: imageStatusOf(image, epochSeconds(now)) }))
      .filter(isWanted(input.filter))
    const { items, nextToken } = page(found, ({ digest }) => digest, { ...input, maxResults: input.maxResults ?? 20 })
    return { referrers: items, nextToken }
  },
)

/** By digest. */
export const referrersOf = ({ images }: Contents, subject: string): readonly Image[] =>
  [...images.values()]
    .filter(image => image.subject === subject)
    .sort((one, other) => (one.digest < other.digest ? -1 : 1))

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

function isWanted(given: Read<typeof filter>) {
  const { artifactTypes = [], artifactStatus = 'ACTIVE' } = given ?? {}
  return (one: { readonly artifactType?: string; readonly artifactStatus: string }): boolean =>
    (artifactTypes.length === 0 || artifactTypes.includes(one.artifactType ?? '')) &&
    (artifactStatus === 'ANY' || artifactStatus === one.artifactStatus)
}
