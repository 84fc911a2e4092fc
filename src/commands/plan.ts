import { Flags } from '@oclif/core'
import { planExit } from '../plan/exit.ts'
import { planJson } from '../render/plan-json.ts'
import { renderPlan } from '../render/plan-text.ts'
import { EcrsyncCommand } from './base.ts'
import { registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { openSession } from './session.ts'

export class Plan extends EcrsyncCommand {
  static override summary = 'Show what would change, and change nothing.'
  static override description =
    'Reads the registry, compares it with the manifest and prints the difference. Exits 0 also when there are changes, 4 when one is blocked, 7 when something could not be read.'
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan --local',
    "<%= config.bin %> plan --only 'payments/**' --detailed-exitcode",
  ]
  static override flags = {
    ...registryFlags,
    'detailed-exitcode': Flags.boolean({ summary: 'Exit 2 when changes are pending.' }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Plan)
    this.common = flags
    exitOnSignal()
    const session = await openSession(flags, flags.verbose ? this.logCall : undefined)
    try {
      const { progress } = this
      const plan = await session.plan(progress).finally(() => progress.stop())
      this.say(plan.warnings)
      this.log(
        renderPlan(plan, { theme: this.themeFor(process.stdout), width: this.width, expand: flags.expand }).trimEnd(),
      )
      process.exitCode = planExit(plan, flags['detailed-exitcode'])
      return planJson(plan, this.config.version)
    } finally {
      await session.close()
    }
  }
}
