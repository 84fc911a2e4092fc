import { kindOf } from '../kinds/index.ts'
import type { Kind, Phrase, Problem, Words } from '../kinds/kind.ts'
import type { Differing, Knowledge, Verdict } from '../kinds/knowledge.ts'
import { pathText } from '../kinds/path.ts'
import type { Change, Declared, Diagnostic, Difference, Fields, Line, Refusal, Source } from '../model.ts'
import { type Comparison, differenceOf, labelOf, scopeOf } from './diff.ts'
import { overtaken } from './undo.ts'

/** A difference with the verdict on it. */
export interface Judged {
  readonly declared: Declared
  readonly difference: Difference<Fields>
  readonly verdict: Verdict
}

/** What differs of one kind in one place, judged together. Where only some fields are refused, these, and the rest without them. */
export async function judge(
  kind: Kind,
  comparisons: readonly Comparison[],
  knowledge: Knowledge,
): Promise<readonly Judged[]> {
  const differing = comparisons.flatMap(({ declared, difference }) => (difference ? [{ declared, difference }] : []))
  const judged: Judged[] = []
  for (let left = differing; left.length > 0; ) {
    const asked: readonly Differing[] = left.map(({ declared: { want }, difference }) => ({ difference, want }))
    const verdicts = (await kind.judge?.(asked, knowledge)) ?? []
    const parts = left.map((one, index) => partsOf(kind, { ...one, verdict: undoing(one, verdicts[index] ?? {}) }))
    judged.push(...parts.map(({ now }) => now))
    left = parts.flatMap(({ rest }) => rest ?? [])
  }
  return judged
}

/** Of a wish that takes a change back. */
function undoing({ declared, difference }: Omit<Judged, 'verdict'>, verdict: Verdict): Verdict {
  const { undoes } = declared
  if (undoes === undefined) return verdict
  const blocked = overtaken(declared, difference)
  if (blocked) return { blocked }
  return { ...verdict, requires: [...(verdict.requires ?? []), ...(undoes.requires ?? [])] }
}

/** Why nothing of a place may be changed. */
export function closedBy(comparisons: readonly Comparison[]): Refusal | undefined {
  const refusals = comparisons.flatMap(({ declared: { kind, name, want }, before }) =>
    before ? (kindOf(kind).closes?.(before, want, name) ?? []) : [],
  )
  return refusals[0]
}

/** What differs there: none of it is judged by itself. */
export const refuseAll = (comparisons: readonly Comparison[], blocked: Refusal): readonly Judged[] =>
  comparisons.flatMap(({ declared, difference }) =>
    difference ? [{ declared, difference: asUpdate(difference), verdict: { blocked } }] : [],
  )

/** What a verdict is about, and what is left to be judged without it. */
function partsOf(kind: Kind, judged: Judged): { readonly now: Judged; readonly rest?: Omit<Judged, 'verdict'> } {
  const { declared, difference, verdict } = judged
  const fields = verdict.blocked?.fields
  const { before, after } = difference
  if (fields === undefined || before === null || after === null) return { now: judged }
  const refused = differenceOf(kind, declared.name, before, withFields(before, after, fields))
  const rest = differenceOf(kind, declared.name, before, withFields(after, before, fields))
  return {
    now: { ...judged, difference: refused === undefined ? difference : asUpdate(refused) },
    ...(rest && { rest: { declared, difference: rest } }),
  }
}

/** What cannot be is no replacement either. */
const asUpdate = (difference: Difference<Fields>): Difference<Fields> =>
  difference.action === 'replace' ? { ...difference, action: 'update' } : difference

export const withFields = (base: Fields, other: Fields, fields: readonly string[]): Fields =>
  Object.fromEntries([
    ...Object.entries(base).filter(([key]) => !fields.includes(key)),
    ...Object.entries(other).filter(([key]) => fields.includes(key)),
  ])

/** A judged difference as a plan holds it, with its words. */
export function changeOf({ declared, difference, verdict }: Judged, target: string, words: Words): Change {
  const { address, kind, want, sources } = declared
  const source = sourceOfFirst(declared, difference)
  const own = sources.get('')?.at(-1) ?? source
  const { blocked, impact, risk, requires = [] } = verdict
  const { claims, ...limited }: ReturnType<typeof limitedOf> = blocked
    ? {}
    : limitedOf(declared, difference, words.own ?? '')
  const becomes =
    difference.action === 'update' && !blocked ? kindOf(kind).becomes?.(difference, want, words) : undefined
  return {
    address,
    target,
    kind,
    label: labelOf(declared),
    ...scopeOf(declared),
    ...difference,
    want,
    ...(source && { source }),
    sources: own ? [own] : [],
    lines: blocked ? [refusalLine(blocked, declared, own)] : linesOf({ declared, difference, verdict }, words, own),
    facts: blocked ? [] : (kindOf(kind).attention?.({ ...difference, ...verdict }, want, words) ?? []),
    ...(becomes && { becomes }),
    ...(claims && { claims }),
    needs: [],
    requires: requires.map(address => ({ target, address })),
    operations: blocked ? [] : kindOf(kind).write({ ...difference, ...verdict }, want),
    ...(blocked && { blocked }),
    ...(impact && { impact }),
    ...limited,
    ...(risk !== undefined && { risk }),
  }
}

/** What guards count of it. @param own the account of its registry */
export function limitedOf(
  { kind, want }: Pick<Change, 'kind' | 'want'>,
  difference: Difference,
  own: string,
): Pick<Change, 'claims' | 'weakens' | 'opens'> {
  const { claims, weakens, opens } = kindOf(kind)
  const [claimed, weakened, opened] = [
    claims?.(difference),
    weakens?.(difference, want) ?? [],
    opens?.(difference, own) ?? [],
  ]
  return {
    ...(claimed && { claims: claimed }),
    ...(weakened.length > 0 && { weakens: weakened }),
    ...(opened.length > 0 && { opens: opened }),
  }
}

/** The same change, which is not made after all. */
export const blockedBy = ({ weakens: _, opens: _opens, ...change }: Change, blocked: Refusal): Change => ({
  ...change,
  lines: [{ text: blocked.reason, sources: change.sources }],
  facts: [],
  operations: [],
  blocked,
})

function sourceOfFirst({ sources }: Declared, { paths }: Difference): Source | undefined {
  const [path = ''] = paths
  return (sources.get(path) ?? sources.get(topOf(path)) ?? sources.get(''))?.at(-1)
}

const topOf = (path: string): string => /^[^.[]*(\[\d+\])?/.exec(path)?.[0] ?? ''

function refusalLine({ fields = [], reason }: Refusal, { sources }: Declared, own: Source | undefined): Line {
  const said = fields.flatMap(field => sources.get(field)?.at(-1) ?? [])
  return { text: reason, sources: said.length > 0 ? said : own ? [own] : [] }
}

/** A line that stands alone has a place in any case; of several, those that are about a place of their own. */
function linesOf({ declared, difference, verdict }: Judged, words: Words, own: Source | undefined): readonly Line[] {
  const phrases = kindOf(declared.kind).describe({ ...difference, ...verdict }, declared.want, words)
  return phrases.map(({ paths, ...line }) => ({
    ...line,
    sources: paths || isAlone(phrases) ? sourcesAt(paths ?? [], declared, own) : [],
  }))
}

const isAlone = ([one, ...others]: readonly Phrase[]): boolean =>
  others.length === 0 && one?.label === undefined && one?.sign === undefined

function sourcesAt(paths: readonly string[], { sources }: Declared, own: Source | undefined): readonly Source[] {
  const found = paths.flatMap(path => sources.get(path)?.at(-1) ?? [])
  return found.length > 0 ? found : own ? [own] : []
}

/** A finding about a wish, at the place that says it. */
export function diagnosticOf(
  { sources }: Pick<Declared, 'sources'>,
  { severity = 'warning', path, ...problem }: Problem,
): Diagnostic {
  const source = (sources.get(pathText(path)) ?? sources.get(''))?.at(-1)
  return { severity, ...problem, ...(source && { source }) }
}
