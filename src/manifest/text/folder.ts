import { isAbsolute, relative, sep } from 'node:path'
import type { Budget } from './budget.ts'
import type { Files } from './files.ts'

/** The folder of a root manifest: nothing that the manifest names may lead out of it. */
export interface Folder {
  /** Absolute. */
  readonly path: string
  readonly files: Files
  /** What all files that are read from it may come to. */
  readonly budget: Budget
}

export function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}
