import type { ECR } from '@aws-sdk/client-ecr'
import { describe } from 'vitest'
import { losesNothing, type Owner, type Shared } from './at-once.ts'

const prefixOf = (owner: Owner, round: number) => `${owner}-${round}/`

/** The rule of this round; what it had in the round before goes, so that no limit of ECR is reached. */
const rulesOf = (owner: Owner, round: number, rule: (prefix: string) => object): readonly unknown[] => [
  'live',
  rule(prefixOf(owner, round)),
  ...(round === 0 ? [] : [{ absent: rule(prefixOf(owner, round - 1)) }]),
]

const copied = (prefix: string) => ({
  destinations: [{ region: 'eu-west-1', registryId: '123456789012' }],
  repositoryFilters: [prefix],
})
const scanned = (prefix: string) => ({ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [`${prefix}*`] })
const manifest = (setting: string, rules: readonly unknown[]) => ({
  version: 1,
  name: 'acme',
  registry: { [setting]: { rules } },
})

const SHARED: readonly Shared[] = [
  {
    name: 'one replication configuration',
    look: 'DescribeRegistry',
    put: 'PutReplicationConfiguration',
    manifest: (owner, round) => manifest('replicationConfiguration', rulesOf(owner, round, copied)),
    holds: async (ecr, owner, round) => (await copiedIn(ecr)).includes(prefixOf(owner, round)),
  },
  {
    name: 'one scanning configuration',
    look: 'GetRegistryScanningConfiguration',
    put: 'PutRegistryScanningConfiguration',
    manifest: (owner, round) => manifest('scanningConfiguration', rulesOf(owner, round, scanned)),
    holds: async (ecr, owner, round) => (await scannedIn(ecr)).includes(`${prefixOf(owner, round)}*`),
  },
]

async function copiedIn(ecr: ECR): Promise<readonly string[]> {
  const { replicationConfiguration } = await ecr.describeRegistry({})
  return filtersIn(replicationConfiguration?.rules)
}

async function scannedIn(ecr: ECR): Promise<readonly string[]> {
  const { scanningConfiguration } = await ecr.getRegistryScanningConfiguration({})
  return filtersIn(scanningConfiguration?.rules)
}

const filtersIn = (
  rules: readonly {
    readonly repositoryFilters?: readonly { readonly filter: string | undefined }[] | undefined
  }[] = [],
): readonly string[] =>
  rules.flatMap(({ repositoryFilters = [] }) => repositoryFilters.map(({ filter = '' }) => filter))

describe.each(SHARED)('two manifests with live in $name', losesNothing)
