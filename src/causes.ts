import type { Diagnostic, Source } from './model.ts'

/** What has one cause is said once, with every place: findings that say the same words, in the order of the first of each. */
export function byCause(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = new Map<string, Diagnostic>()
  const others = new Map<string, Source[]>()
  const repositories = new Map<string, Set<string>>()
  for (const diagnostic of diagnostics) {
    const key = causeOf(diagnostic) ?? `${first.size}`
    const places = others.get(key) ?? []
    if (first.has(key)) places.push(...(diagnostic.source ? [diagnostic.source] : []))
    else first.set(key, diagnostic)
    const names = repositories.get(key) ?? new Set()
    for (const name of diagnostic.repositories ?? []) names.add(name)
    repositories.set(key, names)
    places.push(...(diagnostic.places ?? []))
    others.set(key, places)
  }
  return [...first].map(([key, diagnostic]) =>
    withPlaces(ofAll(diagnostic, repositories.get(key) ?? []), others.get(key) ?? []),
  )
}

/** Undefined of what stands alone: it has no place, or is about another one as well. */
function causeOf({
  source,
  severity,
  code,
  summary,
  detail,
  hint,
  targets,
  related = [],
}: Diagnostic): string | undefined {
  return source === undefined || related.length > 0
    ? undefined
    : JSON.stringify([severity, code, summary, detail, hint, targets])
}

const withPlaces = ({ places: _, ...diagnostic }: Diagnostic, places: readonly Source[]): Diagnostic =>
  places.length === 0 ? diagnostic : { ...diagnostic, places }

/** The same finding, of the repositories of another one as well. */
export const withRepositories = (one: Diagnostic, { repositories = [] }: Diagnostic): Diagnostic =>
  ofAll(one, new Set([...(one.repositories ?? []), ...repositories]))

function ofAll(diagnostic: Diagnostic, names: Iterable<string>): Diagnostic {
  const repositories = [...names]
  return repositories.length === 0 ? diagnostic : { ...diagnostic, repositories }
}
