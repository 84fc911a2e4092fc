import type { Repository } from '../model.ts'
import { repositoryArn } from '../place.ts'
import type { Registry } from '../registry.ts'
import { flag, optional, structure } from '../shapes.ts'
import { inRepository, repositoryNames } from './members.ts'
import { operation } from './operation.ts'

export const scanningConfiguration = structure({ scanOnPush: optional(flag) })

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

/** As under the registry's default, basic scanning without filters. */
const effectiveScanning = (registry: Registry, { name, scanOnPush }: Repository) => ({
  repositoryArn: repositoryArn(registry, name),
  repositoryName: name,
  scanOnPush,
  scanFrequency: scanOnPush ? 'SCAN_ON_PUSH' : 'MANUAL',
  appliedScanFilters: [],
})

const notFound = (repositoryName: string) => ({
  repositoryName,
  failureCode: 'REPOSITORY_NOT_FOUND',
  failureReason: 'REPOSITORY_NOT_FOUND',
})
