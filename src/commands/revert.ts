import { Args, Flags } from '@oclif/core'
import { checkPlace, savePlan, sealed } from '../documents/plan-saving.ts'
import { planExit } from '../plan/exit.ts'
import { planFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { nextOfRevert, nextOfSaved, refusedOf } from './next-step.ts'
import { openPlanner } from './open/planner.ts'
import { openReverting } from './open/reverting.ts'
import { PlanningCommand } from './planning-command.ts'

const { only: _, ...flags } = planFlags

export class Revert extends PlanningCommand {
  static override summary = 'Plan the way back of an apply, out of its receipt.'
  static override description =
    'Makes a plan that takes back what an apply has done, and changes nothing. What somebody has changed since is left as it is, and blocked; what cannot come back, such as a deleted image, is said, and how to get it otherwise. Exits as plan does.'
  static override examples = [
    '<%= config.bin %> revert .ecrsync/receipts/2026-11-28T05-00-00.000Z.json',
    '<%= config.bin %> revert .ecrsync/receipts/2026-11-28T05-00-00.000Z.json --out back.plan',
  ]
  static override args = {
    receipt: Args.string({
      description: 'The receipt, as apply names it at its end.',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...flags,
    out: Flags.string({ summary: 'Save the plan to this file, for ecrsync apply FILE.', helpValue: 'FILE' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Revert)
    this.given = flags
    if (flags.out !== undefined) await checkPlace(flags.out)
    const reverting = await openReverting(args.receipt)
    const planner = await openPlanner(flags, this.config.version, this.audience.emit, reverting)
    const release = exitOnSignal()
    try {
      const plan = await this.shownPlan(planner, flags.expand)
      if (flags.out !== undefined) await savePlan(sealed(plan, new Date()), flags.out)
      const { out } = flags
      this.tellNext(
        out === undefined ? nextOfRevert(plan, args.receipt, this.here) : nextOfSaved(plan, out, {}, this.here),
      )
      this.say(refusedOf(plan, out ?? 'back.plan'))
      process.exitCode = planExit(plan, false)
      return plan
    } finally {
      release()
      await planner.close()
    }
  }
}
