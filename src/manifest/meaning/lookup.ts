import type { Manifest } from '../form/load.ts'
import { type NamedDocument, namedIn } from '../form/sections.ts'
import type { Parsed, Place } from '../text/place.ts'

/** What names and files mean in one section. */
export interface Lookup {
  named(documents: string, name: string): NamedDocument | undefined
  /** All that may be named there. */
  names(documents: string): readonly string[]
  file(place: Place, file: string): unknown
}

/** In each section names mean the root's documents, and those of the section itself. */
export function lookups({ root, documents }: Manifest): (section: Parsed) => Lookup {
  const ofRoot = tablesOf(root)
  return section => {
    const tables = section === root ? [ofRoot] : [ofRoot, tablesOf(section)]
    return {
      named: (named, name) => tables.map(table => table(named).get(name)).find(Boolean),
      names: named => tables.flatMap(table => [...table(named).keys()]),
      file: (place, file) => documents.of(place.parsed, file),
    }
  }
}

/** The documents that a section gives a name, indexed when they are first asked for. */
function tablesOf(section: Parsed): (named: string) => ReadonlyMap<string, NamedDocument> {
  const tables = new Map<string, ReadonlyMap<string, NamedDocument>>()
  return named => {
    const table = tables.get(named) ?? new Map(namedIn(section, named).map(entry => [entry.name, entry]))
    tables.set(named, table)
    return table
  }
}
