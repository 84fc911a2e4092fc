import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import { below, type Place } from '../text/place.ts'
import { type DocumentFacet, documentFacet, embeddedIn, isKeyed } from './facets.ts'
import { type Block, formsOf } from './sections.ts'

/** A setting that is a document, or a field of one of many things that is one. */
export interface SaidDocument {
  readonly documents: DocumentFacet
  /** The setting of the block that it is, or that it stands in. */
  readonly facet: string
  readonly value: unknown
  readonly place: Place
  readonly isEmbedded: boolean
}

/** All documents that a block says, at their places. */
export const documentsIn = ({ fields, place }: Block): readonly SaidDocument[] =>
  Object.entries(fields).flatMap(([facet, value]) => {
    const documents = documentFacet(facet)
    if (documents) return [{ documents, facet, value, place: below(place, [facet]), isEmbedded: false }]
    return isFields(value) && isKeyed(facet) ? embedded(facet, value, below(place, [facet])) : []
  })

function embedded(facet: string, things: Fields, at: Place): readonly SaidDocument[] {
  const fields = embeddedIn(facet)
  if (fields.length === 0) return []
  return Object.entries(things).flatMap(([key, thing]) =>
    fields.flatMap(documents =>
      isFields(thing) && Object.hasOwn(thing, documents.facet)
        ? [
            {
              documents,
              facet,
              value: thing[documents.facet],
              place: below(at, [key, documents.facet]),
              isEmbedded: true,
            },
          ]
        : [],
    ),
  )
}

/** The single forms of a document: of a list that joins, each. */
export const formsIn = ({ documents, value, place }: SaidDocument) =>
  formsOf(value, documents.joins).map(({ form, path }) => ({ form, at: below(place, path) }))
