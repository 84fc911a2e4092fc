import { Flags } from '@oclif/core'
import { checkPlace, savePlan, sealed } from '../documents/plan-saving.ts'
import type { Plan as PlanDocument } from '../model.ts'
import { planExit } from '../plan/exit.ts'
import { hasChanges } from '../plan/plan.ts'
import { allowFlag } from './allow-flag.ts'
import { type PlanFlags, planFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { openPlanner } from './open/planner.ts'
import { PlanningCommand } from './planning-command.ts'
import { outFlag } from './saved-flags.ts'
import { shardFlag } from './shard-flag.ts'
import { flagWords, quoted } from './shell-words.ts'

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
      this.tellNext(plan, flags)
      this.say(plan.refused)
      process.exitCode = planExit(plan, flags['detailed-exitcode'])
      return plan
    } finally {
      release()
      await planner.close()
    }
  }

  /** What to type to have this plan, and no other, applied; beside the plan, whose last line stays the last. */
  private tellNext(plan: PlanDocument, { out, ...flags }: Asked): void {
    if (this.given.quiet || this.jsonEnabled() || (out === undefined && !hasChanges(plan))) return
    const { shard, only, allow, 'in-use': inUse, 'lifecycle-preview': preview } = flags
    const allowed = flagWords({ allow: allow?.map(one => one.join('=')) })
    const same = flagWords({
      only,
      ...(shard && { shard: `${shard.index}/${shard.count}` }),
      'in-use': inUse,
      ...(preview === 'server' && { 'lifecycle-preview': preview }),
    })
    const words = out === undefined ? [...same, ...allowed, '--expect', plan.digest] : [out, ...allowed]
    const next = this.here(`ecrsync apply ${words.map(quoted).join(' ')}`)
    const text = out === undefined ? `To apply this plan and no other: ${next}` : `Saved. To apply it: ${next}`
    this.logToStderr(`\n${this.themeFor(process.stderr)('faint', text)}`)
  }
}

type Asked = Pick<PlanFlags, 'only' | 'shard' | 'allow' | 'in-use' | 'lifecycle-preview'> & {
  readonly out?: string | undefined
}
