import type { ImageSource } from '../../aws/api.ts'
import { EcrsyncError, wholeText } from '../../errors.ts'
import { isoOf } from '../../words.ts'
import { present } from '../canonical.ts'
import type { ImageResolver, Over } from '../pins.ts'
import {
  digestSaid,
  type ImageSpec,
  type ImageWant,
  isAbsent,
  isMade,
  isMissing,
  type Missing,
  type Pinned,
} from './spec.ts'

/** What may move becomes a digest. A source that cannot be found blocks this image and no other. */
export async function pin(
  want: ImageWant,
  images: ImageResolver,
  { repository, before }: Over<ImageSpec>,
): Promise<ImageWant> {
  if (isAbsent(want)) return want
  const asked = digestSaid(want.source)
  // What refers to the images of an index that was made is found out by what it was made of.
  const isOpened = want.referrers && isMade(want.source)
  const isThere = asked !== undefined && before?.imageDigest === asked && !isOpened
  const found = isThere ? pinnedAs(before) : await look(want.source, images, repository)
  if (isMissing(found)) return { ...want, pinned: found }
  const isMove = before !== null && !isThere && want.source.from !== 'repository'
  const pinned = isMove ? await known(found, images, repository) : found
  return { ...want, pinned: { ...pinned, ...(await lackingOf(want, pinned, images, { repository, before })) } }
}

/** What refers to an image that is here, where it comes from, and not here. */
async function lackingOf(
  { source, referrers }: Extract<ImageWant, { source: ImageSource }>,
  { digest, whole, children, requires }: Pinned,
  images: ImageResolver,
  { repository, before }: Over<ImageSpec>,
): Promise<Pick<Pinned, 'lacking' | 'unseen'>> {
  const isHere = before?.imageDigest === digest && (before.imageStatus ?? 'ACTIVE') === 'ACTIVE'
  if (!referrers || !isHere || requires || source.from === 'repository') return {}
  try {
    const lacking = await images.lackingReferrers?.(source, repository, { digest, whole, children })
    return lacking === undefined || lacking.length === 0 ? {} : { lacking }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    // A layout is rarely where a plan is made that needs nothing of it.
    const isBuilt = 'path' in source && source.digest !== undefined && error.code === 'SOURCE_NOT_FOUND'
    return isBuilt ? {} : { unseen: wholeText(error) }
  }
}

/**
 * Where the repository has the image already, under another tag perhaps, it was pushed when it was pushed there. What the
 * plan itself brings there is not there yet.
 */
async function known(found: Pinned, images: ImageResolver, repository: string): Promise<Pinned> {
  const here = await look({ from: 'repository', digest: found.digest }, images, repository)
  return isMissing(here) || here.requires ? found : { ...found, ...here, size: 0 }
}

const pinnedAs = ({ imageDigest, imagePushedAt }: ImageSpec): Pinned =>
  present({ digest: imageDigest, pushedAt: imagePushedAt }) as Pinned

async function look(source: ImageSource, images: ImageResolver, repository: string): Promise<Pinned | Missing> {
  try {
    const { pushedAt, ...found } = await images.resolve(source, repository, { isOpened: true })
    const { digest, size, children, whole, requires } = found
    return present({ digest, size, pushedAt: isoOf(pushedAt), children, whole, requires }) as Pinned
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return {
      code: error.diagnostics[0]?.code ?? error.code,
      reason: wholeText(error),
      hint: error.hint ?? 'Mend the source, then run ecrsync plan again.',
    }
  }
}
