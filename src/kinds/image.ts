import type { ImageSource, Operation } from '../aws/api.ts'
import type { Difference, Fields } from '../model.ts'
import { shortDigest } from '../names.ts'
import { isFields, present } from './canonical.ts'
import { inBatches } from './image/batches.ts'
import { checkImages } from './image/check.ts'
import { judgeImages } from './image/judge.ts'
import { leaves } from './image/leaves.ts'
import { imageAt, imageName, isDigest, keyIn } from './image/names.ts'
import { pin } from './image/pin.ts'
import { readImages } from './image/read.ts'
import { rebased } from './image/rebased.ts'
import { imagesManifest } from './image/schema.ts'
import { hostIn, isWrong, sourceOf } from './image/source.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMissing, type Pinned } from './image/spec.ts'
import { describeImage, imageFacts, isRestored } from './image/words.ts'
import type { Context, Held, Kind, Problem, Shown, Verdict, Whereabouts } from './kind.ts'

const UNKNOWN = `sha256:${'0'.repeat(64)}`

export const image: Kind<ImageWant, ImageSpec> = {
  key: 'image',
  scope: 'repository',
  needs: ['repository'],
  uses: {
    reads: ['DescribeImages', 'GetLifecyclePolicy'],
    writes: ['CopyImage', 'BatchDeleteImage', 'UpdateImageStorageClass'],
  },
  look: 'always',
  manifest: imagesManifest,
  layering: {
    byKey: ['images'],
    asNull: {
      detail: 'It would delete images that others pushed.',
      hint: 'Name the tags that must not be there: images: { TAG: null }',
    },
  },
  facts: ['imagePushedAt', 'imageTags'],
  one: { label: name => `image ${labelOf(keyIn(name))}`, path: name => keyIn(name) },
  examples: [
    { images: { canary: null } },
    { images: { old: { absent: true, deleteImage: true } } },
    { images: { prod: 'ecr:staging/api:1.4.2' } },
    { images: { base: { from: 'docker://ghcr.io/acme/base:3', referrers: true, restore: true } } },
  ],
  want: ({ images = {} }, context) =>
    new Map(
      Object.entries(images as Fields).map(([key, value]) => [
        imageName(context.repositoryName ?? '', key),
        wish(key, value, context),
      ]),
    ),
  rebased,
  hostIn,
  check: checkImages,
  read: readImages,
  pin,
  merge,
  canonical: ({ imageStatus, ...spec }) =>
    present({ ...spec, imageStatus: imageStatus === 'ACTIVATING' ? 'ACTIVE' : imageStatus }),
  judge: judgeImages,
  isShown: isWithin,
  remark,
  holds,
  draws,
  takes,
  leaves,
  write,
  describe: describeImage,
  attention: imageFacts,
}

const labelOf = (key: string): string => (isDigest(key) ? shortDigest(key) : key)

function wish(key: string, value: unknown, { directoryOf }: Context): ImageWant {
  if (value === null) return { absent: true, deleteImage: false }
  const { from, referrers, restore, absent, deleteImage } = (isFields(value) ? value : { from: value }) as Fields
  if (absent === true) return { absent: true, deleteImage: deleteImage === true }
  const source = sourceOf(String(from), directoryOf?.(['images', key]) ?? '')
  if (isWrong(source)) throw new RangeError(source.summary)
  const exact = isDigest(key) ? exactly(source, key) : source
  return { source: exact, referrers: referrers === true, restore: restore === true }
}

/** No tag any more that could mean something else by the time it is copied. */
const exactly = (source: ImageSource, digest: string): ImageSource => ({ ...source, digest })

/** Where a source has not been found, something differs all the same, and `judge` says why it cannot be. */
function merge(before: ImageSpec | null, want: ImageWant | null): ImageSpec | null {
  if (want === null || isAbsent(want)) return null
  const { pinned, source, restore } = want
  const imageDigest = isMissing(pinned) ? (source.digest ?? UNKNOWN) : (pinned?.digest ?? source.digest ?? UNKNOWN)
  const status = before?.imageStatus === undefined ? {} : { imageStatus: 'ACTIVE' }
  if (before?.imageDigest === imageDigest && !isMissing(pinned)) return restore ? { ...before, ...status } : before
  const imagePushedAt = isMissing(pinned) ? undefined : pinned?.pushedAt
  return present({ imageDigest, imagePushedAt, ...status }) as ImageSpec
}

function holds(name: string, want: ImageWant | null): Held | undefined {
  if (want === null || isAbsent(want)) return undefined
  const { source, pinned } = want
  const { digest = source.digest, size, children }: Partial<Pinned> = isMissing(pinned) ? {} : (pinned ?? {})
  return present({ at: imageAt(name), digest, size, children, isBrought: source.from !== 'repository' }) as Held
}

/** Of an image that is here already, or in another registry, nothing that is planned here can go. */
function draws(want: ImageWant): Whereabouts | undefined {
  if (!('source' in want) || want.source.from !== 'ecr' || want.source.registry !== undefined) return undefined
  const { repositoryName, tag, digest } = want.source
  return { repositoryName, tag, digest: isMissing(want.pinned) ? digest : (want.pinned?.digest ?? digest) }
}

function takes(name: string, want: ImageWant | null): Whereabouts | undefined {
  if (want === null || !isAbsent(want)) return undefined
  return { repositoryName: repositoryIn(name), ...imageAt(name) }
}

const repositoryIn = (name: string): string => name.slice(0, -keyIn(name).length - 1)

function write(
  { name, before, after, remaining }: Difference<ImageSpec> & Verdict,
  want: ImageWant | null,
): readonly Operation[] {
  const [repositoryName, key] = [repositoryIn(name), keyIn(name)]
  if (after === null) return before === null ? [] : deletesOf({ repositoryName, key, before, remaining })
  if (want === null || isAbsent(want)) return []
  const { imageDigest } = after
  if (before !== null && isRestored(before, after))
    return [
      {
        action: 'UpdateImageStorageClass',
        input: { repositoryName, imageId: { imageDigest }, targetStorageClass: 'STANDARD' },
      },
    ]
  const { source, referrers } = want
  const tagged = isDigest(key) ? {} : { imageTag: key }
  const input = { repositoryName, ...tagged, imageDigest, source: exactly(source, imageDigest), referrers }
  return [{ action: 'CopyImage', input }]
}

interface Going {
  readonly repositoryName: string
  readonly key: string
  readonly before: ImageSpec
  readonly remaining: readonly string[] | undefined
}

/**
 * An image that is to go is named by its digest beside each of its tags: ECR refuses what has moved meanwhile. A tag of
 * an image that is to stay is named alone, because a digest asks for the image with all its tags.
 * Source: ECR API reference, BatchDeleteImage.
 */
function deletesOf({ repositoryName, key, before, remaining }: Going): readonly Operation[] {
  const { imageDigest, imageTags = [] } = before
  const beside = isDigest(key) || remaining?.length === 0 ? { imageDigest } : {}
  const tags = isDigest(key) ? imageTags : [key]
  const ids = tags.length === 0 ? [beside] : tags.map(imageTag => ({ imageTag, ...beside }))
  return inBatches(ids).map(imageIds => ({ action: 'BatchDeleteImage', input: { repositoryName, imageIds } }))
}

/** An image that goes is one that was said to go, and takes no tag with it that was not said. */
function isWithin(planned: Shown<ImageSpec>, now: Shown<ImageSpec>): boolean {
  const goes = ({ facts }: Shown<ImageSpec>) => facts.some(({ word }) => word === 'DELETES')
  const tags = planned.before?.imageTags ?? []
  return !goes(now) || (goes(planned) && (now.before?.imageTags ?? []).every(tag => tags.includes(tag)))
}

/** A declared image that nobody can pull. */
function remark({ imageStatus, imageDigest }: ImageSpec, want: ImageWant | null, name: string): Problem | undefined {
  if (imageStatus !== 'ARCHIVED' || want === null || isAbsent(want) || want.restore) return undefined
  if (isMissing(want.pinned) || (want.pinned?.digest ?? imageDigest) !== imageDigest) return undefined
  return {
    severity: 'warning',
    path: [],
    code: 'IMAGE_ARCHIVED',
    summary: `${name} is in the archive`,
    detail: 'It is the declared image, and a pull of it fails: ECR lets nobody pull from the archive.',
    hint: `Let it come back: ${JSON.stringify(keyIn(name))}: { from: …, restore: true }`,
  }
}
