import { pathText } from '../../kinds/path.ts'
import { documentFacet, keyedKind } from '../form/facets.ts'
import { rootOf } from '../form/sections.ts'
import { below, type Parsed } from '../text/place.ts'
import { embeddedDocuments, layDocument, type ReportAt, type Said } from './lay-document.ts'
import type { Lookup } from './lookup.ts'
import type { ResolvedRepository, Setting } from './settings.ts'

/** What the root says of the registry itself, as settings that no layer has been laid over. */
export function registryIn(root: Parsed, lookup: Lookup, report: ReportAt): ResolvedRepository {
  const place = { parsed: root, path: ['registry'] }
  const settings = Object.entries(rootOf(root).registry ?? {}).flatMap(([facet, value]) =>
    settingsOf(facet, value, { at: below(place, [facet]), lookup, report }),
  )
  return { name: '', place, settings: new Map(settings) }
}

type Around = Pick<Said, 'at' | 'lookup' | 'report'>

function settingsOf(facet: string, value: unknown, around: Around): readonly (readonly [string, Setting])[] {
  const { at } = around
  const documents = documentFacet(facet)
  if (documents) return [[facet, layDocument(undefined, { documents, value, ...around })]]
  if (keyedKind(facet) === undefined) return [[facet, { value, places: [at] }]]
  return Object.entries(value as object).map(([key, one]) => {
    const place = below(at, [key])
    const embedded = embeddedDocuments(facet, one, { ...around, at: place })
    return [pathText([facet, key]), { value: one, keyed: { facet, key }, places: [place], ...embedded }]
  })
}
