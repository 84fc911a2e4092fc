import type { Input, Listed, Output, ReadAction, Reader } from '../../aws/api.ts'
import type { Diagnostic } from '../../model.ts'
import { lookUpIn, type TagReading } from '../../plan/tag-lookup.ts'
import { notesOf } from '../../plan/tag-notes.ts'

/** A reader, and why it has read tags otherwise than was asked. */
export interface Indexed {
  readonly reader: Reader
  notes(): readonly Diagnostic[]
}

/** The same reader, but for the tags of the repositories that it lists, which the index tells a hundred a call. */
export function indexedTags(reader: Reader, reading: TagReading | undefined): Indexed {
  const { index } = reading ?? {}
  if (index === undefined) return { reader, notes: () => notesOf(reading) }
  const lookUp = lookUpIn(index, { strangers: [] })
  async function list(input: Input<'DescribeRepositories'>): Promise<Output<'DescribeRepositories'>> {
    const page = await reader.call('DescribeRepositories', input)
    for (const { repositoryArn } of (page.repositories ?? []) as readonly Listed[]) lookUp.sees(repositoryArn)
    if (page.nextToken === undefined) lookUp.end()
    return page
  }
  const tagsOf = async (input: Input<'ListTagsForResource'>): Promise<Output<'ListTagsForResource'>> =>
    (await lookUp.tagsOf(String(input?.resourceArn))) ?? reader.call('ListTagsForResource', input)
  const call = (action: ReadAction, input: never) => {
    if (action === 'DescribeRepositories') return list(input)
    return action === 'ListTagsForResource' ? tagsOf(input) : reader.call(action, input)
  }
  return { reader: { call } as Reader, notes: () => notesOf(reading, lookUp.failure()) }
}
