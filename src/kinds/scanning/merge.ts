import { aligned, beyond, common, unique } from '../rules/aligned.ts'
import { backToRules } from '../rules/back.ts'
import type { Filter } from '../rules/filters.ts'
import { type RuleItem, rulesIn } from '../rules/list.ts'
import { DEFAULT, isDefault, type ScanningRule, type ScanningSpec, type ScanningWant } from './spec.ts'

/** What is BASIC without rules is as if nothing had ever been said. */
export function mergeScanning(before: ScanningSpec | null, want: ScanningWant | null): ScanningSpec | null {
  if (want === null) return null
  const there = before ?? DEFAULT
  const after = {
    ...there,
    ...(want.scanType !== undefined && { scanType: want.scanType }),
    ...(want.rules !== undefined && { rules: aligned(there.rules, laid(there.rules, want.rules)) }),
  }
  return isDefault(after) ? null : after
}

function laid(there: readonly ScanningRule[], items: readonly RuleItem<ScanningRule>[]): readonly ScanningRule[] {
  const { keepsLive, ours, absent } = rulesIn(items)
  if (!keepsLive) return unique(ours)
  const frequencies = new Set([...there, ...ours].map(({ scanFrequency }) => scanFrequency))
  return [...frequencies].flatMap(frequency => {
    const [live, own, gone] = [there, ours, absent].map(rules => ofFrequency(rules, frequency))
    const filters = unique([...beyond(filtersOf(live), filtersOf(gone)), ...filtersOf(own)])
    // A rule that is left without filters goes.
    if (filters.length === 0 && filtersOf(gone).length > 0) return []
    return [Object.assign({}, ...(live ?? []), ...(own ?? []), { repositoryFilters: filters }) as ScanningRule]
  })
}

const ofFrequency = (rules: readonly ScanningRule[], frequency: string): readonly ScanningRule[] =>
  rules.filter(({ scanFrequency }) => scanFrequency === frequency)

const filtersOf = (rules: readonly ScanningRule[] = []): readonly Filter[] =>
  rules.flatMap(({ repositoryFilters }) => repositoryFilters)

/** Each filter as a rule of its own, which is what is shared. */
const apart = (rules: readonly ScanningRule[]) =>
  rules.flatMap(({ scanFrequency, repositoryFilters }) => repositoryFilters.map(filter => ({ scanFrequency, filter })))

/** The filters that a write takes away. */
export function takenFrom({ rules }: ScanningSpec, items: readonly RuleItem<ScanningRule>[] | undefined) {
  if (items === undefined) return []
  const { keepsLive, ours, absent } = rulesIn(items)
  return keepsLive ? common(apart(rules), apart(absent)) : beyond(apart(rules), apart(ours))
}

/** What is there and stays, and is not ours, by frequency. */
export function keptOf(before: ScanningSpec | null, want: ScanningWant | null): readonly ScanningRule[] {
  const { keepsLive, ours, absent } = rulesIn(want?.rules ?? [])
  if (!keepsLive || before === null) return []
  return before.rules.flatMap(rule => {
    const mine = filtersOf(ofFrequency([...ours, ...absent], rule.scanFrequency))
    const repositoryFilters = beyond(rule.repositoryFilters, mine)
    return repositoryFilters.length === 0 ? [] : [{ ...rule, repositoryFilters }]
  })
}

/** What it was, filter by filter; a rule without any is said whole. */
export function backToScanning(to: ScanningSpec, from: ScanningSpec): ScanningWant {
  const isWhole = [...to.rules, ...from.rules].some(({ repositoryFilters }) => repositoryFilters.length === 0)
  const alone = (rules: readonly ScanningRule[]) =>
    apart(rules).map(({ filter, ...rule }): ScanningRule => ({ ...rule, repositoryFilters: [filter] }))
  return {
    ...(to.scanType !== from.scanType && { scanType: to.scanType }),
    rules: isWhole ? to.rules : backToRules(alone(to.rules), alone(from.rules)),
  }
}
