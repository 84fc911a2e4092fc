import type { Difference } from '../../model.ts'
import type { Phrase } from '../kind.ts'
import { placeOfRule } from '../rules/list.ts'
import { filtersText, filterTexts, keptLine, type RuleWords, ruleLines } from '../rules/words.ts'
import { keptOf } from './merge.ts'
import { DEFAULT, type ScanningRule, type ScanningSpec, type ScanningWant } from './spec.ts'

const TYPE = 'scanningConfiguration.scanType'

export function describeScanning(difference: Difference<ScanningSpec>, want: ScanningWant | null): readonly Phrase[] {
  const { before, after } = difference
  if (after === null) return [{ text: `falls back to BASIC without rules${endOf(difference.before)}` }]
  const was = before ?? DEFAULT
  return [...typeLines(was, after), ...ruleLines(was.rules, after.rules, wordsFor(want)), ...keptLines(before, want)]
}

function typeLines(before: ScanningSpec, after: ScanningSpec): readonly Phrase[] {
  if (before.scanType === after.scanType) return []
  const meaning =
    after.scanType === 'ENHANCED'
      ? 'Amazon Inspector scans, and only what a rule matches'
      : `ECR itself scans${endOf(before)}`
  return [{ label: 'scanType', text: `${before.scanType} → ${after.scanType}: ${meaning}`, paths: [TYPE] }]
}

/** What ends with ENHANCED. */
const endOf = ({ scanType }: ScanningSpec): string =>
  scanType === 'ENHANCED' ? '; Amazon Inspector stops, and with it continuous scans' : ''

const wordsFor = (want: ScanningWant | null): RuleWords<ScanningRule> => ({
  what: ({ scanFrequency }) => scanFrequency,
  filters: ({ repositoryFilters }) => repositoryFilters,
  text: ({ scanFrequency, repositoryFilters }) => `${scanFrequency} ${filtersText(repositoryFilters)}`,
  places: ({ scanFrequency }) =>
    placeOfRule('scanningConfiguration', want?.rules ?? [], rule => rule.scanFrequency === scanFrequency),
})

function keptLines(before: ScanningSpec | null, want: ScanningWant | null): readonly Phrase[] {
  const filters = keptOf(before, want).flatMap(({ scanFrequency, repositoryFilters }) =>
    filterTexts(repositoryFilters).map(text => `${scanFrequency} ${text}`),
  )
  return keptLine('filter', filters)
}
