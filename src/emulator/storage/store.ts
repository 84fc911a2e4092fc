import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAccount, isRegion, type RegistryPlace } from '../registry-place.ts'
import { entries } from './files.ts'
import { openRegistry, type Registry } from './registry.ts'
import { openReserve, type Write } from './reserve.ts'

/** Every registry, by account and region; one that nobody wrote to is empty. */
export interface Store {
  registry(place: RegistryPlace): Registry
  registries(): readonly Registry[]
  /** Forgets everything. */
  clear(): void
}

export function openStore(dataDirectory?: string, write?: Write): Store {
  const reserve = dataDirectory === undefined ? undefined : openReserve(dataDirectory, write)
  const folderOf = ({ account, region }: RegistryPlace) =>
    dataDirectory === undefined ? undefined : join(dataDirectory, account, region)
  const open = (place: RegistryPlace) => {
    const root = folderOf(place)
    return openRegistry(place, root === undefined || reserve === undefined ? undefined : { root, reserve })
  }
  const registries = new Map(storedPlaces(dataDirectory).map(place => [keyOf(place), open(place)]))
  return {
    registry(place) {
      const registry = registries.get(keyOf(place)) ?? open(place)
      registries.set(keyOf(place), registry)
      return registry
    },
    registries: () => [...registries.values()],
    clear() {
      for (const registry of registries.values()) {
        const folder = folderOf(registry)
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
      }
      registries.clear()
    },
  }
}

const keyOf = ({ account, region }: RegistryPlace) => `${account}/${region}`

function storedPlaces(dataDirectory: string | undefined): readonly RegistryPlace[] {
  if (dataDirectory === undefined) return []
  const accounts = entries(dataDirectory)
    .map(path => basename(path))
    .filter(isAccount)
  return accounts.flatMap(account =>
    entries(join(dataDirectory, account))
      .map(path => ({ account, region: basename(path) }))
      .filter(({ region }) => isRegion(region)),
  )
}
