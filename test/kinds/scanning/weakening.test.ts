import { expect, test } from 'vitest'
import type { Filter } from '../../../src/kinds/rules/filters.ts'
import type { ScanningSpec } from '../../../src/kinds/scanning/spec.ts'
import { weakenedScanning } from '../../../src/kinds/scanning/weakening.ts'
import type { Difference } from '../../../src/model.ts'

type Rule = readonly [ScanningSpec['rules'][number]['scanFrequency'], ...Filter[]]
const spec = (scanType: ScanningSpec['scanType'], ...rules: readonly Rule[]): ScanningSpec => ({
  scanType,
  rules: rules.map(([scanFrequency, ...repositoryFilters]) => ({ scanFrequency, repositoryFilters })),
})
const difference = (before: ScanningSpec | null, after: ScanningSpec | null) =>
  ({ name: '', action: 'update', before, after, paths: [] }) as unknown as Difference<ScanningSpec>

const NEW_TYPE = { filter: 'prod', filterType: 'NEW' }

test.each<readonly [string, ScanningSpec | null, ScanningSpec | null, readonly string[]]>([
  ['what is new weakens nothing', null, spec('BASIC'), []],
  ['BASIC is less than ENHANCED', spec('ENHANCED'), spec('BASIC'), ['scanning is no longer ENHANCED']],
  ['nothing is BASIC', spec('ENHANCED'), null, ['scanning is no longer ENHANCED']],
  ['ENHANCED is more than BASIC', spec('BASIC', ['SCAN_ON_PUSH', '*']), spec('ENHANCED', ['SCAN_ON_PUSH', '*']), []],
  [
    'a filter that goes',
    spec('BASIC', ['SCAN_ON_PUSH', 'prod*', 'stable*']),
    spec('BASIC', ['SCAN_ON_PUSH', 'prod*']),
    ['scanned less than before: stable*'],
  ],
  [
    'a filter within a wider one',
    spec('BASIC', ['SCAN_ON_PUSH', 'prod/a*']),
    spec('BASIC', ['SCAN_ON_PUSH', 'prod*']),
    [],
  ],
  [
    'a part of a name within one that contains it',
    spec('BASIC', ['SCAN_ON_PUSH', 'prod']),
    spec('BASIC', ['SCAN_ON_PUSH', 'pro']),
    [],
  ],
  [
    'a part of a name within a beginning',
    spec('BASIC', ['SCAN_ON_PUSH', 'prod']),
    spec('BASIC', ['SCAN_ON_PUSH', 'prod*']),
    ['scanned less than before: prod'],
  ],
  ['a part of a name within all', spec('BASIC', ['SCAN_ON_PUSH', 'prod']), spec('BASIC', ['SCAN_ON_PUSH', '*']), []],
  [
    'scanned less often',
    spec('ENHANCED', ['CONTINUOUS_SCAN', '*']),
    spec('ENHANCED', ['SCAN_ON_PUSH', '*']),
    ['scanned less than before: *'],
  ],
  ['scanned more often', spec('ENHANCED', ['SCAN_ON_PUSH', '*']), spec('ENHANCED', ['CONTINUOUS_SCAN', '*']), []],
  ['scanned by hand alone, and not at all', spec('BASIC', ['MANUAL', '*']), null, []],
  [
    'a filter of a type that is not known stays one',
    spec('BASIC', ['SCAN_ON_PUSH', NEW_TYPE]),
    spec('BASIC', ['SCAN_ON_PUSH', NEW_TYPE]),
    [],
  ],
  [
    'and goes like another',
    spec('BASIC', ['SCAN_ON_PUSH', NEW_TYPE]),
    spec('BASIC', ['SCAN_ON_PUSH', 'dev']),
    ['scanned less than before: {"filter":"prod","filterType":"NEW"}'],
  ],
])('%s', (_, before, after, expected) => expect(weakenedScanning(difference(before, after))).toEqual(expected))
