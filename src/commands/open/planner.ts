import { setTimeout as sleep } from 'node:timers/promises'
import type { Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { ImageSources } from '../../images/sources.ts'
import type { ServerPreview } from '../../judges/server-preview.ts'
import type { Plan, Target } from '../../model.ts'
import { once } from '../../once.ts'
import type { Intent, TargetPart } from '../../plan/assemble.ts'
import { consentOf } from '../../plan/guards/consent.ts'
import { replicasIn } from '../../plan/kept.ts'
import { type KnownTarget, planTarget, type Surroundings, sharedByTargets } from '../../plan/plan.ts'
import { askingOnce } from '../../plan/read.ts'
import { declaredIn } from '../../plan/tally.ts'
import { planTargets } from '../../plan/targets.ts'
import type { PlanFlags } from '../flags.ts'
import { keepHeapSmall } from './heap.ts'
import { type OpenInUse, openInUse } from './in-use.ts'
import { lastApplied } from './last-applied.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
import { regionFor } from './offline.ts'
import { type Filter, openFilter } from './only.ts'
import { openSharding, type Sharding } from './shard.ts'
import { sourcesFor } from './sources.ts'
import { knownOf, type OpenTarget, type TargetOpener, targetOpeners } from './target.ts'
import { openPruning } from './whole.ts'

/** A target with all that its changes are planned and made by. */
export interface PlannedThere {
  readonly target: OpenTarget
  /** By which it was found that this is the registry of a saved plan: what it has answered then is not asked again. */
  readonly reader?: Reader
  /** Where images come from. */
  readonly sources: ImageSources
  /** Left out: ECR is not asked for its preview of lifecycle policies. */
  readonly preview: ServerPreview | undefined
}

/** A manifest and its targets, for a plan. */
export interface Planner {
  /** The plan was made before, and some of what it is about may have changed since. */
  readonly isSaved?: true
  plan(): Promise<Plan>
  /** Of a plan that was made before: whether the manifest names a repository of a target by now. */
  namesNow?(target: string, repositoryName: string): Promise<boolean>
  /** Of a target that has been planned, by its name. */
  at(target: string): PlannedThere
  close(): Promise<void>
}

/** What makes another plan than that of the manifest, in the same targets. */
export interface Revising {
  isAbout(target: string): boolean
  /** @throws EcrsyncError where the manifest is not the one that it is about */
  checkManifest(manifest: OpenManifest, isChosen: boolean): void
  intentFor(intent: Intent, known: KnownTarget): Intent
  partOf(part: TargetPart): TargetPart
  planned(planning: Promise<Plan>): Promise<Plan>
  check(plan: Plan): void
}

/** `version`: of ecrsync, which a plan names. */
export async function openPlanner(
  flags: PlanFlags,
  version: string,
  emit: Emit,
  revising?: Revising,
): Promise<Planner> {
  const inUse = await openInUse(flags)
  const manifest = await openManifest(flags)
  revising?.checkManifest(manifest, flags.target !== undefined)
  const filter = openFilter(flags.only, manifest.selectable)
  const sharding = openSharding(flags.shard, manifest)
  const pruning = openPruning(flags)
  const declared = once(() => manifest.offline().map(({ wishes }) => wishes))
  const replicas = (target: Target) => replicasIn(target, declared())
  const targets = manifest.targets.filter(({ name }) => revising?.isAbout(name) ?? true)
  const { openers, close } = await targetOpeners(flags, targets, emit)
  const opened = new Map<string, PlannedThere>()
  keepHeapSmall()
  const asked: AskedOfAll = {
    manifest,
    filter,
    sharding,
    pruning,
    replicas,
    inUse,
    now: new Date(),
    emit,
    ...sharedByTargets(),
  }

  const undertake = (opener: TargetOpener) => ({
    target: unopened(opener, flags),
    source: opener.declared.source,
    async plan() {
      const target = await opener.open()
      const preview = flags['lifecycle-preview'] === 'server' ? { prober: target.client.prober, sleep } : undefined
      const there = { target, sources: sourcesFor(flags, target), preview }
      opened.set(target.name, there)
      return partFor(there, asked, { tagReader: flags['tag-reader'], revising })
    },
  })

  return {
    async plan() {
      const lifecyclePreview = flags['lifecycle-preview'] === 'server' ? 'server' : undefined
      const consent = consentOf(flags.allow ?? [])
      const last = await lastApplied(flags, manifest.about.manifest.name)
      const about = {
        ...manifest.about,
        shard: flags.shard,
        only: flags.only,
        lifecyclePreview,
        consent,
        last,
        version,
      } as const
      const planning = planTargets(openers.map(undertake), { ...about, emit })
      const plan = await (revising?.planned(planning) ?? planning)
      inUse.check()
      revising?.check(plan)
      return plan
    },
    at(name) {
      const there = opened.get(name)
      if (there === undefined) throw new EcrsyncError('INTERNAL', `Nothing was planned of the target ${name}`)
      return there
    },
    close,
  }
}

/** What is asked of every target alike. */
interface AskedOfAll extends ReturnType<typeof sharedByTargets> {
  readonly manifest: OpenManifest
  readonly filter: Filter
  readonly sharding: Sharding
  readonly pruning: Filter
  readonly replicas: Surroundings['replicas']
  readonly inUse: OpenInUse
  readonly now: Date
  readonly emit: Emit
}

async function partFor(
  { target, sources, preview }: PlannedThere,
  asked: AskedOfAll,
  { tagReader, revising }: { readonly tagReader: PlanFlags['tag-reader']; readonly revising: Revising | undefined },
): Promise<TargetPart> {
  const { manifest, filter, sharding, pruning, inUse, ...shared } = asked
  const { reader: anew } = target.client
  // Whoever looks for what is in use lists all repositories, and so does the plan.
  const reader = inUse.isGiven ? askingOnce(anew, action => action === 'DescribeRepositories') : askingOnce(anew)
  const known = await knownOf(target, manifest, reader)
  const { region } = known
  const first = manifest.repositoriesFor(known)
  const used = await inUse.usedIn({ reader, region, endpoint: target.endpoint, first })
  const tagReading =
    tagReader === 'ecr' ? undefined : { index: target.client.tagIndex, isAsked: tagReader === 'tagging' }
  const surroundings = { reader, tagReading, images: sources, preview, caller: target.caller, ...used, ...shared }
  const intent = manifest.intentFor(known)
  if (revising === undefined) return planTarget(pruning(sharding(known)(filter(intent))), surroundings, known)
  const part = await planTarget(revising.intentFor(intent, known), surroundings, known)
  return revising.partOf({ ...part, target: { ...part.target, declared: declaredIn(intent.wishes) } })
}

/** A target as far as it is known without a call: all that is told of one that cannot be opened. */
export const unopened = (
  { declared: { name, account = '', region, endpoint } }: TargetOpener,
  flags: Parameters<typeof regionFor>[0],
) => ({
  name,
  account,
  region: region ?? regionFor(flags) ?? '',
  ...(endpoint !== undefined && { endpoint }),
})
