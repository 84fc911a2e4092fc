import { setTimeout as sleep } from 'node:timers/promises'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { ImageSources } from '../../images/sources.ts'
import type { ServerPreview } from '../../judges/server-preview.ts'
import type { Plan } from '../../model.ts'
import type { TargetPart } from '../../plan/assemble.ts'
import { planTarget, sharedByTargets } from '../../plan/plan.ts'
import { askingOnce } from '../../plan/read.ts'
import { planTargets } from '../../plan/targets.ts'
import type { PlanFlags } from '../flags.ts'
import { keepHeapSmall } from './heap.ts'
import { type OpenInUse, openInUse } from './in-use.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
import { regionFor } from './offline.ts'
import { type Filter, openFilter } from './only.ts'
import { openSharding, type Sharding } from './shard.ts'
import { sourcesFor } from './sources.ts'
import { knownOf, type OpenTarget, type TargetOpener, targetOpeners } from './target.ts'

/** A target with all that its changes are planned and made by. */
export interface PlannedThere {
  readonly target: OpenTarget
  /** Where images come from. */
  readonly sources: ImageSources
  /** Left out: ECR is not asked for its preview of lifecycle policies. */
  readonly preview: ServerPreview | undefined
}

/** A manifest and its targets, for a plan. */
export interface Planner {
  plan(): Promise<Plan>
  /** Of a target that has been planned, by its name. */
  at(target: string): PlannedThere
  close(): Promise<void>
}

/** `version`: of ecrsync, which a plan names. */
export async function openPlanner(flags: PlanFlags, version: string, emit: Emit): Promise<Planner> {
  const inUse = await openInUse(flags)
  const manifest = await openManifest(flags)
  const filter = openFilter(flags.only, manifest.selectable)
  const sharding = openSharding(flags.shard, manifest)
  const { openers, close } = await targetOpeners(flags, manifest.targets, emit)
  const opened = new Map<string, PlannedThere>()
  keepHeapSmall()
  const asked: AskedOfAll = { manifest, filter, sharding, inUse, now: new Date(), emit, ...sharedByTargets() }

  const undertake = (opener: TargetOpener) => ({
    target: unopened(opener, flags),
    source: opener.declared.source,
    async plan() {
      const target = await opener.open()
      const preview = flags['lifecycle-preview'] === 'server' ? { prober: target.client.prober, sleep } : undefined
      const there = { target, sources: sourcesFor(flags, target), preview }
      opened.set(target.name, there)
      return partFor(there, asked, flags['tag-reader'])
    },
  })

  return {
    async plan() {
      const plan = await planTargets(openers.map(undertake), { ...manifest.about, shard: flags.shard, version, emit })
      inUse.check()
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
  readonly inUse: OpenInUse
  readonly now: Date
  readonly emit: Emit
}

async function partFor(
  { target, sources, preview }: PlannedThere,
  asked: AskedOfAll,
  tagReader: PlanFlags['tag-reader'],
): Promise<TargetPart> {
  const { manifest, filter, sharding, inUse, ...shared } = asked
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
  return planTarget(sharding(known)(filter(manifest.intentFor(known))), surroundings, known)
}

/** A target as far as it is known without a call: all that is told of one that cannot be opened. */
const unopened = ({ declared: { name, account = '', region, endpoint } }: TargetOpener, flags: PlanFlags) => ({
  name,
  account,
  region: region ?? regionFor(flags) ?? '',
  ...(endpoint !== undefined && { endpoint }),
})
