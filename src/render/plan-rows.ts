import { byText, grouped } from '../collate.ts'
import type { Change, Line, Source, Unread } from '../model.ts'
import type { Role } from './theme.ts'

/** One line of a plan before it has a place on the page. */
export interface Row {
  /** Absent on the lines below a change. */
  readonly symbol?: string
  readonly role: Role
  readonly label: string
  readonly text: string
  readonly sources: readonly Source[]
}

/** What is said of one repository, or of several that are equal. */
export interface Block {
  readonly title: string
  readonly rows: readonly Row[]
}

const SYMBOLS = { create: '+', update: '~', replace: '±', delete: '-' } as const

interface Said {
  readonly repository: string
  readonly rows: readonly Row[]
  /** Equal for what is said alike, wherever it is declared. */
  readonly key: string
}

/** Every repository in order; equal changes of several once, and what cannot change by itself, because it asks for nothing. */
export function blocksOf(changes: readonly Change[], unread: readonly Unread[], expand: boolean): readonly Block[] {
  const isFixed = ({ blocked }: Change) => blocked?.code === 'CANNOT_CHANGE'
  const fixed = changes.filter(isFixed).map(change => said(change.repository ?? '', [change], []))
  const alike = grouped(fixed, ({ key }) => key)
  const isShared = ({ key }: Said) => !expand && (alike.get(key)?.length ?? 0) > 1
  const own = ownOf(
    changes.filter(change => !isFixed(change)),
    unread,
    fixed.filter(one => !isShared(one)),
  )
  const groups = [
    ...grouped(own, ({ key, repository }) => (expand ? repository : key)).values(),
    ...grouped(fixed.filter(isShared), ({ key }) => key).values(),
  ]
  return groups.map(group => blockOf(group, expand)).sort((a, b) => byText(a.first, b.first))
}

/** All that is said of each repository alone. */
function ownOf(changes: readonly Change[], unread: readonly Unread[], fixed: readonly Said[]): readonly Said[] {
  const changesOf = grouped(changes, ({ repository }) => repository ?? '')
  const unreadOf = grouped(unread, ({ repository }) => repository ?? '')
  const fixedOf = grouped(fixed, ({ repository }) => repository)
  const names = new Set([...changesOf.keys(), ...unreadOf.keys(), ...fixedOf.keys()])
  return [...names].sort(byText).map(repository => {
    const one = said(repository, changesOf.get(repository) ?? [], unreadOf.get(repository) ?? [])
    const below = fixedOf.get(repository) ?? []
    return {
      repository,
      rows: [...one.rows, ...below.flatMap(({ rows }) => rows)],
      key: [one, ...below].map(({ key }) => key).join(),
    }
  })
}

function blockOf(group: readonly Said[], expand: boolean): Block & { readonly first: string } {
  const [one] = group as readonly [Said]
  const rows = one.rows.map((row, index) => (isSharedSource(group, index) ? row : { ...row, sources: [] }))
  return {
    first: one.repository,
    title: namesText(
      group.map(({ repository }) => repository),
      expand,
    ),
    rows,
  }
}

/** A line of several repositories names a place only if it is the place of all of them. */
const isSharedSource = (group: readonly Said[], index: number): boolean =>
  new Set(group.map(({ rows }) => JSON.stringify(rows[index]?.sources))).size === 1

const SHOWN_NAMES = 8

/** `a`, or `3 repositories: a, b, c`; what belongs to no repository belongs to the registry. */
export function namesText(names: readonly string[], expand: boolean, most = SHOWN_NAMES): string {
  if (names.length === 1) return names[0] || 'the registry'
  const shown = expand ? names : names.slice(0, most)
  const more = names.length - shown.length
  return `${names.length} repositories: ${shown.join(', ')}${more > 0 ? ` and ${more} more (--expand lists all)` : ''}`
}

function said(repository: string, changes: readonly Change[], unread: readonly Unread[]): Said {
  const rows = [...changes.flatMap(rowsOf), ...unread.map(unreadRow)]
  return { repository, rows, key: JSON.stringify(rows.map(row => ({ ...row, sources: [] }))) }
}

const unreadRow = ({ label, field, message }: Unread): Row => ({
  symbol: '?',
  role: 'unread',
  label: field ?? label,
  text: message,
  sources: [],
})

function rowsOf(change: Change): readonly Row[] {
  const { action, label, lines, blocked } = change
  if (blocked) return blockedRows(change, blocked)
  const [only] = lines
  const head = { symbol: SYMBOLS[action], role: action, label }
  if (only && lines.length === 1 && !isStandingBelow(only)) return [{ ...head, text: only.text, sources: only.sources }]
  return [{ ...head, text: '', sources: headSources(change) }, ...lines.map(subRow)]
}

/** A field has a label of its own, and an addition or removal within a document its own sign. */
const isStandingBelow = ({ label, sign }: Line): boolean => label !== undefined || sign !== undefined

/** Where fields change, each line has a place of its own. */
const headSources = ({ action, lines, sources }: Change): readonly Source[] =>
  action === 'update' && lines.some(({ label }) => label !== undefined) ? [] : sources

const subRow = ({ sign, label = '', text, sources }: Line): Row => ({
  role: sign === undefined ? 'faint' : ROLES[sign],
  label,
  text,
  sources,
})

const ROLES = { '+': 'create', '-': 'delete' } as const satisfies Record<NonNullable<Line['sign']>, Role>

function blockedRows({ label, lines }: Change, { code, fields, hint }: NonNullable<Change['blocked']>): readonly Row[] {
  const isFixed = code === 'CANNOT_CHANGE'
  const head = {
    symbol: isFixed ? '≠' : '!',
    role: isFixed ? 'cannotChange' : 'blocked',
    label: fields?.join(', ') ?? label,
  } as const
  return [
    ...lines.map(({ text, sources }) => ({ ...head, text, sources })),
    { role: 'faint', label: '', text: hint, sources: [] },
  ]
}
