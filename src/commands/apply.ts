import { setTimeout as sleep } from 'node:timers/promises'
import { bringing } from '../apply/copying.ts'
import { type Execution, execute } from '../apply/execute.ts'
import { applyExit } from '../apply/exit.ts'
import { lanes } from '../apply/lanes.ts'
import type { Recording } from '../apply/recording.ts'
import { type PerformingThere, performers } from '../apply/targets.ts'
import { EcrsyncError } from '../errors.ts'
import { copier, openTransfers } from '../images/copier.ts'
import type { Plan } from '../model.ts'
import { consentOf } from '../plan/guards/consent.ts'
import { hasChanges } from '../plan/plan.ts'
import { type Applied, applyJson, renderApplied } from '../render/apply-text.ts'
import { applyQuestion } from '../render/question-text.ts'
import { saidHere } from './again.ts'
import { allowFlag } from './allow-flag.ts'
import { approvalFlags, type PlanFlags, planFlags, receiptFlags, transferFlags, transferRateOf } from './flags.ts'
import { exitOnSignal, type Interruption, watchSignalsAfter } from './interruption.ts'
import { openPlanner, type Planner } from './open/planner.ts'
import { openRecording, type RecordingFlags } from './open/recording.ts'
import { openSaved } from './open/saved.ts'
import { PlanningCommand } from './planning-command.ts'
import { type Expected, openExpected, refuseOther, sortedPlan } from './reviewed.ts'
import { refuseUnfit, reviewedFlags } from './reviewed-flags.ts'
import { savedPlanArg } from './saved-flags.ts'
import { shardFlag } from './shard-flag.ts'
import { widthFor } from './width.ts'

export class Apply extends PlanningCommand {
  static override summary = 'Make the registry equal to the manifest.'
  static override description =
    'Plans, or takes the saved plan that is named, shows the plan, asks, and makes the changes. A plan that deletes, replaces or lets tagged images expire asks for the name of the target to be typed, and where several targets lose something, for their number, as in `3 targets`. What fails stops nothing that does not need it; exits 6 when something is left to do. Run again, it goes on where it stopped. Of a saved plan, what it changes is read again first: where something is not what it was planned from, exits 5, and nothing is written.'
  static override args = {
    plan: savedPlanArg('A plan that was saved by ecrsync plan --out; left out: one that is made now.', false),
  }
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply ecr.plan',
    '<%= config.bin %> apply --auto-approve',
    '<%= config.bin %> apply --target env=dev --auto-approve',
    '<%= config.bin %> apply --allow delete=12',
    '<%= config.bin %> apply --local',
  ]
  static override flags = {
    ...planFlags,
    ...shardFlag,
    ...allowFlag,
    ...transferFlags,
    ...approvalFlags,
    ...reviewedFlags,
    ...receiptFlags,
  }

  async run(): Promise<unknown> {
    const { args, flags, raw } = await this.parse(Apply)
    this.given = flags
    refuseUnfit(args.plan, typedIn(raw))
    const expected = await openExpected(flags.expect, this.config.version)
    const planner = await this.plannerFor(args.plan, flags)
    const release = exitOnSignal()
    try {
      const { plan, endOf } = await this.approvedPlan(planner, { ...flags, expected, saved: args.plan })
      const recording = await this.recordingOf(plan, planner, flags)
      const interruption = await watchSignalsAfter(release, this.audience.emit)
      const applied = await this.carryOut(plan, planner, { flags, interruption, endOf, recording })
      const outcomes = new Map(applied.map(({ change, outcome }) => [change, outcome]))
      process.exitCode = await recording.end(outcomes, applyExit(plan, [...outcomes.values()], interruption.received()))
      const { file: receipt, failure } = recording
      const run = { plan, applied, receipt, receiptFailure: failure(), again: this.here('ecrsync plan') }
      if (hasChanges(plan))
        this.log(
          `\n${renderApplied({ ...run, applied: this.appliedHere(applied) }, this.themeFor(process.stdout), widthFor(process.stdout)).trimEnd()}`,
        )
      return applyJson(run, this.config.version)
    } finally {
      release()
      await planner.close()
    }
  }

  /** What is to be applied: a plan that is made now, or the one in a file. */
  private plannerFor(file: string | undefined, flags: Asked): Promise<Planner> {
    const { emit } = this.audience
    if (file === undefined) return openPlanner(flags, this.config.version, emit)
    const { 'max-age': maxAge = A_DAY } = flags
    const saved = { file, version: this.config.version, maxAge, now: new Date() }
    return openSaved(saved, flags, emit, warnings => this.say(warnings))
  }

  /** As it is printed: what it tells to type is for whoever runs it here. */
  private appliedHere(applied: readonly Applied[]): readonly Applied[] {
    const { here } = this
    return applied.map(one => {
      const { outcome } = one
      return 'error' in outcome ? { ...one, outcome: { ...outcome, error: saidHere(outcome.error, here) } } : one
    })
  }

  /** @throws EcrsyncError PLAN_DIFFERS, GUARDED, PLAN_STALE, DECLINED, INTERRUPTED, NO_TERMINAL */
  private async approvedPlan(planner: Planner, flags: Approving): Promise<Approved> {
    const plan = await this.shownPlan(planner, flags.expand)
    const page = { theme: this.themeFor(process.stdout), width: widthFor(process.stdout) }
    const print = (text: string) => this.log(`\n${text}`)
    if (flags.expected) refuseOther(flags.expected, plan, { ...page, print, file: flags.saved })
    refuseGuarded(plan, planner.isSaved)
    const consent = consentOf(flags.allow ?? [])
    const { left, endOf } = planner.isSaved
      ? await sortedPlan(plan, planner, {
          ...page,
          print,
          skips: flags.stale === 'skip',
          consent,
          emit: this.audience.emit,
        })
      : { left: plan, endOf: undefined }
    if (hasChanges(left) && !flags['auto-approve']) await this.ask(applyQuestion(left, this.themeFor(process.stderr)))
    return { plan, endOf }
  }

  /** @throws EcrsyncError RECEIPT_NOT_WRITTEN, INVALID_FLAG */
  private recordingOf(
    plan: Plan,
    planner: Planner,
    flags: RecordingFlags & Pick<PlanFlags, 'allow'> & { readonly 'auto-approve': boolean },
  ): Promise<Recording> {
    const approval = flags['auto-approve'] ? 'auto' : 'asked'
    const targetOf = (name: string) => planner.at(name).target
    return openRecording({
      plan,
      flags,
      approval,
      consent: consentOf(flags.allow ?? []),
      version: this.config.version,
      targetOf,
    })
  }

  private async carryOut(
    plan: Plan,
    planner: Planner,
    { flags, interruption, endOf, recording }: Carrying,
  ): Promise<readonly Applied[]> {
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
      perform: recording.recorded(performers(plan, performingAt, consentOf(flags.allow ?? []))),
      ...(endOf && { endOf }),
      laneOf: lanes(flags.concurrency),
      emit,
      isInterrupted: () => isInterrupted() || recording.failure() !== undefined,
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
  readonly flags: Pick<PlanFlags, 'concurrency' | 'allow'> & { readonly 'min-transfer-rate': number }
  readonly interruption: Interruption
  readonly endOf: Execution['endOf']
  readonly recording: Recording
}

type Asked = PlanFlags & { readonly 'max-age'?: number | undefined }

interface Approving extends Pick<PlanFlags, 'allow'> {
  readonly expand: boolean
  readonly 'auto-approve': boolean
  readonly stale?: 'refuse' | 'skip' | undefined
  readonly expected: Expected | undefined
  /** The file of the plan. */
  readonly saved: string | undefined
}

/** A plan that may be carried out, and how those of its changes end that are not made. */
interface Approved {
  readonly plan: Plan
  readonly endOf: Execution['endOf']
}

/** In seconds. */
const A_DAY = 24 * 60 * 60

/** The flags that were typed, and not left to be what they usually are. */
const typedIn = (tokens: readonly ({ readonly type: 'arg' } | { readonly type: 'flag'; readonly flag: string })[]) =>
  new Set(tokens.flatMap(token => (token.type === 'flag' ? [token.flag] : [])))

/** @throws EcrsyncError GUARDED, and nothing was written */
function refuseGuarded({ refused }: Plan, isSaved = false): void {
  const [first] = refused
  if (first === undefined) return
  const diagnostics = refused.map((one, index) =>
    isSaved && index === 0 && one.allow ? { ...one, detail: `${one.detail} ${ASKED_AGAIN}` } : one,
  )
  throw new EcrsyncError('GUARDED', first.summary, { diagnostics })
}

const ASKED_AGAIN =
  'What was allowed to ecrsync plan is no part of the file: the run that writes is the one to be told.'

/** Comes back at once when the run is interrupted. */
const wait =
  (signal: AbortSignal) =>
  (milliseconds: number): Promise<void> =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined)
