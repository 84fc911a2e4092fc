import type { Becomes, Change, Impact, Line, Refusal, Source, Unread } from '../model.ts'
import { noteOf, type Row } from './plan-rows.ts'
import type { Role } from './theme.ts'

/** Rows that are read as one: a line, or a raw diff. */
export type Part = readonly Row[]

/** What happens to one thing in one place, or to one setting of it, or why nothing can: the least that is said by itself. */
export interface Item {
  readonly target: string
  /** Empty for the registry. */
  readonly repository: string
  readonly head: Row
  /** It is one of many settings under one label, such as a tag. */
  readonly isOfMap?: true
  /** The text of several repositories, where each has its own name in it. */
  readonly general?: string
  readonly becomes?: Becomes
  readonly body: readonly Part[]
  /** What the images of this repository lose, in words and in numbers. */
  readonly asides: readonly Row[]
  readonly impact?: Impact
}

const SYMBOLS = { create: '+', update: '~', replace: '±', delete: '-' } as const
const ROLES = { '+': 'create', '-': 'delete' } as const satisfies Record<NonNullable<Line['sign']>, Role>

/** A change as a whole, and each of its settings by itself. */
export function itemsOf(change: Change): readonly Item[] {
  if (change.blocked) return [blockedItem(change, change.blocked)]
  const settings = change.lines.filter(({ key }) => key !== undefined)
  const others = change.lines.filter(({ key }) => key === undefined)
  const isAlsoWhole = settings.length === 0 || others.length > 0 || change.action === 'create'
  return [
    ...(isAlsoWhole ? [wholeItem(change, others)] : []),
    ...settings.map(line => ({
      ...itemOf(change, settingRow(change, line)),
      ...(line.key !== line.label && { isOfMap: true as const }),
    })),
  ]
}

type Place = Pick<Change, 'target' | 'repository'>

const itemOf = ({ target, repository = '' }: Place, head: Row): Item => ({
  target,
  repository,
  head,
  body: [],
  asides: [],
})

function wholeItem(change: Change, lines: readonly Line[]): Item {
  const { action, label, becomes, impact } = change
  const said = lines.filter(({ aside }) => aside === undefined)
  const asides = lines.filter(({ aside }) => aside !== undefined)
  const [only] = said
  const isAlone = only !== undefined && said.length === 1 && becomes === undefined
  const isPlain = isAlone && only.label === undefined && only.sign === undefined
  const head = change.claims
    ? { symbol: '>', role: 'note' as const, label }
    : { symbol: SYMBOLS[action], role: action, label }
  return {
    ...itemOf(
      change,
      isPlain
        ? { ...head, text: only.text, sources: only.sources.length > 0 ? only.sources : change.sources }
        : { ...head, text: '', sources: headSources(change, said) },
    ),
    body: isPlain ? [] : partsOf(said),
    asides: asides.map(line => ({ ...subRow(line), role: line.aside === 'loses' ? 'delete' : 'faint' })),
    ...(becomes && { becomes }),
    ...(impact && { impact }),
  }
}

/** Where fields change, each line has a place of its own. */
const headSources = ({ action, sources }: Change, lines: readonly Line[]): readonly Source[] =>
  action === 'update' && lines.some(({ label }) => label !== undefined) ? [] : sources

function settingRow({ action, label: thing }: Change, { sign, label = thing, text, sources }: Line): Row {
  if (sign !== undefined) return { symbol: sign, role: ROLES[sign], label, text, sources }
  return { symbol: SYMBOLS[action], role: action, label, text, sources }
}

/** Of one place, all that is said. */
export const rowsOf = ({ head, becomes, body, asides }: Item): readonly Row[] => {
  const named = becomes?.named
  const [only, ...others] = body.flat()
  const isShort = only !== undefined && others.length === 0 && only.label === '' && only.role === 'text'
  if (head.text === '' && isShort && asides.length === 0)
    return [{ ...head, text: namedText(named, only.text), sources: only.sources }]
  return [{ ...head, text: namedText(named, head.text) }, ...body.flat(), ...asides]
}

const namedText = (named: string | undefined, text: string): string =>
  [named, text].filter(one => one !== undefined && one !== '').join(': ')

function partsOf(lines: readonly Line[]): readonly Part[] {
  const parts: Row[][] = []
  lines.forEach((line, index) => {
    const last = parts.at(-1)
    if (line.raw && lines[index - 1]?.raw && last) last.push(subRow(line))
    else parts.push([subRow(line)])
  })
  return parts
}

const subRow = ({ sign, raw, label = '', text, sources }: Line): Row => ({
  role: sign !== undefined ? ROLES[sign] : raw ? 'faint' : 'text',
  label,
  text,
  sources,
})

function blockedItem(change: Change, { code, fields, hint }: Refusal): Item {
  const isFixed = code === 'CANNOT_CHANGE'
  const [line] = change.lines
  return {
    ...itemOf(change, {
      symbol: isFixed ? '≠' : '!',
      role: isFixed ? 'cannotChange' : 'blocked',
      label: fields?.join(', ') ?? change.label,
      text: line?.text ?? '',
      sources: line?.sources ?? [],
    }),
    body: [[noteOf(hint, 'text')]],
  }
}

/** What could not be read. */
export function unreadItem(target: string, unread: Unread): Item {
  const { label, field, message, repository = '' } = unread
  const item = itemOf(
    { target, repository },
    { symbol: '?', role: 'unread', label: field ?? label, text: message, sources: [] },
  )
  // Whoever is not allowed to read forty repositories is told so in forty messages, each with an ARN of its own.
  return {
    ...item,
    general: repository === '' ? message : message.replaceAll(`repository/${repository}`, 'repository/…'),
  }
}
