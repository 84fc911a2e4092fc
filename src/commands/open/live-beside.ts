import type { Listed, Reader } from '../../aws/api.ts'
import { absentOn } from '../../aws/failures.ts'
import { repositoryStates } from '../../importing/live/read-held.ts'
import { settingsOf } from '../../importing/live/settings.ts'
import type { Stated } from '../../importing/live/stated.ts'
import type { Explained } from '../../manifest/meaning/explain/explained.ts'
import { inPath } from '../../manifest/meaning/explain/fields.ts'
import type { ResolvedManifest } from '../../manifest/meaning/resolve.ts'
import type { Declared, ExplainedField, Explanation, Wishes } from '../../model.ts'
import { type Comparison, compare } from '../../plan/diff.ts'
import { wishesFor } from '../../plan/discovered.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { accountIfReadable, askingOnce, type Readings, readRegistry, readRepository } from '../../plan/read.ts'
import { liveFields, liveOf, type SeenLive } from './live-fields.ts'

/** What a target is asked with. */
export interface LiveThere {
  readonly reader: Reader
  readonly resolved: ResolvedManifest
  readonly wishes: Wishes
  readonly known: KnownTarget
  /** The one that is asked for; left out: all. */
  readonly field: string | undefined
}

type Beside = Pick<Explanation, 'standing' | 'source' | 'fields' | 'repository' | 'exists'>

/** What is there beside each field, and behind them what is there and not said. */
export async function liveBeside(explained: Explained, there: LiveThere): Promise<Beside> {
  const reader = askingOnce(there.reader, action => action !== 'DescribeRepositories')
  if (explained.repository === undefined) {
    const account = there.known.account ?? (await accountIfReadable(reader))
    const wishes = there.wishes.registry()
    const [stated, readings] = await Promise.all([
      settingsOf(reader, contextOf(there, account)),
      readRegistry(reader, wishes),
    ])
    return withLive(explained, seenOf(stated, wishes, readings), there.field)
  }
  const listed = await listedAs(explained.repository, reader)
  if (listed === undefined) return { ...explained, exists: false }
  const wishes = wishesFor(there.wishes, explained.repository).filter(({ refused }) => refused === undefined)
  const [stated, readings] = await Promise.all([
    repositoryStates(listed, reader, contextOf(there, listed.registryId ?? '')),
    readRepository(reader, listed, wishes),
  ])
  return { ...withLive(explained, seenOf(stated, wishes, readings), there.field), exists: true }
}

const contextOf = ({ resolved, known }: LiveThere, account: string) => ({
  account,
  region: known.region,
  accounts: resolved.accounts,
})

async function listedAs(name: string, reader: Reader): Promise<Listed | undefined> {
  const asked = reader.call('DescribeRepositories', { repositoryNames: [name] })
  const answer = await absentOn('RepositoryNotFoundException', asked)
  return answer?.repositories?.[0] as Listed | undefined
}

function seenOf(stated: Stated, wishes: readonly Declared[], readings: Readings): SeenLive {
  const compared: readonly Comparison[] = wishes.map(wish => compare(wish, readings.get(wish.address) ?? null))
  return { stated, compared }
}

function withLive(explained: Explained, seen: SeenLive, asked: string | undefined): Explained {
  const said = explained.fields.map((field): ExplainedField => {
    const live = liveOf(field, explained.fields, seen)
    return live === undefined ? field : { ...field, live }
  })
  const isSaid = (path: string) => said.some(({ field }) => inPath(path, field) || inPath(field, path))
  const unsaid = liveFields(seen)
    .filter(({ field }) => !isSaid(field) && (asked === undefined || inPath(field, asked)))
    .map(({ field, live }): ExplainedField => ({ field, chain: [], live }))
  return { ...explained, fields: [...said, ...unsaid] }
}
