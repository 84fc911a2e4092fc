import { byCause } from '../../causes.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Path, Problem } from '../../kinds/kind.ts'
import type { Diagnostic } from '../../model.ts'
import type { Parsed, Place } from './place.ts'

export type Finding = Omit<Problem, 'path'>

/** What a finding needs of a file. */
interface Pointed extends Pick<Place, 'path'> {
  readonly parsed: Pick<Parsed, 'locate'> & { line(number: number): string | undefined }
}

export function diagnosticAt(
  { parsed, path }: Pointed,
  { severity = 'error', ...finding }: Finding,
  related: Diagnostic['related'] = [],
): Diagnostic {
  const source = parsed.locate(path)
  const excerpt = parsed.line(source.line)
  return {
    severity,
    ...finding,
    source,
    ...(excerpt !== undefined && { excerpt }),
    ...(related.length > 0 && { related }),
  }
}

/** The index of an item is a number in some paths, and a text in others. */
const keyOf = (path: Path): string => JSON.stringify(path.map(String))
const entryOf = (path: Path): string => keyOf(path.slice(0, 2))

/** What is one finding, however often it is found. */
export const identityOf = ({ source, code, summary }: Diagnostic): string =>
  `${source?.file}:${source?.line}:${source?.column} ${code} ${summary}`

/** Collects findings, each once, in the order of the files. */
export class Findings {
  readonly #found = new Map<string, Diagnostic>()
  readonly #broken = new Map<string, Set<string>>()
  readonly #unread = new Map<string, Set<string>>()
  readonly #inside = new Map<string, Set<string>>()
  readonly #whole = new Map<string, Set<string>>()
  readonly #above: Pick<Findings, 'isSound' | 'isSoundApart'> | undefined

  /** What is broken by those above is broken here, too. */
  constructor(above?: Pick<Findings, 'isSound' | 'isSoundApart'>) {
    this.#above = above
  }

  add(diagnostic: Diagnostic): void {
    const key = identityOf(diagnostic)
    if (!this.#found.has(key)) this.#found.set(key, diagnostic)
  }

  at(place: Place, finding: Finding, related?: Diagnostic['related']): void {
    this.add(diagnosticAt(place, finding, related))
    if ((finding.severity ?? 'error') === 'error') this.spoil(place.parsed, place.path)
  }

  /** What stands there has an error: its setting at the root, or its entry in a section. */
  spoil({ file }: Pick<Parsed, 'file'>, path: Path): void {
    const broken = this.#broken.get(file) ?? new Set()
    this.#broken.set(file, broken.add(entryOf(path)))
    const [places, key] = path.length > 2 ? [this.#inside, keyOf(path.slice(0, 3))] : [this.#whole, entryOf(path)]
    places.set(file, (places.get(file) ?? new Set()).add(key))
    const unread = this.#unread.get(file) ?? new Set()
    this.#unread.set(file, unread.add(keyOf(path)))
  }

  /** Whether neither what stands there, nor anything around it, is known to be wrong. */
  isReadable({ parsed, path }: { readonly parsed: Pick<Parsed, 'file'>; readonly path: Path }): boolean {
    const unread = this.#unread.get(parsed.file)
    return unread === undefined || path.every((_step, index) => !unread.has(keyOf(path.slice(0, index + 1))))
  }

  /** Whether nothing is known that makes what stands there unfit to be judged further. */
  isSound({ parsed, path }: { readonly parsed: Pick<Parsed, 'file'>; readonly path: Path }): boolean {
    if (this.#above?.isSound({ parsed, path }) === false) return false
    const broken = this.#broken.get(parsed.file)
    return !broken?.has(entryOf(path.slice(0, 1))) && !broken?.has(entryOf(path))
  }

  /** As `isSound` of an entry, or of what stands in it under a key, whatever else in it is broken. */
  isSoundApart({ parsed, path }: { readonly parsed: Pick<Parsed, 'file'>; readonly path: Path }): boolean {
    if (this.#above?.isSoundApart({ parsed, path }) === false) return false
    const { file } = parsed
    const whole = this.#whole.get(file)
    if (whole?.has(entryOf(path.slice(0, 1))) || whole?.has(entryOf(path))) return false
    return path.length < 3 || this.#inside.get(file)?.has(keyOf(path.slice(0, 3))) !== true
  }

  get hasErrors(): boolean {
    return [...this.#found.values()].some(isError)
  }

  get all(): readonly Diagnostic[] {
    return [...this.#found.values()].sort(bySource)
  }

  /** @throws EcrsyncError INVALID_MANIFEST with everything found so far, each cause once, the errors first, if there is one */
  throwIfErrors(): void {
    const all = byCause(this.all)
    const errors = all.filter(isError)
    if (errors.length === 0) return
    const summary = `The manifest has ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`
    const others = all.filter(diagnostic => !isError(diagnostic))
    throw new EcrsyncError('INVALID_MANIFEST', summary, { diagnostics: [...errors, ...others] })
  }
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error'

function bySource(a: Diagnostic, b: Diagnostic): number {
  const [x, y] = [a.source, b.source]
  if (x === undefined || y === undefined) return 0
  if (x.file !== y.file) return x.file < y.file ? -1 : 1
  return x.line - y.line || x.column - y.column
}
