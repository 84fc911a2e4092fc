import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from '../model.ts'
import { readDocument, writeDocument } from './documents.ts'
import { entries, fileName } from './files.ts'
import type { Reserve } from './reserve.ts'

/** The repositories of a registry as folders, one each. */
export interface RepositoryFolders {
  open(): readonly Repository[]
  /** Where the contents of a repository go; nowhere, if all is kept in memory. */
  pathOf(name: string): string | undefined
  /** Whether there is anything beside the repository's own document. */
  hasContents(name: string): boolean
  create(repository: Repository): void
  save(repository: Repository): void
  delete(name: string): void
}

export const NO_FOLDERS: RepositoryFolders = {
  open: () => [],
  pathOf: () => undefined,
  hasContents: () => false,
  create() {},
  save() {},
  delete() {},
}

/** A repository appears and disappears as a whole: its folder is renamed into place, and away. */
export function repositoryFolders(root: string, { write, spend }: Reserve): RepositoryFolders {
  const all = join(root, 'repositories')
  const aside = join(root, 'aside')
  const pathOf = (name: string) => join(all, fileName(name))
  return {
    open() {
      rmSync(aside, { recursive: true, force: true })
      return entries(all)
        .map(documentOf)
        .filter(existsSync)
        .map(path => named(path, readDocument<Repository>(path)))
    },
    pathOf,
    hasContents: name => readdirSync(pathOf(name)).length > 1,
    create(repository) {
      const unfinished = join(aside, randomUUID())
      mkdirSync(all, { recursive: true })
      writeDocument(documentOf(unfinished), repository, write)
      rmSync(pathOf(repository.name), { recursive: true, force: true })
      renameSync(unfinished, pathOf(repository.name))
    },
    save: repository => writeDocument(documentOf(pathOf(repository.name)), repository, write),
    delete(name) {
      const removed = join(aside, randomUUID())
      spend(() => {
        mkdirSync(aside, { recursive: true })
        renameSync(pathOf(name), removed)
      })
      // It is gone; what cannot be cleaned up now is at the next start.
      try {
        rmSync(removed, { recursive: true, force: true })
      } catch {}
    },
  }
}

function named(path: string, repository: Repository): Repository {
  if (typeof repository.name !== 'string') throw new Error(`The ecrsync emulator finds no repository in ${path}`)
  return repository
}

const documentOf = (folder: string) => join(folder, 'repository.json')
