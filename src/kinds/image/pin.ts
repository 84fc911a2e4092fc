import type { ImageSource } from '../../aws/api.ts'
import { EcrsyncError, wholeText } from '../../errors.ts'
import { present } from '../canonical.ts'
import type { ImageResolver, Over } from '../kind.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMissing, type Missing, type Pinned } from './spec.ts'

/** What may move becomes a digest. A source that cannot be found blocks this image and no other. */
export async function pin(
  want: ImageWant,
  images: ImageResolver,
  { repository, before }: Over<ImageSpec>,
): Promise<ImageWant> {
  if (isAbsent(want)) return want
  const asked = want.source.digest
  if (asked !== undefined && before?.imageDigest === asked) return { ...want, pinned: pinnedAs(before) }
  const found = await look(want.source, images, repository)
  const isMove = before !== null && want.source.from !== 'repository' && !isMissing(found)
  return { ...want, pinned: isMove ? await known(found, images, repository) : found }
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
    const { pushedAt, digest, size, children, requires } = await images.resolve(source, repository, { isOpened: true })
    return present({ digest, size, pushedAt: pushedAt?.toISOString(), children, requires }) as Pinned
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return {
      code: error.code,
      reason: wholeText(error),
      hint: error.hint ?? 'Mend the source, then run ecrsync plan again.',
    }
  }
}
