import { setTimeout as sleep } from 'node:timers/promises'
import confirm from '@inquirer/confirm'
import { Flags } from '@oclif/core'
import pLimit from 'p-limit'
import { writerWith } from '../apply/copying.ts'
import { execute } from '../apply/execute.ts'
import { applyExit, type Signal } from '../apply/exit.ts'
import { performer } from '../apply/perform.ts'
import { EcrsyncError } from '../errors.ts'
import { copier, copyWith } from '../images/copier.ts'
import type { Plan } from '../model.ts'
import { hasChanges } from '../plan/plan.ts'
import { type Applied, applyJson, renderApplied } from '../render/apply-text.ts'
import { EcrsyncCommand } from './base.ts'
import { planFlags } from './flags.ts'
import { exitOnSignal, onSignal } from './interruption.ts'
import { openSession, type Session } from './session.ts'

export class Apply extends EcrsyncCommand {
  static override summary = 'Make the registry equal to the manifest.'
  static override description =
    'Plans, shows the plan, asks, and makes the changes. What fails stops nothing that does not need it; exits 6 when something is left to do. Run again, it goes on where it stopped.'
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply --auto-approve',
    '<%= config.bin %> apply --local',
  ]
  static override flags = {
    ...planFlags,
    'auto-approve': Flags.boolean({ summary: 'Do not ask.' }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Apply)
    this.common = flags
    const session = await openSession(flags, this.logCall(flags.verbose))
    try {
      const plan = await this.approvedPlan(session, flags)
      const { applied, signal } = await this.carryOut(plan, session, flags.concurrency)
      if (hasChanges(plan)) this.log(`\n${renderApplied(plan, applied, this.themeFor(process.stdout)).trimEnd()}`)
      process.exitCode = applyExit(
        plan,
        applied.map(({ outcome }) => outcome),
        signal,
      )
      return applyJson(plan, applied, this.config.version)
    } finally {
      await session.close()
    }
  }

  /** @throws EcrsyncError GUARDED, DECLINED, NO_TERMINAL */
  private async approvedPlan(
    session: Session,
    flags: { readonly expand: boolean; readonly 'auto-approve': boolean },
  ): Promise<Plan> {
    const release = exitOnSignal()
    try {
      const plan = await this.shownPlan(session, flags.expand)
      refuseGuarded(plan)
      if (hasChanges(plan) && !flags['auto-approve']) await this.approval()
      return plan
    } finally {
      release()
    }
  }

  /** @throws EcrsyncError DECLINED, NO_TERMINAL */
  private async approval(): Promise<void> {
    if (this.jsonEnabled() || !process.stdin.isTTY || !process.stderr.isTTY)
      throw new EcrsyncError('NO_TERMINAL', 'Nobody can be asked', {
        detail: 'There is no terminal, and a plan is not applied without a yes. Nothing was written.',
        hint: 'Add --auto-approve.',
      })
    const isApproved = await confirm({ message: 'Make these changes?', default: false }, { output: process.stderr })
    if (!isApproved)
      throw new EcrsyncError('DECLINED', 'Declined: nothing was written', {
        hint: 'Run ecrsync apply again when the plan is what you want.',
      })
  }

  private async carryOut(plan: Plan, { client, sources }: Session, concurrency: number) {
    let signal: Signal | undefined
    const waiting = new AbortController()
    const isInterrupted = () => signal !== undefined
    const release = onSignal(received => {
      signal = received
      waiting.abort()
      if (!this.jsonEnabled())
        this.logToStderr('Interrupted: finishing the calls in flight. Once more to stop at once.')
    })
    const { progress } = this
    const copy = copyWith(copier({ caller: client.images, sources, signal: waiting.signal }))
    const writer = writerWith(client.writer, copy, progress)
    progress.expect(plan.changes.filter(({ blocked }) => !blocked).length)
    const outcomes = await execute(plan.changes, {
      perform: performer({ ...client, writer, changes: plan.changes, sleep: wait(waiting.signal), isInterrupted }),
      limit: pLimit(concurrency),
      progress,
      isInterrupted,
    }).finally(() => {
      progress.stop()
      release()
    })
    const applied: readonly Applied[] = plan.changes.flatMap((change, index) => {
      const outcome = outcomes[index]
      return outcome ? [{ change, outcome }] : []
    })
    return { applied, signal }
  }
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
