import { LIVE } from '../live.ts'
import { beyond } from './aligned.ts'
import type { RuleItem } from './list.ts'

/** Rules that were there and are not come back, those that came go, and all others stay. */
export const backToRules = <Rule>(to: readonly Rule[], from: readonly Rule[]): readonly RuleItem<Rule>[] => [
  LIVE,
  ...beyond(to, from),
  ...beyond(from, to).map(absent => ({ absent })),
]
