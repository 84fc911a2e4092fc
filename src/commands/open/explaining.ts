import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import { type Explained, explainedRegistry, explainedRepository } from '../../manifest/meaning/explain/explained.ts'
import { checkField, fieldsFor } from '../../manifest/meaning/explain/fields.ts'
import type { Explanation } from '../../model.ts'
import { meant } from '../../nearest.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { clipped } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'
import { eachTarget, unreadTarget } from './each-target.ts'
import { type LiveThere, liveBeside } from './live-beside.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
import { checkTypedName } from './repository.ts'
import { knownOf, type TargetOpener, targetOpeners } from './target.ts'

export interface ExplainFlags extends RegistryFlags {
  readonly live: boolean
}

/** What is asked about, as it is typed. */
export interface Asked {
  /** A repository by its name, or `registry`. */
  readonly subject: string
  readonly field?: string | undefined
}

/** The answers of all chosen targets, in their order. */
export interface Explaining {
  readonly manifest: string
  readonly explanations: readonly Explanation[]
  /** Targets of which nothing could be read. */
  readonly unread: readonly { readonly target: string; readonly code: string; readonly message: string }[]
}

const REGISTRY = 'registry'

/** @throws EcrsyncError INVALID_MANIFEST, INVALID_ARGUMENT for what the manifest says nothing of, and with `--live` what opening a target throws */
export async function explain(asked: Asked, flags: ExplainFlags, emit: Emit): Promise<Explaining> {
  const manifest = await openManifest(flags)
  const { subject, field } = asked
  const names = manifest.repositoriesFor()
  const isRegistry = subject === REGISTRY
  // A repository may have that name, too: both are told.
  const repository = isRegistry && !names.has(subject) ? undefined : subject
  if (repository !== undefined) checkTypedName(repository, names)
  if (field !== undefined)
    checkField(field, [
      ...(isRegistry ? ['registry' as const] : []),
      ...(repository === undefined ? [] : ['repository' as const]),
    ])
  const of = { isRegistry, repository, field }
  const { explanations, unread } = flags.live
    ? await allLive(manifest, of, flags, emit)
    : { explanations: offline(manifest, of), unread: [] }
  if (unread.length === 0) refuseUnknown(subject, explanations, names)
  return { manifest: manifest.about.manifest.name, explanations, unread }
}

interface Subject {
  readonly isRegistry: boolean
  readonly repository: string | undefined
  readonly field: string | undefined
}

const offline = (manifest: OpenManifest, of: Subject): readonly Explanation[] =>
  manifest.resolvedOffline().flatMap(({ target, resolved }) => {
    const { name, account, region } = target
    const at = { target: name, ...(account !== undefined && { account }), ...(region !== '' && { region }) }
    return subjectsOf(of, resolved).map(explained => ({ ...at, ...explained }))
  })

/** As far as it is asked for. */
function subjectsOf({ isRegistry, repository, field }: Subject, resolved: Resolved): readonly Explained[] {
  const all = [
    ...(isRegistry ? [explainedRegistry(resolved)] : []),
    ...(repository === undefined ? [] : [explainedRepository(resolved, repository)]),
  ]
  if (field === undefined) return all
  const chosen = all.map(one => ({ ...one, fields: fieldsFor(one, field) }))
  const saying = chosen.filter(({ fields }) => fields.some(({ chain }) => chain.length > 0))
  return saying.length > 0 ? saying : chosen.slice(-1)
}

type Resolved = ReturnType<OpenManifest['resolvedFor']>

/** Targets that are asked at once. */
const AT_ONCE = 8

/** @throws EcrsyncError where all have failed */
async function allLive(
  manifest: OpenManifest,
  of: Subject,
  flags: ExplainFlags,
  emit: Emit,
): Promise<Pick<Explaining, 'explanations' | 'unread'>> {
  const { openers, close } = await targetOpeners(flags, manifest.targets, emit)
  try {
    const { found, failed } = await eachTarget(openers, AT_ONCE, opener => liveIn(opener, manifest, of))
    return { explanations: found.flat(), unread: failed.map(unreadTarget) }
  } finally {
    await close()
  }
}

async function liveIn(opener: TargetOpener, manifest: OpenManifest, of: Subject): Promise<readonly Explanation[]> {
  const target = await opener.open()
  const at = await knownOf(target, manifest)
  const there: LiveThere = {
    reader: target.client.reader,
    resolved: manifest.resolvedFor(at),
    wishes: manifest.intentFor(at).wishes,
    known: at,
    field: of.field,
  }
  return Promise.all(
    subjectsOf(of, there.resolved).map(async one => ({ ...placeOf(at), ...(await liveBeside(one, there)) })),
  )
}

const placeOf = ({ name, account, region }: KnownTarget) => ({
  target: name,
  ...(account !== undefined && { account }),
  region,
})

/** @throws EcrsyncError INVALID_ARGUMENT for what nobody says, and what is not there */
function refuseUnknown(subject: string, explanations: readonly Explanation[], names: ReadonlySet<string>): void {
  if (explanations.some(({ standing, exists }) => standing !== 'silent' || exists)) return
  const isAsked = explanations.some(({ exists }) => exists !== undefined)
  throw new EcrsyncError('INVALID_ARGUMENT', `The manifest says nothing of ${clipped(subject)}`, {
    detail: isAsked
      ? 'There is no such repository, either.'
      : 'It neither declares nor discovers a repository of this name.',
    hint:
      meant(subject, [...names], near => near) ??
      (isAsked ? 'See what there is: ecrsync inventory' : 'See what is there: add --live'),
  })
}
