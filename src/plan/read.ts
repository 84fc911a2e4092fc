import type { Listed, Reader } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { pages } from '../aws/pages.ts'
import { EcrsyncError } from '../errors.ts'
import type { Reporting } from '../events.ts'
import { grouped } from '../kinds/canonical.ts'
import { kindOf } from '../kinds/index.ts'
import type { Address, Declared, Desired, Live } from '../model.ts'

/** What was read of a registry. */
export interface Observed {
  readonly live: Live
  /** Names of all repositories that were listed, in the registry's order. */
  readonly listed: readonly string[]
  readonly account: string | undefined
}

type Result = ReadonlyMap<Address, Exclude<ReturnType<Live['get']>, undefined>>

/**
 * The listing drives: what is wanted of a repository is read as soon as it is listed, and nothing is asked of one that is not.
 * A failed listing leaves what it did not reach unread.
 * @throws EcrsyncError only where nothing of this target can be trusted: no credentials, no connection, not ECR
 */
export async function readLive(reader: Reader, desired: Desired, reporting: Reporting): Promise<Observed> {
  const wanted = grouped([...desired.values()], ({ repository }) => repository)
  const readings: Promise<Result>[] = []
  const listed: string[] = []
  let account: string | undefined
  let failure: EcrsyncError | undefined
  try {
    for await (const repository of listRepositories(reader)) {
      listed.push(repository.repositoryName)
      reporting.emit({ type: 'listed', target: reporting.target, repositories: listed.length })
      account ??= repository.registryId
      const declared = wanted.get(repository.repositoryName) ?? []
      const reading = readRepository(reader, repository, declared, reporting)
      // It is awaited below; until then a rejection must not end the process.
      reading.catch(() => undefined)
      readings.push(reading)
    }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || (listed.length === 0 && isFatal(error))) {
      await Promise.allSettled(readings)
      throw error
    }
    failure = error
  }
  const results = await Promise.all(readings)
  const seen = new Map(results.flatMap(result => [...result]))
  const unseen = [...desired.values()]
    .filter(({ address }) => !seen.has(address))
    .map(({ address }) => [address, failure ? notSeen(failure) : null] as const)
  return { live: new Map([...seen, ...unseen]), listed, account }
}

/** In pages of 1,000, the largest that ECR gives. */
async function* listRepositories(reader: Reader): AsyncGenerator<Listed> {
  const listing = pages(nextToken => reader.call('DescribeRepositories', { maxResults: 1000, nextToken }))
  for await (const { repositories = [] } of listing) yield* repositories as Listed[]
}

const notSeen = (cause: EcrsyncError): EcrsyncError =>
  new EcrsyncError(
    cause.code === 'ACCESS_DENIED' ? cause.code : 'NOT_SEEN',
    'The list of repositories could not be read to its end',
    {
      detail: `${cause.message}${cause.detail === undefined ? '' : `: ${cause.detail}`}`,
      ...(cause.hint !== undefined && { hint: cause.hint }),
      cause,
    },
  )

async function readRepository(
  reader: Reader,
  repository: Listed,
  declared: readonly Declared[],
  { emit, target }: Reporting,
): Promise<Result> {
  if (declared.length === 0) return new Map()
  const { repositoryName } = repository
  emit({ type: 'reading', target, repositoryName })
  const kinds = [...new Set(declared.map(({ kind }) => kind))]
  const results = await Promise.all(
    kinds.map(key =>
      readKind(
        reader,
        repository,
        key,
        declared.filter(({ kind }) => kind === key),
      ),
    ),
  )
  emit({ type: 'read', target, repositoryName })
  return new Map(results.flatMap(result => [...result]))
}

/** What one kind reads of one repository; a failure is the reading of this place, and of no other. */
export async function readKind(
  reader: Reader,
  repository: Listed,
  key: string,
  declared: readonly Declared[],
): Promise<Result> {
  const asked = new Map(declared.map(({ name, want }) => [name, want]))
  try {
    const found = await kindOf(key).read.one(reader, repository, asked)
    return new Map(declared.map(({ address, name }) => [address, found.get(name) ?? null]))
  } catch (error) {
    const failure = error instanceof SyntaxError ? unreadable(error) : error
    if (!(failure instanceof EcrsyncError) || failure.code === 'INTERNAL') throw failure
    return new Map(declared.map(({ address }) => [address, failure]))
  }
}

const unreadable = (cause: SyntaxError): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', 'ECR answered a document that is not JSON', {
    detail: cause.message,
    hint: 'Look at it with the AWS CLI.',
    cause,
  })

/** The account of the caller's own registry. */
export async function readAccount(reader: Reader): Promise<string | undefined> {
  const { registryId } = await reader.call('DescribeRegistry', {})
  return registryId
}
