import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { entries, fileName, isThere, writeWhole } from './files.ts'
import type { Write } from './reserve.ts'
import { openSortedKeys } from './sorted-keys.ts'

/** Documents of one kind by key: all in memory, and each also a JSON file if there is a folder to keep it in. */
export interface Documents<T> {
  readonly size: number
  get(key: string): T | undefined
  put(document: T): void
  delete(key: string): void
  /** In the order of their keys, from one on; from the first unless given. */
  list(from?: string): Iterable<T>
}

export function openDocuments<T>(keyOf: (document: T) => string, folder?: string, write?: Write): Documents<T> {
  const stored = new Map(folder ? documentsIn<T>(folder, keyOf) : [])
  const keys = openSortedKeys(stored.keys())
  return {
    *list(from) {
      for (const key of keys.from(from)) yield stored.get(key) as T
    },
    get size() {
      return stored.size
    },
    get: key => stored.get(key),
    put(document) {
      if (folder) writeDocument(documentPath(folder, keyOf(document)), document, write)
      stored.set(keyOf(document), document)
      keys.add(keyOf(document))
    },
    delete(key) {
      if (folder) rmSync(documentPath(folder, key), { force: true })
      stored.delete(key)
      keys.delete(key)
    },
  }
}

/** A document of which there is at most one. */
export interface Document<T> {
  get(): T | undefined
  put(document: T): void
  delete(): void
}

export function openDocument<T>(path?: string, write?: Write): Document<T> {
  let stored = path !== undefined && isThere(path) ? readDocument<T>(path) : undefined
  return {
    get: () => stored,
    put(document) {
      if (path !== undefined) writeDocument(path, document, write)
      stored = document
    },
    delete() {
      if (path !== undefined) rmSync(path, { force: true })
      stored = undefined
    },
  }
}

const documentsIn = <T>(folder: string, keyOf: (document: T) => string) =>
  entries(folder)
    .filter(path => path.endsWith('.json'))
    .map(path => {
      const document = readDocument<T>(path)
      const key: unknown = keyOf(document)
      if (typeof key !== 'string') throw unreadable(path)
      return [key, document] as const
    })

/** @throws Error where it is no JSON of an object */
export function readDocument<T>(path: string): T {
  const document: unknown = parsed(path)
  if (typeof document !== 'object' || document === null) throw unreadable(path)
  return document as T
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

const unreadable = (path: string, cause?: unknown) =>
  new Error(`The ecrsync emulator cannot read ${path}: delete it, or put back what was there`, { cause })

export const writeDocument = (path: string, document: unknown, write: Write = writeWhole): void =>
  write(path, `${JSON.stringify(document, undefined, 2)}\n`)

const documentPath = (folder: string, key: string) => join(folder, `${fileName(key)}.json`)
