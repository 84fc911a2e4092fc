import type { Output } from '../aws/api.ts'
import type { TagIndex } from '../aws/tagging.ts'
import { EcrsyncError } from '../errors.ts'

/** Who tells tags beside ECR, which tells those of one repository a call. */
export interface TagReading {
  /** Left out: nobody knows where it is. */
  readonly index?: TagIndex | undefined
  /** It is asked however few repositories there are. */
  readonly isAsked: boolean
}

/** As ECR would tell the tags of one repository. */
export type TagAnswer = Output<'ListTagsForResource'>

/** The index, of which pages are asked for as long as somebody waits, and never more of them than they save calls. */
export function lookUpIn(index: TagIndex, most: () => number) {
  const known = new Map<string, TagAnswer>()
  const listing = index.pages()
  let pages = 0
  let end: 'whole' | 'cut short' | undefined
  let failure: EcrsyncError | undefined
  let pulling: Promise<void> | undefined

  async function pull(): Promise<void> {
    const page = pages < most() ? await listing.next() : undefined
    if (page === undefined) end = 'cut short'
    else if (page.done === true) end = 'whole'
    else for (const { arn, tags } of page.value) known.set(arn, { tags: [...tags], $metadata: {} })
    pages += 1
    pulling = undefined
  }
  function failed(error: unknown): void {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    failure = error
    end = 'cut short'
  }

  return {
    failure: () => failure,
    /** Nothing where ECR is to be asked; of what is not in the index at its end, no tags. */
    async tagsOf(arn: string): Promise<TagAnswer | undefined> {
      while (!known.has(arn) && end === undefined) {
        pulling ??= pull().catch(failed)
        await pulling
      }
      return known.get(arn) ?? (end === 'whole' ? { tags: [], $metadata: {} } : undefined)
    },
  }
}
