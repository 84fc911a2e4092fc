import { DOCUMENT_FACETS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { namedIn } from '../form/sections.ts'
import type { Parsed, Place } from '../text/place.ts'

/** What names and files mean in one section. */
export interface Lookup {
  named(documents: string, name: string): { readonly form: unknown; readonly place: Place } | undefined
  file(place: Place, file: string): unknown
}

/** What names mean in a section: the root's documents, and those of the fragment itself. */
export function lookupFor({ root, documents }: Manifest, parsed: Parsed): Lookup {
  const sections = parsed === root ? [root] : [root, parsed]
  const tables = new Map(
    DOCUMENT_FACETS.map(
      ({ named }) =>
        [
          named,
          new Map(sections.flatMap(section => namedIn(section, named).map(entry => [entry.name, entry] as const))),
        ] as const,
    ),
  )
  return {
    named: (documentsKey, name) => tables.get(documentsKey)?.get(name),
    file: (place, file) => documents.of(place.parsed, file),
  }
}
