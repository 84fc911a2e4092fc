import { posix } from 'node:path'
import { documentFacet } from '../form/facets.ts'
import { Findings } from '../text/findings.ts'
import { parse } from '../text/parse.ts'
import type { Place } from '../text/place.ts'
import type { PlacedPart } from './settings.ts'

/** One part of a document as the root manifest would say it. */
export interface SaidPart {
  readonly form: unknown
  readonly place: Place
  /** It stays in its file. */
  readonly isFile: boolean
}

/** What stands in files is said in the manifest itself, unless a manifest cannot say it. */
export function saidParts(facet: string, parts: readonly PlacedPart[]): readonly SaidPart[] {
  return parts.map(part => {
    const { body, file, place } = part
    if (file === undefined) return { form: body, place, isFile: false }
    const form = inlined(facet, body, parts.length > 1)
    return form === undefined
      ? { form: { file: posix.join(place.parsed.directory, file) }, place, isFile: true }
      : { form, place, isFile: false }
  })
}

function inlined(facet: string, body: unknown, isJoined: boolean): unknown {
  const { inline = (whole: unknown) => whole } = documentFacet(facet)?.kind.documents ?? {}
  const form = inline(body, isJoined)
  return form !== undefined && isReadable(form) ? form : undefined
}

/** JSON holds some keys and numbers that a manifest refuses. */
function isReadable(form: unknown): boolean {
  const findings = new Findings()
  parse({ file: '', directory: '', text: JSON.stringify(form) }, {}, findings)
  return findings.all.length === 0
}
