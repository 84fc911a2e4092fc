import type { Plan } from '../model.ts'
import { renderPlan } from '../render/plan-text.ts'
import type { Planner } from './open/planner.ts'
import { RegistryCommand } from './registry-command.ts'

export abstract class PlanningCommand extends RegistryCommand {
  /** Reads, compares and prints: what `plan` ends with and `apply` begins with. */
  protected async shownPlan(planner: Planner, expand: boolean): Promise<Plan> {
    const plan = await planner.plan().finally(() => this.audience.clear())
    this.say(plan.warnings)
    this.log(renderPlan(plan, { theme: this.themeFor(process.stdout), width: this.width, expand }).trimEnd())
    return plan
  }

  private get width(): number {
    return Math.min(Math.max(process.stdout.columns ?? 110, 90), 140)
  }
}
