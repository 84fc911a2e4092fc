import type { ImageSource, Operation } from '../aws/api.ts'
import type { Difference, Fields } from '../model.ts'
import { shortDigest } from '../names.ts'
import { isFields, present } from './canonical.ts'
import { backToImage } from './image/back.ts'
import { inBatches } from './image/batches.ts'
import { checkImages, numberAsSource } from './image/check.ts'
import { judgeImages } from './image/judge.ts'
import { leaves } from './image/leaves.ts'
import { leavingBefore } from './image/leaving.ts'
import { imageAt, imageName, isDigest, keyIn } from './image/names.ts'
import { permitsImage } from './image/permits.ts'
import { pin } from './image/pin.ts'
import { readImages } from './image/read.ts'
import { rebased } from './image/rebased.ts'
import { imagesManifest } from './image/schema.ts'
import { hostIn, isWrong, sourceOf } from './image/source.ts'
import { digestSaid, type ImageSpec, type ImageWant, isAbsent, isMissing, pinnedIn } from './image/spec.ts'
import { describeImage, imageFacts, isRestored } from './image/words.ts'
import type { Context, Drawn, Held, Kind, Problem, Whereabouts } from './kind.ts'
import type { Shown, Verdict } from './knowledge.ts'

const UNKNOWN = `sha256:${'0'.repeat(64)}`

export const image: Kind<ImageWant, ImageSpec> = {
  key: 'image',
  scope: 'repository',
  needs: ['repository'],
  uses: {
    reads: ['DescribeImages', 'GetLifecyclePolicy'],
    writes: ['CopyImage', 'BatchDeleteImage', 'UpdateImageStorageClass'],
  },
  permits: permitsImage,
  manifest: imagesManifest,
  layering: {
    byKey: ['images'],
    asNull: {
      detail: 'It would delete images that others pushed.',
      hint: 'Name the tags that must not be there: images: { TAG: null }',
    },
  },
  onlyDeclared: {
    detail: 'Images of repositories that nobody declares are left alone: they belong to whatever made the repository.',
    hint: 'Declare the repository under repositories, with these images, or remove the line.',
  },
  facts: ['imagePushedAt', 'imageTags'],
  one: { label: name => `image ${labelOf(keyIn(name))}`, path: name => keyIn(name) },
  examples: [
    { images: { canary: null } },
    { images: { old: { absent: true, deleteImage: true } } },
    { images: { prod: 'ecr:staging/api:1.4.2' } },
    { images: { base: { from: 'docker://ghcr.io/acme/base:3', referrers: true, restore: true } } },
    { images: { small: { from: 'docker://ghcr.io/acme/multi:3', platforms: ['linux/amd64', 'linux/arm64'] } } },
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
  misread: numberAsSource,
  read: readImages,
  pin,
  merge,
  canonical: ({ imageStatus, ...spec }) =>
    present({ ...spec, imageStatus: imageStatus === 'ACTIVATING' ? 'ACTIVE' : imageStatus }),
  judge: judgeImages,
  backTo: backToImage,
  isShown: isWithin,
  remark,
  holds,
  draws,
  takes,
  leaves,
  leaving: leavingBefore,
  write,
  describe: describeImage,
  attention: imageFacts,
}

const labelOf = (key: string): string => (isDigest(key) ? shortDigest(key) : key)

function wish(key: string, value: unknown, { directoryOf, repositoryName = '' }: Context): ImageWant {
  if (value === null) return { absent: true, deleteImage: false }
  const { from, links, platforms, digest, referrers, restore, absent, deleteImage } = (
    isFields(value) ? value : { from: value }
  ) as Fields
  if (absent === true) return { absent: true, deleteImage: deleteImage === true }
  const source = sourceOf(String(from), directoryOf?.(['images', key]) ?? '')
  if (isWrong(source)) throw new RangeError(source.summary)
  const exact = isDigest(key) ? exactly(source, key) : source
  return {
    source: narrowed(linked(exact, links), { platforms, digest }, repositoryName),
    referrers: referrers === true,
    restore: restore === true,
  }
}

const linked = (source: ImageSource, links: unknown): ImageSource =>
  source.from === 'oci' && typeof links === 'string' ? { ...source, links } : source

/** Of an image that is here, an index is made as of one that is elsewhere. */
function narrowed(source: ImageSource, { platforms, digest }: Fields, repositoryName: string): ImageSource {
  if (!Array.isArray(platforms)) return source
  const narrowing = { platforms, ...(typeof digest === 'string' && { digest }) }
  return source.from === 'repository'
    ? { from: 'ecr', repositoryName, digest: source.digest, narrowing }
    : { ...source, narrowing }
}

/** No tag any more that could mean something else by the time it is copied. */
const exactly = (source: ImageSource, digest: string): ImageSource => ({ ...source, digest })

/** Where a source has not been found, something differs all the same, and `judge` says why it cannot be. */
function merge(before: ImageSpec | null, want: ImageWant | null): ImageSpec | null {
  if (want === null || isAbsent(want)) return null
  const { pinned, source, restore } = want
  const { digest: imageDigest = digestSaid(source) ?? UNKNOWN, lacking = [] } = pinnedIn(want) ?? {}
  const status = before?.imageStatus === undefined ? {} : { imageStatus: 'ACTIVE' }
  if (before?.imageDigest === imageDigest && !isMissing(pinned)) {
    const found = restore ? { ...before, ...status } : before
    return lacking.length > 0 ? { ...found, referrers: lacking } : found
  }
  const imagePushedAt = isMissing(pinned) ? undefined : pinned?.pushedAt
  return present({ imageDigest, imagePushedAt, ...status }) as ImageSpec
}

function holds(name: string, want: ImageWant | null): Held | undefined {
  if (want === null || isAbsent(want)) return undefined
  const { source } = want
  const { digest = digestSaid(source), size, children } = pinnedIn(want) ?? {}
  return present({ at: imageAt(name), digest, size, children, isBrought: source.from !== 'repository' }) as Held
}

/** Nothing is copied of an image that is here already. */
function draws(want: ImageWant): Drawn | undefined {
  if (!('source' in want) || want.source.from !== 'ecr') return undefined
  const { registry, repositoryName, tag, digest } = want.source
  const pinned = pinnedIn(want)
  return { registry, repositoryName, tag, digest: pinned?.whole ?? pinned?.digest ?? digest }
}

function takes(name: string, want: ImageWant | null): Whereabouts | undefined {
  if (want === null || !isAbsent(want)) return undefined
  return { repositoryName: repositoryIn(name), ...imageAt(name) }
}

const repositoryIn = (name: string): string => name.slice(0, -keyIn(name).length - 1)

function write(
  { name, before, after, remaining, leaving }: Difference<ImageSpec> & Verdict,
  want: ImageWant | null,
): readonly Operation[] {
  const [repositoryName, key] = [repositoryIn(name), keyIn(name)]
  if (after === null) return before === null ? [] : deletesOf({ repositoryName, key, before, remaining, leaving })
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
  const exact = exactly(source, pinnedIn(want)?.whole ?? imageDigest)
  const input = { repositoryName, ...tagged, imageDigest, source: exact, referrers }
  return [{ action: 'CopyImage', input }]
}

interface Going {
  readonly repositoryName: string
  readonly key: string
  readonly before: ImageSpec
  readonly remaining: readonly string[] | undefined
  readonly leaving: readonly string[] | undefined
}

/**
 * An image that is to go is named by its digest beside each of its tags: ECR refuses what has moved meanwhile. A tag of
 * an image that is to stay is named alone, because a digest asks for the image with all its tags.
 * Source: ECR API reference, BatchDeleteImage.
 */
function deletesOf({ repositoryName, key, before, remaining, leaving = [] }: Going): readonly Operation[] {
  const { imageDigest, imageTags = [] } = before
  const beside = isDigest(key) || remaining?.length === 0 ? { imageDigest } : {}
  const tags = isDigest(key) ? imageTags.filter(tag => !leaving.includes(tag)) : [key]
  const ids = tags.length === 0 ? [beside] : tags.map(imageTag => ({ imageTag, ...beside }))
  return inBatches(ids).map(imageIds => ({ action: 'BatchDeleteImage', input: { repositoryName, imageIds } }))
}

/** An image that goes is one that was said to go, and takes no tag with it that was not said. */
function isWithin(planned: Shown<ImageSpec>, now: Shown<ImageSpec>): boolean {
  const goes = ({ facts }: Shown<ImageSpec>) => facts.some(({ word }) => word === 'DELETES')
  const tags = planned.before?.imageTags ?? []
  return !goes(now) || (goes(planned) && (now.before?.imageTags ?? []).every(tag => tags.includes(tag)))
}

function remark(before: ImageSpec, want: ImageWant | null, name: string): Problem | undefined {
  const unseen = pinnedIn(want)?.unseen
  return unseen === undefined ? archived(before, want, name) : referrersUnseen(name, unseen)
}

const referrersUnseen = (name: string, unseen: string): Problem => ({
  severity: 'warning',
  path: [],
  code: 'REFERRERS_UNREAD',
  summary: `Whether all that refers to ${name} is there could not be seen`,
  detail: unseen,
  hint: 'The image is there. Let the identity and its source answer, then run it again.',
})

/** A declared image that nobody can pull. */
function archived({ imageStatus, imageDigest }: ImageSpec, want: ImageWant | null, name: string): Problem | undefined {
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
