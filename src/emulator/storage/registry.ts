import { join } from 'node:path'
import { repositoryNotFound } from '../errors.ts'
import type {
  Backfill,
  CreationTemplate,
  PullThroughCacheRule,
  PullTimeExclusion,
  RegistrySettings,
  Repository,
} from '../model.ts'
import type { RegistryPlace } from '../registry-place.ts'
import { type Contents, openContents } from './contents.ts'
import { type Document, type Documents, openDocument, openDocuments } from './documents.ts'
import { NO_FOLDERS, repositoryFolders } from './repository-folders.ts'
import type { Reserve } from './reserve.ts'
import { openSortedKeys } from './sorted-keys.ts'

/** The repositories and settings of one account and region. What is written is on disk before it is in memory. */
export interface Registry extends RegistryPlace {
  readonly settings: Document<RegistrySettings>
  readonly pullThroughCacheRules: Documents<PullThroughCacheRule>
  readonly creationTemplates: Documents<CreationTemplate>
  readonly pullTimeExclusions: Documents<PullTimeExclusion>
  readonly backfills: Documents<Backfill>
  /** By name, from one on; from the first unless given. */
  list(from?: string): Iterable<Repository>
  has(name: string): boolean
  repository(name: string): Repository
  contents(name: string): Contents
  create(repository: Repository): void
  save(repository: Repository): void
  delete(name: string): void
}

export interface Disk {
  readonly root: string
  readonly reserve: Reserve
}

interface Stored {
  readonly repository: Repository
  /** Opened when it is first asked for: most of many repositories are listed only. */
  readonly contents: () => Contents
}

/** @param disk where it is kept; in memory unless given */
export function openRegistry(place: RegistryPlace, disk?: Disk): Registry {
  const within = (name: string) => (disk === undefined ? undefined : join(disk.root, name))
  const write = disk?.reserve.write
  const folders = disk === undefined ? NO_FOLDERS : repositoryFolders(disk.root, disk.reserve)
  const stored = new Map<string, Stored>()
  const names = openSortedKeys()
  const open = (repository: Repository) => {
    let contents: Contents | undefined
    const opened = () => {
      contents ??= openContents(folders.pathOf(repository.name), write)
      return contents
    }
    stored.set(repository.name, { repository, contents: opened })
    names.add(repository.name)
  }
  const find = (name: string) => {
    const found = stored.get(name)
    if (!found) throw repositoryNotFound(name, place.account)
    return found
  }
  for (const repository of folders.open()) {
    open(repository)
    // What cannot be read is told at the start, and what a killed process left is finished.
    if (folders.hasContents(repository.name)) find(repository.name).contents()
  }
  return {
    ...place,
    settings: openDocument(within('registry.json'), write),
    pullThroughCacheRules: openDocuments(rule => rule.ecrRepositoryPrefix, within('pull-through-cache-rules'), write),
    creationTemplates: openDocuments(({ prefix }) => prefix, within('creation-templates'), write),
    pullTimeExclusions: openDocuments(({ principalArn }) => principalArn, within('pull-time-exclusions'), write),
    backfills: openDocuments(({ id }) => id, within('replication-backfills'), write),
    *list(from) {
      for (const name of names.from(from)) yield find(name).repository
    },
    has: name => stored.has(name),
    repository: name => find(name).repository,
    contents: name => find(name).contents(),
    create(repository) {
      folders.create(repository)
      open(repository)
    },
    save(repository) {
      const { contents } = find(repository.name)
      folders.save(repository)
      stored.set(repository.name, { repository, contents })
    },
    delete(name) {
      folders.delete(name)
      stored.delete(name)
      names.delete(name)
    },
  }
}
