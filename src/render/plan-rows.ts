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

const SYMBOLS = { create: '+', update: '~', replace: '±', delete: '-' } as const

/** What could not be read. */
export const unreadRow = ({ label, field, message }: Unread): Row => ({
  symbol: '?',
  role: 'unread',
  label: field ?? label,
  text: message,
  sources: [],
})

/** A change, with what it does to each field below it. */
export function rowsOf(change: Change): readonly Row[] {
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
