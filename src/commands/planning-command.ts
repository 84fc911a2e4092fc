import type { Plan } from '../model.ts'
import { renderPlan } from '../render/plan-text.ts'
import type { Planner } from './open/planner.ts'
import { RegistryCommand } from './registry-command.ts'

export abstract class PlanningCommand extends RegistryCommand {
  /** Reads, compares and prints: what `plan` ends with and `apply` begins with. */
  protected async shownPlan(planner: Planner, expand: boolean): Promise<Plan> {
    const plan = await planner.plan().finally(() => this.audience.clear())
    this.say(plan.warnings)
    this.log(
      renderPlan(this.planHere(plan), { theme: this.themeFor(process.stdout), width: this.width, expand }).trimEnd(),
    )
    return plan
  }

  /** As it is printed: what it tells to type is for whoever made it, and no part of the document. */
  private planHere(plan: Plan): Plan {
    const { here } = this
    const changes = plan.changes.map(change =>
      change.blocked ? { ...change, blocked: { ...change.blocked, hint: here(change.blocked.hint) } } : change,
    )
    return { ...plan, changes }
  }

  private get width(): number {
    return Math.min(Math.max(process.stdout.columns ?? 110, 90), 140)
  }
}
