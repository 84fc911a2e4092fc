import { AwsError, invalid } from '../errors.ts'
import type { RegistryScanning, Repository } from '../model.ts'
import { repositoryArn } from '../registry-place.ts'
import { matchesScanningFilter } from '../rules/filters.ts'
import type { Registry } from '../storage/registry.ts'
import { inRepository, repositoryNames } from './members.ts'
import { operation } from './operation.ts'
import { change, settingsOf } from './registry-settings.ts'
import { flag, list, oneOf, optional, structure, text } from './shapes.ts'

export const scanningConfiguration = structure({ scanOnPush: optional(flag) })

/** The model's own pattern takes minutes over some filters: this is the same, in one pass. */
const FILTER = /^[a-z0-9*]+(?:[._/-][a-z0-9*]+)*$/

const rule = structure({
  scanFrequency: oneOf(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL']),
  repositoryFilters: list(
    structure({ filter: text({ min: 1, max: 255, pattern: FILTER }), filterType: oneOf(['WILDCARD']) }),
    { max: 100 },
  ),
})

const FREQUENCIES = {
  BASIC: ['SCAN_ON_PUSH', 'MANUAL'],
  ENHANCED: ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'],
} as const

const DEFAULT: RegistryScanning = { scanType: 'BASIC', rules: [] }

export const scanningOf = (registry: Registry): RegistryScanning => settingsOf(registry).scanning ?? DEFAULT

export const putRegistryScanningConfiguration = operation(
  structure({ scanType: optional(oneOf(['BASIC', 'ENHANCED'])), rules: optional(list(rule, { max: 2 })) }),
  ({ registry }, { scanType = 'BASIC', rules = [] }) => {
    for (const { scanFrequency } of rules) checkFrequency(scanType, scanFrequency)
    if (new Set(rules.map(({ scanFrequency }) => scanFrequency)).size < rules.length) {
      throw invalid('rules', 'Each scan frequency can have one rule')
    }
    change(registry, { scanning: { scanType, rules } })
    return { registryScanningConfiguration: { scanType, rules } }
  },
)

function checkFrequency(scanType: 'BASIC' | 'ENHANCED', scanFrequency: string): void {
  const allowed: readonly string[] = FREQUENCIES[scanType]
  if (allowed.includes(scanFrequency)) return
  throw new AwsError(
    'ValidationException',
    `Scan frequency ${scanFrequency} is not supported with scan type ${scanType}`,
  )
}

export const getRegistryScanningConfiguration = operation(structure({}), ({ registry }) => ({
  registryId: registry.account,
  scanningConfiguration: scanningOf(registry),
}))

export const putImageScanningConfiguration = operation(
  structure({ ...inRepository, imageScanningConfiguration: scanningConfiguration }),
  ({ registry }, { repositoryName, imageScanningConfiguration }) => {
    const repository = registry.repository(repositoryName)
    const { scanOnPush = false } = imageScanningConfiguration
    registry.save({ ...repository, scanOnPush })
    return { registryId: registry.account, repositoryName, imageScanningConfiguration: { scanOnPush } }
  },
)

export const batchGetRepositoryScanningConfiguration = operation(
  structure({ repositoryNames: repositoryNames(25) }),
  ({ registry }, { repositoryNames }) => {
    const names = [...new Set(repositoryNames)]
    const found = names.filter(name => registry.has(name)).map(name => registry.repository(name))
    return {
      scanningConfigurations: found.map(repository => effectiveScanning(registry, repository)),
      failures: names.filter(name => !registry.has(name)).map(notFound),
    }
  },
)

export const isScannedOnPush = (registry: Registry, repository: Repository): boolean =>
  effectiveScanning(registry, repository).scanFrequency !== 'MANUAL'

/** Filters of the registry outweigh the flag of the repository, which is shown all the same; continuous scans outweigh those on push. */
function effectiveScanning(registry: Registry, { name, scanOnPush }: Repository) {
  const { scanType, rules } = scanningOf(registry)
  const about = rules
    .map(({ scanFrequency, repositoryFilters }) => ({
      scanFrequency,
      filters: repositoryFilters.filter(filter => matchesScanningFilter(filter, name)),
    }))
    .filter(({ filters }) => filters.length > 0)
  const found = about.find(({ scanFrequency }) => scanFrequency === 'CONTINUOUS_SCAN') ?? about[0]
  const own = scanOnPush && scanType === 'BASIC' ? 'SCAN_ON_PUSH' : 'MANUAL'
  return {
    repositoryArn: repositoryArn(registry, name),
    repositoryName: name,
    scanOnPush,
    scanFrequency: found?.scanFrequency ?? own,
    appliedScanFilters: found?.filters ?? [],
  }
}

const notFound = (repositoryName: string) => ({
  repositoryName,
  failureCode: 'REPOSITORY_NOT_FOUND',
  failureReason: 'REPOSITORY_NOT_FOUND',
})
