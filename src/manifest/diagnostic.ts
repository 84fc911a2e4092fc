import leven from 'leven'
import { EcrsyncError } from '../errors.ts'
import type { Problem } from '../kinds/kind.ts'
import type { Diagnostic } from '../model.ts'
import { type Place, sourceOf } from './place.ts'

export type Finding = Omit<Problem, 'path'>

export function diagnosticAt(
  place: Place,
  { severity = 'error', ...finding }: Finding,
  related: Diagnostic['related'] = [],
): Diagnostic {
  const source = sourceOf(place)
  return {
    severity,
    ...finding,
    source,
    excerpt: place.parsed.line(source.line),
    ...(related.length > 0 && { related }),
  }
}

/** The nearest of the known names, if it is near enough to be meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const [best] = [...known]
    .map(candidate => ({ candidate, distance: leven(candidate.toLowerCase(), name.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(candidate.length, name.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance)
  return best?.candidate
}

export const didYouMean = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known)
  if (near !== undefined) return `Did you mean "${near}"?`
  return known.length === 0
    ? 'There is none to choose from.'
    : `Write one of ${known.slice(0, 30).join(', ')}${known.length > 30 ? ', …' : ''}.`
}

/** Collects findings, each once, in the order of the files. */
export class Findings {
  readonly #found = new Map<string, Diagnostic>()

  add(diagnostic: Diagnostic): void {
    const { source, code, summary } = diagnostic
    const key = `${source?.file}:${source?.line}:${source?.column} ${code} ${summary}`
    if (!this.#found.has(key)) this.#found.set(key, diagnostic)
  }

  at(place: Place, finding: Finding, related?: Diagnostic['related']): void {
    this.add(diagnosticAt(place, finding, related))
  }

  get hasErrors(): boolean {
    return [...this.#found.values()].some(({ severity }) => severity === 'error')
  }

  get all(): readonly Diagnostic[] {
    return [...this.#found.values()].sort(bySource)
  }

  /** @throws EcrsyncError INVALID_MANIFEST with everything found so far, if any of it is an error */
  throwIfErrors(): void {
    if (!this.hasErrors) return
    const count = this.all.filter(({ severity }) => severity === 'error').length
    throw new EcrsyncError('INVALID_MANIFEST', `The manifest has ${count} ${count === 1 ? 'error' : 'errors'}`, {
      diagnostics: this.all,
    })
  }
}

function bySource(a: Diagnostic, b: Diagnostic): number {
  const [x, y] = [a.source, b.source]
  if (x === undefined || y === undefined) return 0
  if (x.file !== y.file) return x.file < y.file ? -1 : 1
  return x.line - y.line || x.column - y.column
}
