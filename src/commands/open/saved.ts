import { setTimeout as sleep } from 'node:timers/promises'
import { refuseForeign } from '../../apply/remade.ts'
import { refuseAged } from '../../documents/plan-age.ts'
import { readPlan, refuseVersion, type SavedPlan } from '../../documents/plan-file.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { Diagnostic } from '../../model.ts'
import { onceFor } from '../../once.ts'
import { isInManifest } from '../../plan/discovered.ts'
import { consentOf } from '../../plan/guards/consent.ts'
import { guarded } from '../../plan/guards/judge.ts'
import { askingOnce } from '../../plan/read.ts'
import type { PlanFlags } from '../flags.ts'
import { keepHeapSmall } from './heap.ts'
import { lastApplied } from './last-applied.ts'
import { openManifest } from './manifest.ts'
import type { PlannedThere, Planner } from './planner.ts'
import { refuseBeyond } from './saved-part.ts'
import { refuseElsewhere, refuseManifest, targetsOf } from './saved-places.ts'
import { sourcesFor } from './sources.ts'
import { knownOf, type OpenTarget, targetOpeners } from './target.ts'

interface Saved {
  readonly file: string
  /** Of ecrsync. */
  readonly version: string
  /** In seconds. */
  readonly maxAge: number
  readonly now: Date
}

/**
 * The plan is what is applied. The manifest says whose it is, and how its targets are reached.
 *
 * @throws EcrsyncError PLAN_…, and what opening a manifest and its targets throws
 */
export async function openSaved(
  saved: Saved,
  flags: PlanFlags,
  emit: Emit,
  say: (warnings: readonly Diagnostic[]) => void,
): Promise<Planner> {
  const { file, version } = saved
  const plan = await readPlan(file, version)
  const refusal = refuseVersion(plan, file, version) ?? refuseAged(plan, saved)
  if (refusal) throw refusal
  refuseForeign(plan, file)
  refuseBeyond(plan, file)
  const manifest = await openManifest({ ...flags, target: undefined })
  refuseManifest(plan, file, manifest.about.manifest.name)
  const declared = targetsOf(plan, file, manifest.targets)
  const { openers, close } = await targetOpeners(flags, declared, emit)
  keepHeapSmall()
  try {
    const opened = await Promise.all(openers.map(opener => opener.open()))
    const readerOf = onceFor(({ client }: OpenTarget) => askingOnce(client.reader))
    await Promise.all(opened.map(target => refuseElsewhere(plan, file, target, readerOf(target))))
    const byName = new Map(opened.map(target => [target.name, target]))
    const at = onceFor((name: string): PlannedThere => {
      const target = byName.get(name)
      if (target === undefined) throw new EcrsyncError('INTERNAL', `Nothing was planned of the target ${name}`)
      const preview = plan.lifecyclePreview === 'server' ? { prober: target.client.prober, sleep } : undefined
      return { target, reader: readerOf(target), sources: sourcesFor(flags, target), preview }
    })
    say(warningsOf(plan, manifest.about.manifest.digest))
    const consent = consentOf(flags.allow ?? [])
    const last = await lastApplied(flags, plan.manifest.name)
    const wishesIn = onceFor(async (name: string) => {
      const known = await knownOf(at(name).target, manifest)
      return manifest.intentFor(known).wishes
    })
    return {
      isSaved: true,
      // Whoever can write the file does not decide what it is held to.
      plan: async () => guarded({ ...plan, guards: manifest.about.guards }, { consent, last }),
      namesNow: async (name, repository) => isInManifest(await wishesIn(name), repository),
      at,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const warningsOf = ({ manifest, createdAt }: SavedPlan, digest: string): readonly Diagnostic[] =>
  manifest.digest === digest
    ? []
    : [
        {
          severity: 'warning',
          code: 'MANIFEST_CHANGED',
          summary: 'The manifest is not the one that the plan was made of',
          detail: `It has been changed since ${createdAt}, or is of another commit. What is applied is the plan as it was saved.`,
          hint: 'To apply what the manifest says now, make a new plan: ecrsync plan --out FILE',
        },
      ]
