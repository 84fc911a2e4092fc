import type { ImageSource } from '../aws/api.ts'
import type { Fields } from '../model.ts'
import { isFields, present } from './canonical.ts'
import { checkImages } from './image/check.ts'
import { idOf, imageName, isDigest, keyIn } from './image/names.ts'
import { pin } from './image/pin.ts'
import { readImages } from './image/read.ts'
import { rebased } from './image/rebased.ts'
import { refuse } from './image/refuse.ts'
import { imagesManifest } from './image/schema.ts'
import { isWrong, sourceOf } from './image/source.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMissing } from './image/spec.ts'
import { describeImage, imageFacts, riskOf } from './image/words.ts'
import type { Context, Kind } from './kind.ts'

const UNKNOWN = `sha256:${'0'.repeat(64)}`

export const image: Kind<ImageWant, ImageSpec> = {
  key: 'image',
  needs: ['repository'],
  uses: { reads: ['DescribeImages'], writes: ['CopyImage', 'BatchDeleteImage'] },
  isMerged: true,
  isExact: true,
  manifest: imagesManifest,
  layering: {
    byKey: ['images'],
    asNull: {
      detail: 'It would delete images that others pushed.',
      hint: 'Name the tags that must not be there: images: { TAG: null }',
    },
  },
  facts: ['imagePushedAt', 'imageTags', 'imageStatus'],
  one: { label: name => `image ${labelOf(keyIn(name))}`, path: name => keyIn(name) },
  examples: [{ images: { canary: null } }, { images: { old: { absent: true, deleteImage: true } } }],
  want: ({ images = {} }, context) =>
    new Map(
      Object.entries(images as Fields).map(([key, value]) => [
        imageName(context.repositoryName ?? '', key),
        wish(key, value, context),
      ]),
    ),
  rebased,
  check: checkImages,
  read: { of: 'repository', one: readImages },
  pin,
  merge,
  canonical: spec => present({ ...spec }),
  refuse,
  risk: riskOf,
  write: ({ name, after }, want) => {
    const [repositoryName, key] = [name.slice(0, -keyIn(name).length - 1), keyIn(name)]
    if (after === null) return [{ action: 'BatchDeleteImage', input: { repositoryName, imageIds: [idOf(key)] } }]
    if (want === null || isAbsent(want)) return []
    const { imageDigest } = after
    const { source, referrers } = want
    const tagged = isDigest(key) ? {} : { imageTag: key }
    return [
      {
        action: 'CopyImage',
        input: { repositoryName, ...tagged, imageDigest, source: exactly(source, imageDigest), referrers },
      },
    ]
  },
  describe: describeImage,
  attention: imageFacts,
}

const labelOf = (key: string): string => (isDigest(key) ? key.slice(0, 19) : key)

function wish(key: string, value: unknown, { directoryOf }: Context): ImageWant {
  if (value === null) return { absent: true, deleteImage: false }
  const { from, referrers, absent, deleteImage } = (isFields(value) ? value : { from: value }) as Fields
  if (absent === true) return { absent: true, deleteImage: deleteImage === true }
  const source = sourceOf(String(from), directoryOf?.(['images', key]) ?? '')
  if (isWrong(source)) throw new RangeError(source.summary)
  return { source: isDigest(key) ? exactly(source, key) : source, referrers: referrers === true }
}

/** No tag any more that could mean something else by the time it is copied. */
const exactly = (source: ImageSource, digest: string): ImageSource => ({ ...source, digest })

/** Where a source has not been found, something differs all the same, and `refuse` says why it cannot be. */
function merge(before: ImageSpec | null, want: ImageWant | null): ImageSpec | null {
  if (want === null || isAbsent(want)) return null
  const { pinned, source } = want
  const imageDigest = isMissing(pinned) ? (source.digest ?? UNKNOWN) : (pinned?.digest ?? source.digest ?? UNKNOWN)
  if (before?.imageDigest === imageDigest && !isMissing(pinned)) return before
  const imagePushedAt = isMissing(pinned) ? undefined : pinned?.pushedAt
  return present({ imageDigest, imagePushedAt }) as ImageSpec
}
