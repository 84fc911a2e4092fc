import { isPassing } from '../aws/failures.ts'
import type { BroughtImage, Copier } from './copier.ts'
import { type Sleep, waitAfter } from './patience.ts'

interface Moved {
  readonly repositoryName: string
  readonly tag: string
  /** The image that the tag may be taken from; undefined: none. */
  readonly holder: string | undefined
}

interface Putting {
  readonly copier: Pick<Copier, 'look' | 'tag'>
  /** Waits before the tag is looked at again. */
  readonly sleep: Sleep
}

const TRIES = 5

/**
 * A look, and directly after it the write, once; where that fails in passing, both again. A tag that is on another image
 * by then than the one it may be taken from stays there.
 *
 * @returns the image that the tag is on now
 */
export async function putTag(image: BroughtImage, moved: Moved, putting: Putting, tried = 1): Promise<string> {
  const { repositoryName, tag, holder } = moved
  const { copier, sleep } = putting
  const there = await copier.look(repositoryName, tag)
  if (there !== undefined && there !== holder) return there
  try {
    await copier.tag(image, repositoryName, tag)
    return image.digest
  } catch (error) {
    if (tried === TRIES || !isPassing(error)) throw error
    await sleep(waitAfter(tried))
    return putTag(image, moved, putting, tried + 1)
  }
}
