import type { Source } from '../model.ts'
import type { Role } from './theme.ts'

/** One line of a plan before it has a place on the page. */
export interface Row {
  /** Absent on the lines below a change. */
  readonly symbol?: string
  readonly role: Role
  readonly label: string
  readonly text: string
  readonly sources: readonly Source[]
}

export const noteOf = (text: string, role: Row['role'] = 'faint'): Row => ({ role, label: '', text, sources: [] })

/** What is read of it, wherever it is declared. */
export const bare = (row: Row): Row => ({ ...row, sources: [] })

/** A line of several places names a place of the manifest only if it is the place of all of them. */
export function withSharedSource(row: Row, all: readonly (Row | undefined)[]): Row {
  const isShared = new Set(all.map(one => JSON.stringify(one?.sources))).size === 1
  return isShared ? row : { ...row, sources: [] }
}
