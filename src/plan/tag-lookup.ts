import type { Listed, Output } from '../aws/api.ts'
import { ARNS_A_CALL, type Tagged, type TagIndex } from '../aws/tagging.ts'
import { EcrsyncError } from '../errors.ts'
import { OWNER_TAG } from '../names.ts'

/** Who tells tags beside ECR, which tells those of one repository a call. */
export interface TagReading {
  /** Left out: nobody knows where it is. */
  readonly index?: TagIndex | undefined
  /** It is asked however few repositories there are. */
  readonly isAsked: boolean
}

/** As ECR would tell the tags of one repository. */
export type TagAnswer = Output<'ListTagsForResource'>

/** What is looked up beside the repositories of which something is wished. */
export interface Beside {
  /** The manifest whose repositories are looked for; left out: none is. */
  readonly owner?: string | undefined
  /** Those that are listed and that the manifest does not name, as far as they are known. */
  readonly strangers: readonly Pick<Listed, 'repositoryArn'>[]
}

export interface LookUp {
  /** One more of which something is wished. */
  sees(arn: string): void
  /** There are no more, and no more strangers. */
  end(): void
  /** Nothing where ECR is to be asked; of what is not in the index, no tags. */
  tagsOf(arn: string): Promise<TagAnswer | undefined>
  /** Of all strangers, once there are no more; nothing where the index does not tell. */
  ownedStrangers(): Promise<ReadonlySet<string> | undefined>
  failure(): EcrsyncError | undefined
}

const callsFor = (count: number): number => Math.ceil(count / ARNS_A_CALL)

/**
 * The index, asked as long as somebody waits, and for nothing twice. Of few strangers it is asked as of the others, where that
 * takes no call more; of many, one walk over all that the manifest owns tells of them and of its own, and the others are asked
 * for after it. How many strangers there are has then no part in what it costs.
 */
export function lookUpIn(index: TagIndex, { owner, strangers }: Beside): LookUp {
  const known = new Map<string, TagAnswer>()
  const unasked = new Set<string>()
  let [wished, isListed, isBegun] = [0, false, false]
  let walk: AsyncGenerator<readonly Tagged[]> | undefined
  let failure: EcrsyncError | undefined
  let pulling: Promise<void> | undefined
  let wake = () => {}

  const isFull = () => isListed || unasked.size >= ARNS_A_CALL
  const isOwned = (arn: string) =>
    known.get(arn)?.tags?.some(({ Key, Value }) => Key === OWNER_TAG && Value === owner) === true

  function begin(): void {
    isBegun = true
    if (isListed && callsFor(wished + strangers.length) <= callsFor(wished))
      for (const { repositoryArn } of strangers) unasked.add(repositoryArn)
    else if (owner !== undefined) walk = index.pages({ key: OWNER_TAG, value: owner })
  }
  function tell(arn: string, tags: Tagged['tags']): void {
    unasked.delete(arn)
    known.set(arn, { tags: [...tags], $metadata: {} })
  }
  async function goOn(walking: NonNullable<typeof walk>): Promise<void> {
    const page = await walking.next()
    if (page.done === true) walk = undefined
    else for (const { arn, tags } of page.value) tell(arn, tags)
  }
  /** Less than a call takes is asked for when no more will come. */
  async function askForSome(): Promise<void> {
    if (!isFull())
      await new Promise<void>(resolve => {
        wake = resolve
      })
    const asked = [...unasked].slice(0, ARNS_A_CALL)
    const told = new Map((await index.of(asked)).map(({ arn, tags }) => [arn, tags]))
    for (const arn of asked) tell(arn, told.get(arn) ?? [])
  }
  async function pull(): Promise<void> {
    if (!isBegun) begin()
    await (walk ? goOn(walk) : askForSome())
    pulling = undefined
  }
  function failed(error: unknown): void {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    failure = error
  }
  function pulled(): Promise<void> {
    pulling ??= pull().catch(failed)
    return pulling
  }

  return {
    sees(arn) {
      wished += 1
      if (!known.has(arn)) unasked.add(arn)
      if (isFull()) wake()
    },
    end() {
      isListed = true
      wake()
    },
    async tagsOf(arn) {
      while (!known.has(arn) && failure === undefined) await pulled()
      return known.get(arn)
    },
    async ownedStrangers() {
      if (!isBegun) begin()
      const arns = strangers.map(({ repositoryArn }) => repositoryArn)
      const isLeft = () => walk !== undefined || arns.some(arn => unasked.has(arn))
      while (isLeft() && failure === undefined) await pulled()
      return isLeft() ? undefined : new Set(arns.filter(isOwned))
    },
    failure: () => failure,
  }
}
