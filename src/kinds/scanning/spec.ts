import type { ScanFrequency, ScanType } from '@aws-sdk/client-ecr'
import type { Filter, FilterForm } from '../rules/filters.ts'
import type { RuleItem } from '../rules/list.ts'

export interface ScanningRule {
  readonly scanFrequency: `${ScanFrequency}`
  readonly repositoryFilters: readonly Filter[]
}

export type ScanningSpec = {
  readonly scanType: `${ScanType}`
  readonly rules: readonly ScanningRule[]
}

export interface ScanningWant {
  readonly scanType?: `${ScanType}`
  readonly rules?: readonly RuleItem<ScanningRule>[]
}

/** What ECR has where nothing was ever said. Source: ECR API reference, PutRegistryScanningConfiguration. */
export const DEFAULT: ScanningSpec = { scanType: 'BASIC', rules: [] }

export const isDefault = ({ scanType, rules }: ScanningSpec): boolean =>
  scanType === DEFAULT.scanType && rules.length === 0

/** Source: ECR API reference, RegistryScanningRule. */
export const FREQUENCIES: Readonly<Record<string, readonly string[]>> = {
  BASIC: ['SCAN_ON_PUSH', 'MANUAL'],
  ENHANCED: ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'],
}

/** Source: ECR API model, ScanningRepositoryFilterValue. The model's own pattern takes minutes over some filters; this is the same. */
export const SCANNING_FILTER: FilterForm<'WILDCARD'> = {
  filterType: 'WILDCARD',
  shortest: 1,
  longest: 255,
  pattern: /^[a-z0-9*]+(?:[._/-][a-z0-9*]+)*$/,
  rule: 'A filter has 1 to 255 lower-case letters, digits and `*`, with single `.`, `_`, `-` or `/` between them.',
  hint: 'Write for example prod* (names that begin so), prod (names that contain it) or * (all).',
}
