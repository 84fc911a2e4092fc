import { matchesPattern } from '../../lifecycle/pattern.ts'
import type { Difference } from '../../model.ts'
import { canonicalJson } from '../canonical.ts'
import type { Filter } from '../rules/filters.ts'
import { DEFAULT, type ScanningRule, type ScanningSpec } from './spec.ts'

/** The more often, the later. */
const FREQUENCIES = ['MANUAL', 'SCAN_ON_PUSH', 'CONTINUOUS_SCAN']

/** What of the registry is scanned less than before. */
export function weakenedScanning({ before, after }: Difference<ScanningSpec>): readonly string[] {
  if (before === null) return []
  const { scanType, rules } = after ?? DEFAULT
  const lost = before.rules.flatMap(rule =>
    rankOf(rule) === 0 ? [] : rule.repositoryFilters.filter(filter => !isScanned(filter, rankOf(rule), rules)),
  )
  return [
    ...(before.scanType === 'ENHANCED' && scanType !== 'ENHANCED' ? ['scanning is no longer ENHANCED'] : []),
    ...(lost.length > 0 ? [`scanned less than before: ${lost.map(textOf).join(', ')}`] : []),
  ]
}

const rankOf = ({ scanFrequency }: ScanningRule): number => FREQUENCIES.indexOf(scanFrequency)

const isScanned = (filter: Filter, rank: number, rules: readonly ScanningRule[]): boolean =>
  rules.some(rule => rankOf(rule) >= rank && rule.repositoryFilters.some(wider => covers(wider, filter)))

/** Without a `*`, a filter takes the names that contain it. Source: ECR user guide, "Filters to choose which repositories are scanned". */
function covers(wider: Filter, filter: Filter): boolean {
  if (typeof wider !== 'string' || typeof filter !== 'string') return textOf(wider) === textOf(filter)
  return wider.includes('*')
    ? (filter.includes('*') && matchesPattern(wider, filter)) || wider === '*'
    : filter.includes(wider)
}

const textOf = (filter: Filter): string => (typeof filter === 'string' ? filter : canonicalJson(filter))
