import { type Contents, openContents } from './contents.ts'
import { repositoryNotFound } from './errors.ts'
import type { Repository } from './model.ts'
import type { Place } from './place.ts'
import { NO_FOLDERS, repositoryFolders } from './repository-folders.ts'

/** The repositories of one account and region. What is written is on disk before it is in memory. */
export interface Registry extends Place {
  /** By name. */
  list(): readonly Repository[]
  has(name: string): boolean
  repository(name: string): Repository
  contents(name: string): Contents
  create(repository: Repository): void
  save(repository: Repository): void
  delete(name: string): void
}

interface Stored {
  readonly repository: Repository
  readonly contents: Contents
}

export function openRegistry(place: Place, root?: string): Registry {
  const folders = root === undefined ? NO_FOLDERS : repositoryFolders(root)
  const stored = new Map<string, Stored>()
  const open = (repository: Repository) =>
    void stored.set(repository.name, { repository, contents: openContents(folders.pathOf(repository.name)) })
  const find = (name: string) => {
    const found = stored.get(name)
    if (!found) throw repositoryNotFound(name, place.account)
    return found
  }
  folders.open().forEach(open)
  return {
    ...place,
    list: () => [...stored.values()].map(({ repository }) => repository).sort(byName),
    has: name => stored.has(name),
    repository: name => find(name).repository,
    contents: name => find(name).contents,
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
    },
  }
}

const byName = (one: Repository, other: Repository) => (one.name < other.name ? -1 : 1)
