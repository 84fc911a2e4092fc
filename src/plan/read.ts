import type { Input, Listed, Output, ReadAction, Reader } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { pages } from '../aws/pages.ts'
import { grouped } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Asked } from '../kinds/kind.ts'
import type { Address, Declared, Fields, Found, Reading } from '../model.ts'
import { readByName } from './by-name.ts'
import { mustBeUnderstood, readingFailure } from './understood.ts'

export type Readings = ReadonlyMap<Address, Found>

/** Asks once what takes no input, and what is to be kept: of one moment, a registry has one answer to it. */
export function askingOnce(reader: Reader, isKept: (action: ReadAction) => boolean = () => false): Reader {
  const answers = new Map<string, Promise<unknown>>()
  return {
    call(action, input) {
      if (Object.keys(input ?? {}).length > 0 && !isKept(action)) return reader.call(action, input)
      const key = keyOf(action, input)
      const answer = answers.get(key) ?? reader.call(action, input)
      answers.set(key, answer)
      return answer as ReturnType<typeof reader.call<typeof action>>
    },
  }
}

/** One answer tells all tags of a repository, whoever asks for some of them. */
export const isOfTags = (action: ReadAction): boolean => action === 'ListTagsForResource'

/** Whatever may be kept of many repositories at once: all but what is told of each image. */
export const isSmall = (action: ReadAction): boolean => !OF_IMAGES.has(action)

const OF_IMAGES: ReadonlySet<ReadAction> = new Set([
  'DescribeImages',
  'GetLifecyclePolicyPreview',
  'ListImageReferrers',
  'ListImages',
])

/** What is found out of an index is read again, and not all beside it. */
export const isOfOne = (action: ReadAction): boolean => isOfTags(action) || action === 'ListImages'

/** For one repository: whoever wants its images asks once, where they are one page. More of them are not to be in memory twice. */
export function imagesOnce(reader: Reader): Reader {
  const answers = new Map<string, Promise<Output<'DescribeImages'>>>()
  async function describe(input: Input<'DescribeImages'>): Promise<Output<'DescribeImages'>> {
    const key = keyOf('DescribeImages', input)
    const answer = answers.get(key) ?? reader.call('DescribeImages', input)
    answers.set(key, answer)
    const page = await answer
    if (page.nextToken) answers.delete(key)
    return page
  }
  const call = (action: ReadAction, input: never) =>
    action === 'DescribeImages' && !isFurther(input) ? describe(input) : reader.call(action, input)
  return { call } as Reader
}

const isFurther = ({ nextToken }: { readonly nextToken?: string }): boolean => nextToken !== undefined

const keyOf = (action: ReadAction, input: object | undefined): string => `${action} ${JSON.stringify(input ?? {})}`

/** What a look over the registry came to, beside what it has seen. */
export interface Sight {
  /** The list broke off: what was not seen may be there. */
  readonly failure?: EcrsyncError
  /** The list is not allowed, and repositories of these names were looked at. */
  readonly isByName: boolean
  /** Of those, what may not be read. */
  readonly unseen: ReadonlyMap<string, EcrsyncError>
}

/** Takes a repository that was seen. @returns what is to be waited for before the next one */
type See = (repository: Listed) => Promise<void> | void

/**
 * Every repository; where ECR does not allow to list them, those of these names.
 *
 * @throws EcrsyncError where nothing was seen, and nothing else would be answered either
 */
export async function seeRepositories(reader: Reader, names: readonly string[], see: See): Promise<Sight> {
  const seen = new Set<string>()
  const unseen = new Map<string, EcrsyncError>()
  const take = (repository: Listed) => {
    seen.add(repository.repositoryName)
    return see(repository)
  }
  try {
    const denied = await listAll(reader, take)
    if (denied === undefined) return { isByName: false, unseen }
    const asked = names.filter(name => !seen.has(name))
    for await (const one of readByName(reader, asked))
      if ('error' in one) unseen.set(one.repositoryName, one.error)
      else await take(one)
    const isBlind = unseen.size === asked.length
    return isBlind ? { failure: denied, isByName: false, unseen: new Map() } : { isByName: true, unseen }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || (seen.size === 0 && isFatal(error))) throw error
    return { failure: error, isByName: false, unseen }
  }
}

/** For whoever looks for something in all repositories: those there are, and whether these are all. */
export const seenBy = (reader: Reader) => async (names: readonly string[]) => {
  const listed: Listed[] = []
  const { failure, isByName } = await seeRepositories(reader, [...new Set(names)], one => void listed.push(one))
  if (failure) throw failure
  return {
    names: listed.map(({ repositoryName }) => repositoryName),
    account: listed[0]?.registryId,
    isWhole: !isByName,
  }
}

/** Every repository, in pages of 1,000, the largest that ECR gives. @returns why the list is not allowed, where it is not */
async function listAll(reader: Reader, take: See): Promise<EcrsyncError | undefined> {
  const listing = pages(nextToken => reader.call('DescribeRepositories', { maxResults: 1000, nextToken }))
  try {
    for await (const { repositories = [] } of listing)
      for (const listed of repositories as Listed[]) {
        const room = take(listed)
        if (room) await room
      }
    return undefined
  } catch (error) {
    if (error instanceof EcrsyncError && error.code === 'ACCESS_DENIED') return error
    throw error
  }
}

/** What is wished of one repository, as it is; a failure is the reading of its own place, and of no other. */
export async function readRepository(
  reader: Reader,
  repository: Listed,
  declared: readonly Declared[],
): Promise<Readings> {
  return readEach(declared, (kind, asked) => {
    const { scope, read } = kindOf(kind)
    return scope === 'repository' ? read(reader, repository, asked) : NOTHING
  })
}

/** What is wished of the registry itself. */
export async function readRegistry(reader: Reader, declared: readonly Declared[]): Promise<Readings> {
  return readEach(declared, (kind, asked) => {
    const { scope, read } = kindOf(kind)
    return scope === 'registry' ? read(reader, asked) : NOTHING
  })
}

/** The one thing of a kind in a repository, without being asked for more of it than its settings. */
export async function readOne(reader: Reader, repository: Listed, key: string): Promise<Fields | null> {
  const kind = kindOf(key)
  const reading = kind.scope === 'repository' ? kind.read(reader, repository, new Map()) : NOTHING
  const found = await reading.catch(orFailure)
  const one = found.get(repository.repositoryName)
  return one ? mustBeUnderstood(kind, one as Fields) : null
}

function orFailure(error: unknown): never {
  throw readingFailure(error)
}

const NOTHING: Promise<ReadonlyMap<string, Reading>> = Promise.resolve(new Map())

async function readEach(
  declared: readonly Declared[],
  read: (kind: string, asked: Asked<unknown>) => Promise<ReadonlyMap<string, Reading | EcrsyncError>>,
): Promise<Readings> {
  const kinds = [...grouped(declared, ({ kind }) => kind)]
  const readings = await Promise.all(
    kinds.map(async ([kind, wishes]) => {
      const asked = new Map(wishes.map(({ name, want }) => [name, want]))
      const found = await read(kind, asked).catch(readingFailure)
      return wishes.map(
        ({ address, name }) => [address, found instanceof EcrsyncError ? found : (found.get(name) ?? null)] as const,
      )
    }),
  )
  return new Map(readings.flat())
}

/** The account of the caller's own registry. */
export async function readAccount(reader: Reader): Promise<string | undefined> {
  const { registryId } = await reader.call('DescribeRegistry', {})
  return registryId
}

/** An account that is only shown is not worth failing for. */
export async function accountIfReadable(reader: Reader): Promise<string> {
  try {
    return (await readAccount(reader)) ?? ''
  } catch (error) {
    if (!(error instanceof EcrsyncError) || isFatal(error)) throw error
    return ''
  }
}
