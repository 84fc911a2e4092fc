import { setTimeout as sleep } from 'node:timers/promises'
import type { Emit } from '../../events.ts'
import type { ImageSources } from '../../images/sources.ts'
import type { ServerPreview } from '../../judges/server-preview.ts'
import type { Plan } from '../../model.ts'
import { makePlan } from '../../plan/plan.ts'
import type { PlanFlags } from '../flags.ts'
import { openInUse } from './in-use.ts'
import { openManifest } from './manifest.ts'
import { openFilter } from './only.ts'
import { sourcesFor } from './sources.ts'
import { knownOf, type OpenTarget, openTarget } from './target.ts'

/** A manifest and its target, for a plan. */
export interface Planner {
  readonly target: OpenTarget
  /** Where images come from. */
  readonly sources: ImageSources
  /** Left out: ECR is not asked for its preview of lifecycle policies. */
  readonly preview: ServerPreview | undefined
  plan(): Promise<Plan>
}

/** `version`: of ecrsync, which a plan names. */
export async function openPlanner(flags: PlanFlags, version: string, emit: Emit): Promise<Planner> {
  const openUsed = await openInUse(flags)
  const manifest = await openManifest(flags)
  const filter = openFilter(flags.only, manifest.repositoriesFor())
  const target = await openTarget(flags, emit)
  const { client } = target
  const sources = sourcesFor(flags, target)
  const preview = flags['lifecycle-preview'] === 'server' ? { prober: client.prober, sleep } : undefined
  return {
    target,
    sources,
    preview,
    async plan() {
      const known = await knownOf(target, manifest)
      const { reader, region } = client
      const used = await openUsed({ reader, region, endpoint: target.endpoint, first: manifest.repositoriesFor(known) })
      const surroundings = { reader, images: sources, preview, ...used, now: new Date(), version, emit }
      return makePlan(filter(manifest.intentFor(known)), surroundings, known)
    },
  }
}
