import { setTimeout as sleep } from 'node:timers/promises'
import { bringing } from '../apply/copying.ts'
import { execute } from '../apply/execute.ts'
import { applyExit } from '../apply/exit.ts'
import { lanes } from '../apply/lanes.ts'
import { type PerformingThere, performers } from '../apply/targets.ts'
import { EcrsyncError } from '../errors.ts'
import { copier, openTransfers } from '../images/copier.ts'
import type { Plan } from '../model.ts'
import { hasChanges } from '../plan/plan.ts'
import { type Applied, applyJson, renderApplied } from '../render/apply-text.ts'
import { applyQuestion } from '../render/question-text.ts'
import { saidHere } from './again.ts'
import { approvalFlags, planFlags, transferFlags, transferRateOf } from './flags.ts'
import { exitOnSignal, type Interruption, watchSignalsAfter } from './interruption.ts'
import { openPlanner, type Planner } from './open/planner.ts'
import { PlanningCommand } from './planning-command.ts'
import { shardFlag } from './shard-flag.ts'
import { widthFor } from './width.ts'

export class Apply extends PlanningCommand {
  static override summary = 'Make the registry equal to the manifest.'
  static override description =
    'Plans, shows the plan, asks, and makes the changes. A plan that deletes, replaces or lets tagged images expire asks for the name of the target to be typed, and where several targets lose something, for their number, as in `3 targets`. What fails stops nothing that does not need it; exits 6 when something is left to do. Run again, it goes on where it stopped.'
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply --auto-approve',
    '<%= config.bin %> apply --target env=dev --auto-approve',
    '<%= config.bin %> apply --local',
  ]
  static override flags = {
    ...planFlags,
    ...shardFlag,
    ...transferFlags,
    ...approvalFlags,
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Apply)
    this.given = flags
    const planner = await openPlanner(flags, this.config.version, this.audience.emit)
    const release = exitOnSignal()
    try {
      const plan = await this.approvedPlan(planner, flags)
      const interruption = await watchSignalsAfter(release, this.audience.emit)
      const applied = await this.carryOut(plan, planner, { flags, interruption })
      if (hasChanges(plan))
        this.log(
          `\n${renderApplied({ plan, applied: this.appliedHere(applied) }, this.themeFor(process.stdout), widthFor(process.stdout)).trimEnd()}`,
        )
      process.exitCode = applyExit(
        plan,
        applied.map(({ outcome }) => outcome),
        interruption.received(),
      )
      return applyJson(plan, applied, this.config.version)
    } finally {
      release()
      await planner.close()
    }
  }

  /** As it is printed: what it tells to type is for whoever runs it here. */
  private appliedHere(applied: readonly Applied[]): readonly Applied[] {
    const { here } = this
    return applied.map(one => {
      const { outcome } = one
      return 'error' in outcome ? { ...one, outcome: { ...outcome, error: saidHere(outcome.error, here) } } : one
    })
  }

  /** @throws EcrsyncError GUARDED, DECLINED, INTERRUPTED, NO_TERMINAL */
  private async approvedPlan(
    planner: Planner,
    flags: { readonly expand: boolean; readonly 'auto-approve': boolean },
  ): Promise<Plan> {
    const plan = await this.shownPlan(planner, flags.expand)
    refuseGuarded(plan)
    if (hasChanges(plan) && !flags['auto-approve']) await this.ask(applyQuestion(plan, this.themeFor(process.stderr)))
    return plan
  }

  private async carryOut(plan: Plan, planner: Planner, { flags, interruption }: Carrying): Promise<readonly Applied[]> {
    const { emit, clear } = this.audience
    const { abort, isInterrupted, release } = interruption
    const waiting = { sleep: wait(abort), isInterrupted }
    const copying = { signal: abort, minTransferRate: transferRateOf(flags), transfers: openTransfers() }
    const performingAt = (name: string): PerformingThere => {
      const { target, sources, preview } = planner.at(name)
      const { client } = target
      const bring = bringing(copier({ caller: client.images, sources, ...copying }), { target: name, emit })
      return { ...client, ...waiting, caller: target.caller, preview, bring, now: () => new Date() }
    }
    const outcomes = await execute(plan.changes, {
      perform: performers(plan, performingAt),
      laneOf: lanes(flags.concurrency),
      emit,
      isInterrupted,
    }).finally(() => {
      clear()
      release()
    })
    return plan.changes.flatMap((change, index) => {
      const outcome = outcomes[index]
      return outcome ? [{ change, outcome }] : []
    })
  }
}

interface Carrying {
  readonly flags: { readonly concurrency: number; readonly 'min-transfer-rate': number }
  readonly interruption: Interruption
}

/** @throws EcrsyncError GUARDED, and nothing was written */
function refuseGuarded({ refused }: Plan): void {
  const [first] = refused
  if (first) throw new EcrsyncError('GUARDED', first.summary, { diagnostics: refused })
}

/** Comes back at once when the run is interrupted. */
const wait =
  (signal: AbortSignal) =>
  (milliseconds: number): Promise<void> =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined)
