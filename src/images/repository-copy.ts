import pLimit from 'p-limit'
import type { ImageSource } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { grouped } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import type { Bytes } from '../events.ts'
import type { Comparison, Conflict, CopyEnd, FoundImage, HeldImage, Lack } from './comparison.ts'
import type { BroughtImage, Copier } from './copier.ts'
import { isIndex } from './manifest.ts'
import { type Sleep, sleep as sleepReally } from './patience.ts'
import { putTag } from './put-tag.ts'

export interface RepositoryCopying {
  readonly copier: Copier
  /** Told how far an image has come. */
  readonly copying: (imageDigest: string, bytes: Bytes) => void
  readonly copied: (image: HeldImage) => void
  /** Waits before a tag is looked at again. */
  readonly sleep?: Sleep
}

export interface CopyFailure {
  readonly digest: string
  /** Left out: it is the image itself that was not copied. */
  readonly tag?: string
  readonly error: EcrsyncError
}

/** What did not come over. */
export interface CopyOutcome {
  readonly failures: readonly CopyFailure[]
  /** Tags that somebody moved after the comparison. */
  readonly conflicts: readonly Conflict[]
}

/** Images at once; the copier has its own bounds for layers. */
const IMAGES = 4

/**
 * Brings over what is lacking: parts before indexes, subjects before what is about them, tags last. What fails stops
 * nothing else, unless nothing else would be answered, either.
 */
export async function copyLack(
  from: CopyEnd,
  to: CopyEnd,
  { lack, images, holders }: Comparison,
  { copier, copying, copied, sleep = sleepReally }: RepositoryCopying,
): Promise<CopyOutcome> {
  const { repositoryName } = to
  const { failures, attempt } = attempts()
  const conflicts: Conflict[] = []
  const limit = pLimit(IMAGES)

  const bring = (imageDigest: string, source: ImageSource): Promise<BroughtImage> =>
    copier.bring({ repositoryName, imageDigest, source, referrers: false }, bytes => copying(imageDigest, bytes))

  const copyOne = (image: HeldImage) =>
    attempt({ digest: image.digest }, async () => {
      await bring(image.digest, sourceOf(from, image.digest))
      copied(image)
    })

  const putOne = (image: BroughtImage, tag: string) =>
    attempt({ digest: image.digest, tag }, async () => {
      const there = await putTag(image, { repositoryName, tag, holder: holders.get(tag) }, { copier, sleep })
      if (there !== image.digest) conflicts.push({ tag, digest: image.digest, there })
    })

  const putAll = ([digest, lacking]: readonly [string, Lack['tags']]) =>
    attempt({ digest }, async () => {
      const image = await bring(digest, { from: 'repository', digest })
      for (const { tag } of lacking) await putOne(image, tag)
    })

  for (const isOfRank of [isPlain, isList, isReferrer])
    await limit.map(
      lack.images.filter(({ digest }) => isOfRank(images.get(digest))),
      copyOne,
    )
  const failed = new Set(failures.map(({ digest }) => digest))
  await limit.map(
    [...grouped(lack.tags, ({ digest }) => digest)].filter(([digest]) => !failed.has(digest)),
    putAll,
  )
  return { failures: failures.filter(({ error }) => error.code !== 'INTERRUPTED'), conflicts }
}

/** Keeps what fails, and begins nothing more after a failure that everything else would have, too. */
function attempts() {
  const failures: CopyFailure[] = []
  const isOver = () => failures.some(({ error }) => error.code === 'INTERRUPTED' || isFatal(error))
  const attempt = async (what: Omit<CopyFailure, 'error'>, work: () => Promise<void>): Promise<void> => {
    if (isOver()) return
    await work().catch((error: unknown) => {
      if (!(error instanceof EcrsyncError)) throw error
      failures.push({ ...what, error })
    })
  }
  return { failures, attempt }
}

const sourceOf = ({ repositoryName, registry }: CopyEnd, digest: string): ImageSource => ({
  from: 'ecr',
  repositoryName,
  digest,
  ...(registry && { registry }),
})

const isReferrer = (image: FoundImage | undefined): boolean => image?.isReferrer === true
const isList = (image: FoundImage | undefined): boolean => !isReferrer(image) && isIndex(image?.mediaType ?? '')
const isPlain = (image: FoundImage | undefined): boolean => !isReferrer(image) && !isList(image)
