import type { Plan } from '../model.ts'
import { PLAN_FORMATS, type PlanFormat } from '../render/plan-formats.ts'
import type { Planner } from './open/planner.ts'
import { RegistryCommand } from './registry-command.ts'
import { widthFor } from './width.ts'

export abstract class PlanningCommand extends RegistryCommand {
  /** Reads, compares and prints: what `plan` ends with and `apply` begins with. */
  protected async shownPlan(planner: Pick<Planner, 'plan'>, expand: boolean): Promise<Plan> {
    const plan = await planner.plan().finally(() => this.audience.clear())
    this.printPlan(plan, PLAN_FORMATS.text, expand)
    return plan
  }

  /** What is to be known beside it, and the plan. */
  protected printPlan(plan: Plan, render: (typeof PLAN_FORMATS)[PlanFormat], expand: boolean): void {
    this.say(plan.warnings)
    const page = { theme: this.themeFor(process.stdout), width: widthFor(process.stdout) }
    this.log(render(this.planHere(plan), { ...page, expand }).trimEnd())
  }

  /** What to type next, beside the plan, whose last line stays the last. */
  protected tellNext(text: string | undefined): void {
    if (text === undefined || this.given.quiet || this.jsonEnabled()) return
    this.logToStderr(`\n${this.themeFor(process.stderr)('faint', text)}`)
  }

  /** As it is printed: what it tells to type is for whoever made it, and no part of the document. */
  private planHere(plan: Plan): Plan {
    const { here } = this
    const changes = plan.changes.map(change =>
      change.blocked ? { ...change, blocked: { ...change.blocked, hint: here(change.blocked.hint) } } : change,
    )
    return { ...plan, changes }
  }
}
