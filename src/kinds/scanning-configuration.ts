import type { Reader } from '../aws/api.ts'
import { own } from '../collate.ts'
import type { Difference, Fields, Refusal } from '../model.ts'
import { present } from './canonical.ts'
import type { Kind } from './kind.ts'
import { asTexts, unique } from './rules/aligned.ts'
import { canonicalFilters, MOST_FILTERS, typedFilters } from './rules/filters.ts'
import { loweredItems } from './rules/list.ts'
import { checkScanning, hintOf } from './scanning/check.ts'
import { foreignScanning } from './scanning/foreign.ts'
import { backToScanning, mergeScanning, takenFrom } from './scanning/merge.ts'
import { scanningManifest } from './scanning/schema.ts'
import {
  DEFAULT,
  FREQUENCIES,
  isDefault,
  SCANNING_FILTER,
  type ScanningRule,
  type ScanningSpec,
  type ScanningWant,
} from './scanning/spec.ts'
import { weakenedScanning } from './scanning/weakening.ts'
import { describeScanning } from './scanning/words.ts'
import { onlyOne, wishForOne } from './singleton.ts'

/** Source: Amazon ECR User Guide, "Enhanced scanning", IAM permissions. */
const OF_INSPECTOR = [
  'inspector2:Disable',
  'inspector2:Enable',
  'inspector2:ListAccountPermissions',
  'inspector2:ListCoverage',
  'inspector2:ListFindings',
]

export const scanningConfiguration: Kind<ScanningWant, ScanningSpec> = {
  key: 'scanningConfiguration',
  scope: 'registry',
  needs: [],
  uses: {
    reads: ['GetRegistryScanningConfiguration'],
    writes: ['PutRegistryScanningConfiguration'],
    others: OF_INSPECTOR,
    serviceRoles: ['inspector2.amazonaws.com'],
  },
  permits: (want, { isTakenBack }) => {
    // What is BASIC may have been ENHANCED, and what is left out may be.
    const isEnhanced = isTakenBack || (want !== null && want.scanType !== 'BASIC')
    return {
      reads: ['GetRegistryScanningConfiguration'],
      writes: ['PutRegistryScanningConfiguration'],
      others: isEnhanced ? OF_INSPECTOR : ['inspector2:Disable'],
      serviceRoles: want?.scanType === 'ENHANCED' ? ['inspector2.amazonaws.com'] : [],
    }
  },
  manifest: scanningManifest,
  examples: [
    { scanningConfiguration: null },
    {
      scanningConfiguration: {
        scanType: 'ENHANCED',
        rules: [
          { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: ['prod*', 'stable/*'] },
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] },
        ],
      },
    },
    {
      scanningConfiguration: {
        scanType: 'BASIC',
        rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: ['*'] }],
      },
    },
    {
      scanningConfiguration: {
        rules: [
          'live',
          { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: ['payments/*'] },
          { absent: { scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: ['legacy/*'] } },
        ],
      },
    },
  ],
  foreign: foreignScanning,
  want: ({ scanningConfiguration }) => wishForOne(scanningConfiguration, wish),
  check: checkScanning,
  read: async ecr => {
    const spec = await readScanning(ecr)
    return onlyOne(isDefault(spec) ? undefined : spec)
  },
  merge: mergeScanning,
  canonical: spec => ({ ...spec, rules: unique(spec.rules.map(canonicalRule)) }),
  backTo: (_name, { to, from }) => backToScanning(to ?? DEFAULT, from ?? DEFAULT),
  replaces,
  judge: async differing => differing.map(({ difference }) => present({ blocked: refuse(difference) })),
  write: ({ after }) => {
    const { scanType, rules } = after ?? DEFAULT
    const input = {
      scanType,
      rules: rules.map(rule => ({ ...rule, repositoryFilters: typedFilters(rule.repositoryFilters, SCANNING_FILTER) })),
    }
    return [{ action: 'PutRegistryScanningConfiguration', input }]
  },
  states: (_name, { scanType, rules }) => ({ scanningConfiguration: { scanType, rules } }),
  weakens: weakenedScanning,
  describe: describeScanning,
}

const wish = ({ scanType, rules }: Fields): ScanningWant =>
  present({
    scanType: scanType as ScanningWant['scanType'],
    rules: rules === undefined ? undefined : loweredItems(rules as readonly unknown[], canonicalRule),
  })

const canonicalRule = (rule: object): ScanningRule =>
  canonicalFilters({ repositoryFilters: [], ...rule }, SCANNING_FILTER) as ScanningRule

async function readScanning(ecr: Reader): Promise<ScanningSpec> {
  const { scanningConfiguration = {} } = await ecr.call('GetRegistryScanningConfiguration', {})
  const { scanType = DEFAULT.scanType, rules = [] } = scanningConfiguration
  return {
    ...scanningConfiguration,
    scanType,
    rules: rules.map(canonicalRule),
  }
}

/** What others have there is carried along, and may have changed meanwhile. */
function replaces(before: ScanningSpec, want: ScanningWant | null): Fields {
  if (want === null) return { scanType: before.scanType, rules: asTexts(before.rules) }
  const taken = takenFrom(before, want.rules)
  const isTurned = want.scanType !== undefined && want.scanType !== before.scanType
  return {
    ...(isTurned && { scanType: before.scanType }),
    ...(taken.length > 0 && { rules: asTexts(taken) }),
  }
}

/** Each is sound by itself, but perhaps not together with what stays. */
function refuse({ after }: Difference<ScanningSpec>): Refusal | undefined {
  if (after === null) return undefined
  const { scanType, rules } = after
  const wrong = rules.find(({ scanFrequency }) => own(FREQUENCIES, scanType)?.includes(scanFrequency) === false)
  if (wrong)
    return {
      code: 'SCAN_FREQUENCY',
      reason: `would have a rule for ${wrong.scanFrequency}, which ${scanType} does not have`,
      hint: `Declare scanType and rules together. ${hintOf(scanType, wrong.scanFrequency)}`,
    }
  const full = rules.find(({ repositoryFilters }) => repositoryFilters.length > MOST_FILTERS)
  if (full)
    return {
      code: 'TOO_MANY_FILTERS',
      reason: `would have ${full.repositoryFilters.length} filters for ${full.scanFrequency} with those that are not ours, ECR allows ${MOST_FILTERS}`,
      hint: 'Write filters that match more, or take some away with absent.',
    }
  return undefined
}
