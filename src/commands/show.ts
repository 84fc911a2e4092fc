import { Flags } from '@oclif/core'
import { readPlan } from '../documents/plan-file.ts'
import { PLAN_FORMATS, type PlanFormat } from '../render/plan-formats.ts'
import { refusedOf } from './next-step.ts'
import { PlanningCommand } from './planning-command.ts'
import { savedPlanArg } from './saved-flags.ts'

export class Show extends PlanningCommand {
  static override summary = 'Print a saved plan, without AWS and without the manifest.'
  static override description =
    'Reads a plan that ecrsync plan --out has saved, makes sure that it is as it was saved, and prints it as plan did. Exits 0 whatever the plan says, 3 where it cannot be read.'
  static override examples = [
    '<%= config.bin %> show ecr.plan',
    '<%= config.bin %> show ecr.plan --expand',
    '<%= config.bin %> show ecr.plan --json',
  ]
  static override args = { plan: savedPlanArg('A plan that was saved by ecrsync plan --out.', true) }
  static override flags = {
    format: Flags.option({
      summary: 'How to print the result.',
      options: [...(Object.keys(PLAN_FORMATS) as PlanFormat[]), 'json'] as const,
      default: 'text' as const,
    })(),
    expand: Flags.boolean({ summary: 'Name all repositories and targets, and show all that differs.' }),
    'no-color': Flags.boolean({ summary: 'Print without colours.' }),
    quiet: Flags.boolean({ summary: 'Print results and errors only.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Show)
    this.given = flags
    const plan = await readPlan(args.plan ?? '', this.config.version)
    this.say([{ severity: 'note', code: 'PLAN_SAVED', summary: `Saved ${plan.createdAt} by ecrsync ${plan.ecrsync}` }])
    if (flags.format !== 'json') this.printPlan(plan, PLAN_FORMATS[flags.format], flags.expand)
    this.say(refusedOf(plan, args.plan ?? ''))
    return plan
  }
}
