import type { Plan } from '../model.ts'
import { type PlanTextOptions, renderPlan } from './plan-text.ts'

/** How a plan can be printed beside JSON, which is the plan itself; whatever prints one takes any of them. */
export const PLAN_FORMATS = {
  text: renderPlan,
} as const satisfies Readonly<Record<string, (plan: Plan, options: PlanTextOptions) => string>>

export type PlanFormat = keyof typeof PLAN_FORMATS
