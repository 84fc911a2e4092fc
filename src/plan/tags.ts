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
  sees(listed: Listed): void
  /** There are no more, and no more strangers. */
  end(): void
  /** The ARNs of those strangers that the manifest owns, as the index has them; nothing where it does not tell. */
  ownedStrangers(): Promise<ReadonlySet<string> | undefined>
  /** Why ECR was asked for those of each, where that was not to be. */
  notes(): readonly Diagnostic[]
}

/** The one that is read out of the index. */
const ACTION = 'ListTagsForResource'

/** Of so few, ECR tells the tags in no more calls than the bound of a plan leaves room for, and as fast. */
const FEW = 2

/**
 * @param reading left out: ECR tells those of each
 * @param strangers what is listed and named nowhere in a manifest that may own it, as far as it is known
 */
export function tagsOf(wishes: Wishes, reading: TagReading | undefined, strangers: readonly Listed[]): Tags {
  const { index, isAsked = false } = reading ?? {}
  if (index === undefined || !(isAsked || mayBeMany(wishes)))
    return { of: (_, reader) => ({ reader, again: () => undefined }), ...UNTOLD, notes: () => notesOf(reading) }
  const crowd = crowdOver(isAsked ? 0 : FEW)
  const lookUp = lookUpIn(index, { owner: wishes.owned?.manifest, strangers })
  // Whose strangers are is asked of the index anyway.
  const isIndexed = async () => (await crowd.joined()) || strangers.length > 0
  return {
    of: (listed, reader) =>
      indexed(reader, listed, async () => ((await isIndexed()) ? lookUp.tagsOf(listed.repositoryArn) : undefined)),
    sees: ({ repositoryArn }) => lookUp.sees(repositoryArn),
    end() {
      lookUp.end()
      crowd.end()
    },
    ownedStrangers: lookUp.ownedStrangers,
    notes: () => notesOf({ index, isAsked }, crowd.isOne() ? lookUp.failure() : undefined),
  }
}

const mayBeMany = ({ repositories, discovered, owned }: Wishes): boolean =>
  discovered !== undefined || owned !== undefined || repositories.length > FEW

const UNTOLD = { sees() {}, end() {}, ownedStrangers: async () => undefined }

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
  const isOne = () => asked > few
  /** In this turn of the event loop, a listing of one page comes to its end, and those that were listed last ask. */
  const decideSoon = () => void setImmediate(decide)
  return {
    isOne,
    /** Of the first, known only when there are enough, or no more will come. */
    async joined(): Promise<boolean> {
      asked += 1
      if (asked === few + 1) decideSoon()
      await decided
      return isOne()
    },
    end: decideSoon,
  }
}
