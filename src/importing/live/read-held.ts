import pLimit from 'p-limit'
import type { Listed, Reader } from '../../aws/api.ts'
import { byText } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Reporting } from '../../events.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind, StatingContext } from '../../kinds/kind.ts'
import { managedBy } from '../../kinds/repository/managed-by.ts'
import type { Unread } from '../../model.ts'
import { seeRepositories } from '../../plan/read.ts'
import { readingFailure } from '../../plan/understood.ts'
import type { HeldRegistry, HeldRepository, LeftOut, LeftToGlob } from '../held.ts'
import { type Made, madeIn, settingsOf } from './settings.ts'
import { type Stated, statedOf, together } from './stated.ts'

/** Whose registry is read, and for which manifest. */
export interface ReadingHeld extends Pick<Reporting, 'emit'> {
  readonly target: string
  readonly context: StatingContext
  /** The name of the manifest that is written: what it owns by its tag is its own. */
  readonly manifest: string
  /** A filter leaves settings of the registry out. Left out: all. */
  readonly isChosen?: ((repositoryName: string) => boolean) | undefined
}

/** A registry as a manifest may say it, and what of it that leaves out. */
export interface ReadHeld {
  readonly held: HeldRegistry
  readonly leftOut: readonly LeftOut[]
  readonly leftToGlobs: readonly LeftToGlob[]
  readonly unread: readonly UnreadIn[]
}

export type UnreadIn = Unread & { readonly target: string }

/** Repositories that are looked at, at once. */
const AT_ONCE = 100

/**
 * All that a registry holds, in three calls a repository.
 *
 * @throws EcrsyncError where the list of repositories could not be read to its end
 */
export async function readHeld(reader: Reader, reading: ReadingHeld): Promise<ReadHeld> {
  const { target, context, emit, isChosen = () => true } = reading
  const listed = (await listedIn(reader)).filter(({ repositoryName }) => isChosen(repositoryName))
  emit({ type: 'listed', target, repositories: listed.length })
  for (const { repositoryName } of listed) emit({ type: 'reading', target, repositoryName })
  const made = await madeIn(reader)
  const globs = made instanceof EcrsyncError ? [] : made
  const limit = pLimit(AT_ONCE)
  const looked = await Promise.all(
    listed
      .filter(({ repositoryName }) => !globs.some(({ isFor }) => isFor(repositoryName)))
      .map(one => limit(() => lookedAt(one, reader, reading))),
  )
  const settings = reading.isChosen ? NONE : await settingsOf(reader, context)
  const unsaid = new Set(settings.unsaid.map(({ facet }) => facet))
  return {
    held: {
      target,
      account: context.account,
      region: context.region,
      repositories: looked.flatMap(({ held }) => held ?? []),
      registry: settings.states,
      ...(unsaid.size > 0 && { unsaid: [...unsaid] }),
    },
    leftOut: [
      ...looked.flatMap(({ leftOut }) => leftOut),
      ...settings.unsaid.map(({ facet, reason }) => ({ target, name: facet, reason })),
    ],
    leftToGlobs: leftTo(globs, listed, target),
    unread: [...looked.flatMap(({ unread }) => unread), ...settings.unread].map(one => ({ target, ...one })),
  }
}

const NONE: Stated = { states: {}, unsaid: [], unread: [] }

/** @throws EcrsyncError where it is not whole: a manifest of a part would look like one of all */
async function listedIn(reader: Reader): Promise<readonly Listed[]> {
  const listed: Listed[] = []
  const { failure } = await seeRepositories(reader, [], one => void listed.push(one))
  if (failure) throw failure
  return listed.toSorted((one, other) => byText(one.repositoryName, other.repositoryName))
}

interface Looked {
  readonly held?: HeldRepository
  readonly leftOut: readonly LeftOut[]
  readonly unread: readonly Unread[]
}

async function lookedAt(
  listed: Listed,
  reader: Reader,
  { target, context, manifest, emit }: ReadingHeld,
): Promise<Looked> {
  const { repositoryName: name } = listed
  const manager = await managedBy(reader, listed, manifest).catch(readingFailure)
  if (typeof manager === 'string') return { leftOut: [{ target, name, reason: manager }], unread: [] }
  const { states, unsaid, unread } = await repositoryStates(listed, reader, context)
  emit({ type: 'read', target, repositoryName: name })
  return {
    held: { name, states, ...(unsaid.length > 0 && { unsaid: unsaid.map(({ facet }) => facet) }) },
    leftOut: unsaid.map(({ facet, reason }) => ({ target, name: `${name}: ${facet}`, reason })),
    unread,
  }
}

/** All that a manifest may say of one repository. */
export const repositoryStates = async (listed: Listed, reader: Reader, context: StatingContext): Promise<Stated> =>
  together(await Promise.all(OF_REPOSITORY.map(kind => readOf(kind, listed, reader, context))))

type OfRepository = Extract<Kind, { readonly scope: 'repository' }>

const OF_REPOSITORY = KINDS.filter(
  (kind): kind is OfRepository => kind.scope === 'repository' && kind.states !== undefined,
)

async function readOf(kind: OfRepository, listed: Listed, reader: Reader, context: StatingContext): Promise<Stated> {
  const { repositoryName: name } = listed
  const asked = new Map([[name, kind.whole ?? {}]])
  const found = await kind.read(reader, listed, asked).then(all => all.get(name) ?? null, readingFailure)
  return statedOf(kind, name, found, { scope: 'repository', repository: name }, context)
}

const leftTo = (globs: readonly Made[], listed: readonly Listed[], target: string): readonly LeftToGlob[] =>
  globs.map(({ match, by, isFor }) => ({
    target,
    match,
    reason: by,
    count: listed.filter(({ repositoryName }) => isFor(repositoryName)).length,
  }))
