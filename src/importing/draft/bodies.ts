import { mapped } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { type DocumentFacet, documentFacet, embeddedIn } from '../../manifest/form/facets.ts'
import type { Fields } from '../../model.ts'

type OfBody = (documents: DocumentFacet, body: unknown) => unknown

/** Settings with another body in the place of each, wherever a document may stand. */
export const withBodies = (states: Fields, of: OfBody): Fields =>
  withDocuments(states, (documents, value) =>
    documents.joins && Array.isArray(value) ? value.map(body => of(documents, body)) : of(documents, value),
  )

/** Settings with another value in the place of each document that there is. */
export function withDocuments(states: Fields, of: OfBody): Fields {
  return mapped(states, (value, facet) => {
    const documents = documentFacet(facet)
    if (documents) return value === null ? null : of(documents, value)
    const embedded = embeddedIn(facet)
    if (embedded.length === 0 || !isFields(value)) return value
    return mapped(value, thing => (isFields(thing) ? withFields(thing, embedded, of) : thing))
  })
}

const withFields = (thing: Fields, embedded: readonly DocumentFacet[], of: OfBody): Fields =>
  mapped(thing, (value, field) => {
    const documents = embedded.find(({ facet }) => facet === field)
    return documents && value !== null ? of(documents, value) : value
  })
