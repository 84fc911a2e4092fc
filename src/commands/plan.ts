import { Flags } from '@oclif/core'
import { checkPlace, savePlan, sealed } from '../documents/plan-saving.ts'
import { planExit } from '../plan/exit.ts'
import { allowFlag } from './allow-flag.ts'
import { planFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { nextOfPlan, nextOfSaved, refusedOf } from './next-step.ts'
import { openPlanner } from './open/planner.ts'
import { PlanningCommand } from './planning-command.ts'
import { outFlag } from './saved-flags.ts'
import { shardFlag } from './shard-flag.ts'

export class Plan extends PlanningCommand {
  static override summary = 'Show what would change, and change nothing.'
  static override description =
    'Reads the registry, compares it with the manifest and prints the difference. Exits 0 also when there are changes, 4 when one is blocked or a guard refuses the plan, 7 when something could not be read.'
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan --local',
    "<%= config.bin %> plan --target env=prod --target '!prod-us'",
    "<%= config.bin %> plan --only 'payments/**' --detailed-exitcode",
    '<%= config.bin %> plan --out ecr.plan',
  ]
  static override flags = {
    ...planFlags,
    ...shardFlag,
    ...outFlag,
    ...allowFlag,
    'detailed-exitcode': Flags.boolean({ summary: 'Exit 2 when changes are pending.' }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Plan)
    this.given = flags
    if (flags.out !== undefined) await checkPlace(flags.out)
    const planner = await openPlanner(flags, this.config.version, this.audience.emit)
    const release = exitOnSignal()
    try {
      const plan = await this.shownPlan(planner, flags.expand)
      if (flags.out !== undefined) await savePlan(sealed(plan, new Date()), flags.out)
      const { out } = flags
      this.tellNext(out === undefined ? nextOfPlan(plan, flags, this.here) : nextOfSaved(plan, out, flags, this.here))
      this.say(out === undefined ? plan.refused : refusedOf(plan, out))
      process.exitCode = planExit(plan, flags['detailed-exitcode'])
      return plan
    } finally {
      release()
      await planner.close()
    }
  }
}
