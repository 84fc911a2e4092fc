import type { Input, Listed, ReadAction, Reader } from '../aws/api.ts'
import { kindOf } from '../kinds/index.ts'
import type { Declared, Diagnostic, Found, Wishes } from '../model.ts'
import { readRepository } from './read.ts'
import { lookUpIn, type TagAnswer, type TagReading } from './tag-lookup.ts'
import { notesOf } from './tag-notes.ts'

/** How the tags of one repository are read. */
export interface TagsOfOne {
  /** ECR, but for tags that the index tells. */
  readonly reader: Reader
  /** What is out of the index is read again where it came from. */
  again(declared: Declared): Promise<Found> | undefined
}

/** How the tags of the repositories of one target are read. */
export interface Tags {
  of(listed: Listed, reader: Reader): TagsOfOne
  /** One more of which something is wished. */
  sees(): void
  /** There are no more. */
  end(): void
  /** Why ECR was asked for those of each, where that was not to be. */
  notes(): readonly Diagnostic[]
}

/** The one that is read out of the index. */
const ACTION = 'ListTagsForResource'

/** Of so few, ECR tells the tags as fast. */
const FEW = 10

/** @param reading left out: ECR tells those of each */
export function tagsOf(wishes: Wishes, reading?: TagReading): Tags {
  const { index, isAsked = false } = reading ?? {}
  if (index === undefined || !(isAsked || mayBeMany(wishes)))
    return { of: (_, reader) => ({ reader, again: () => undefined }), ...UNTOLD, notes: () => notesOf(reading) }
  const crowd = crowdOver(isAsked ? 0 : FEW)
  let repositories = 0
  const lookUp = lookUpIn(index, () => repositories)
  return {
    of: (listed, reader) =>
      indexed(reader, listed, async () => ((await crowd.joined()) ? lookUp.tagsOf(listed.repositoryArn) : undefined)),
    sees() {
      repositories += 1
    },
    end: crowd.end,
    notes: () => notesOf({ index, isAsked }, lookUp.failure()),
  }
}

const mayBeMany = ({ repositories, discovered }: Wishes): boolean =>
  discovered !== undefined || repositories.length > FEW

const UNTOLD = { sees() {}, end() {} }

function indexed(reader: Reader, listed: Listed, indexedTags: () => Promise<TagAnswer | undefined>): TagsOfOne {
  let isIndexed = false
  const tagsOfOne = async (input: Input<typeof ACTION>): Promise<TagAnswer> => {
    const answer = await indexedTags()
    isIndexed = answer !== undefined
    return answer ?? reader.call(ACTION, input)
  }
  const call = (action: ReadAction, input: never) => (action === ACTION ? tagsOfOne(input) : reader.call(action, input))
  return {
    reader: { call } as Reader,
    again(declared) {
      if (!isIndexed || !kindOf(declared.kind).uses.reads.includes(ACTION)) return undefined
      return readRepository(reader, listed, [declared]).then(readings => readings.get(declared.address) ?? null)
    },
  }
}

/** Whether those who ask become more than a few. */
function crowdOver(few: number) {
  let asked = 0
  let decide: () => void = () => {}
  const decided = new Promise<void>(resolve => {
    decide = resolve
  })
  return {
    /** Of the first, known only when there are enough, or no more will come. */
    async joined(): Promise<boolean> {
      asked += 1
      if (asked > few) decide()
      await decided
      return asked > few
    },
    /** Those that were listed last have asked in this turn of the event loop. */
    end: () => void setImmediate(decide),
  }
}
