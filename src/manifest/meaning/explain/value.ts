import { isAbsent, LIVE } from '../../../kinds/live.ts'
import type { Fields } from '../../../model.ts'
import { keyedKind } from '../../form/facets.ts'
import type { Place } from '../../text/place.ts'
import { saidParts } from '../inline.ts'
import type { PlacedPart, Setting } from '../settings.ts'

/** A setting as the root manifest would say it, with names and files filled in. */
export function saidValue(facet: string, { value, parts, embedded, places }: Setting): unknown {
  if (parts) return documentOf(facet, parts)
  if (embedded) return { ...(value as Fields), ...embeddedOf(embedded) }
  return keyedKind(facet)?.rebased?.(value, (places.at(-1) as Place).parsed.directory) ?? value
}

const embeddedOf = (embedded: NonNullable<Setting['embedded']>): Fields =>
  Object.fromEntries(Object.entries(embedded).map(([field, parts]) => [field, parts && documentOf(field, parts)]))

function documentOf(facet: string, parts: readonly PlacedPart[]): unknown {
  const forms = saidParts(facet, parts).map(({ form }) => form)
  const isList = parts.some(({ body }) => body === LIVE || isAbsent(body))
  return forms.length === 1 && !isList ? forms[0] : forms
}
