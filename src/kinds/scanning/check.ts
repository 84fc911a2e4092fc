import { own } from '../../collate.ts'
import type { Fields } from '../../model.ts'
import { saidText } from '../../words.ts'
import type { Problem } from '../kind.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { checkFilters, type TypedFilter } from '../rules/filters.ts'
import { checkRules, missingKey, type Part } from '../rules/problems.ts'
import { FREQUENCIES, SCANNING_FILTER } from './spec.ts'

type Filters = readonly (string | TypedFilter)[]

/** What ECR would refuse of a scanning configuration. */
export function checkScanning(declared: Fields): readonly Problem[] {
  const configuration = declared.scanningConfiguration as Fields | null | undefined
  if (!configuration) return []
  const { scanType, rules = [] } = configuration as { scanType?: string; rules?: readonly unknown[] }
  const form = { check: (rule: Fields) => checkRule(rule, scanType), parts: partsOf }
  return [...checkRules(rules, form), ...checkFrequencies(rules)].map(under('scanningConfiguration', 'rules'))
}

function checkRule({ scanFrequency, repositoryFilters }: Fields, scanType: string | undefined): readonly Problem[] {
  const filters = repositoryFilters as Filters | undefined
  return [
    ...(scanFrequency === undefined
      ? [missingKey([], 'scanFrequency', 'How often what matches is scanned.')]
      : checkFrequency(scanFrequency as string, scanType)),
    ...(filters === undefined
      ? [missingKey([], 'repositoryFilters', 'ECR asks for it; * matches all repositories.')]
      : [
          ...checkFilters(filters, SCANNING_FILTER).map(under('repositoryFilters')),
          ...(filters.length === 0 ? [MATCHES_NONE] : []),
        ]),
  ]
}

function checkFrequency(scanFrequency: string, scanType: string | undefined): readonly Problem[] {
  if (scanType !== undefined && own(FREQUENCIES, scanType)?.includes(scanFrequency) === false)
    return [
      {
        path: ['scanFrequency'],
        code: 'SCAN_FREQUENCY',
        summary: `${scanType} has no ${scanFrequency}`,
        detail: 'ECR would refuse it whole.',
        hint: hintOf(scanType, scanFrequency),
      },
    ]
  return scanFrequency === 'MANUAL' ? [MANUAL] : []
}

export const hintOf = (scanType: string, scanFrequency: string): string =>
  scanFrequency === 'CONTINUOUS_SCAN'
    ? 'Write SCAN_ON_PUSH, or scanType: ENHANCED.'
    : `Leave the rule out: with ${scanType}, what no rule matches is not scanned by itself.`

/** ECR keeps one rule for each frequency. */
function checkFrequencies(rules: readonly unknown[]): readonly Problem[] {
  const seen = new Set<unknown>()
  return rules.flatMap((rule, index) => {
    if (typeof rule === 'string') return []
    const { scanFrequency } = rule as Fields
    if (scanFrequency === undefined || hasPlaceholder(scanFrequency)) return []
    const isFirst = !seen.has(scanFrequency)
    seen.add(scanFrequency)
    return isFirst ? [] : [twoRules(saidText(scanFrequency), index)]
  })
}

/** A filter is one thing in each frequency. */
const partsOf = ({ scanFrequency, repositoryFilters = [] }: Fields): readonly Part[] =>
  (repositoryFilters as Filters).map((filter, index) => ({
    path: ['repositoryFilters', index],
    text: `${scanFrequency} ${typeof filter === 'string' ? filter : filter.filter}`,
  }))

const twoRules = (scanFrequency: string, index: number): Problem => ({
  path: [index],
  code: 'SCAN_FREQUENCY',
  summary: `Two rules for ${scanFrequency}`,
  detail: 'ECR takes one rule for each frequency.',
  hint: 'Write the filters of both into one rule.',
})

const MANUAL: Problem = {
  severity: 'warning',
  path: ['scanFrequency'],
  code: 'MANUAL_SCANS',
  summary: 'A rule with MANUAL',
  detail: 'MANUAL is what ECR does where no rule matches, and where the repository itself does not scan on push.',
  hint: 'Leave the rule out.',
}

const MATCHES_NONE: Problem = {
  severity: 'warning',
  path: ['repositoryFilters'],
  code: 'NO_FILTERS',
  summary: 'A rule without filters',
  detail: 'A repository is scanned where a filter matches it, so this rule is about none.',
  hint: 'Write "*" for all repositories, or remove the rule.',
}
