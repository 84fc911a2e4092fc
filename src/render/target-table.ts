import stringWidth from 'fast-string-width'
import { grouped } from '../collate.ts'
import type { Change, Plan, PlannedTarget } from '../model.ts'
import { placeText, someOf } from '../words.ts'
import { flow } from './page.ts'
import type { PlanTextOptions } from './plan-text.ts'
import { commonEndpoint, failureOf, isRefused } from './targets.ts'
import { pad, type Role, type Theme } from './theme.ts'

/** What has become of one target. */
interface Status {
  readonly symbol: '!' | '?' | ' '
  readonly role: Role
  readonly text: string
}

interface Line {
  readonly target: PlannedTarget
  readonly status: Status
}

/** A line before its columns are known. */
interface Cells {
  readonly status: Status
  readonly target: string
  readonly read: string
}

/** A line for each target; of very many, one for all of which the same is to be said. */
export function targetTable(plan: Plan, { theme, width, expand }: PlanTextOptions): readonly string[] {
  const changesIn = grouped(plan.changes, ({ target }) => target)
  const lines = plan.targets.map(target => ({ target, status: statusOf(target, changesIn.get(target.name) ?? []) }))
  const folded = expand || lines.length <= SHOWN ? [] : foldedOf(lines)
  const alone = lines.filter(line => !folded.some(group => group.includes(line)))
  const rows = [...cellsOf(alone), ...folded.map(foldedCells)]
  const hint = folded.length > 0 ? theme('faint', '   (--expand lists all)') : ''
  return inColumns(rows, theme, width).map((line, index, all) => (index === all.length - 1 ? `${line}${hint}` : line))
}

/** So many lines are read at a glance, and so many that are the same are still a list. */
const SHOWN = 8
const FEW = 3

/** Those of which nothing is to be done come last. */
function foldedOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const alike = [...grouped(lines, ({ status }) => JSON.stringify(status)).values()]
  return alike
    .filter(({ length }) => length > FEW)
    .toSorted(([a], [b]) => Number(a?.status.text === UNCHANGED) - Number(b?.status.text === UNCHANGED))
}

const UNCHANGED = 'No changes'

function statusOf(target: PlannedTarget, changes: readonly Change[]): Status {
  if (isRefused(target)) return { symbol: '!', role: 'blocked', text: 'REFUSED: nothing of it is planned' }
  const failure = failureOf(target)
  if (failure) return { symbol: '?', role: 'unread', text: failure.message }
  const made = changes.filter(({ blocked }) => blocked === undefined).length
  const blocked = changes.filter(({ blocked }) => blocked !== undefined && blocked.code !== 'CANNOT_CHANGE').length
  const text = [
    made === 0 ? UNCHANGED : `${made} ${made === 1 ? 'change' : 'changes'}`,
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(target.unread.length > 0 ? [`${target.unread.length} unread`] : []),
  ].join(', ')
  if (!target.complete) return { symbol: '?', role: 'unread', text }
  return { symbol: ' ', role: blocked > 0 ? 'blocked' : made > 0 ? 'strong' : 'faint', text }
}

const hasBeenRead = ({ target }: Line): boolean => !isRefused(target) && failureOf(target) === undefined

function cellsOf(lines: readonly Line[]): readonly Cells[] {
  const widest = lines.reduce((most, { target }) => Math.max(most, stringWidth(target.name)), 0)
  const isCommon = commonEndpoint(lines.map(({ target }) => target)) !== undefined
  return lines.map(line => {
    const { name, account, region, endpoint, read } = line.target
    return {
      status: line.status,
      target: `${pad(name, widest + 2)}${account.padEnd(12)}  ${region}${isCommon ? '' : placeText(endpoint)}`,
      read: hasBeenRead(line) ? `${read} read` : '',
    }
  })
}

/** Which of them have changes is said where these are. */
function foldedCells(lines: readonly Line[]): Cells {
  const [first] = lines as readonly [Line, ...Line[]]
  const isRead = hasBeenRead(first)
  const names = isRead && first.target.complete ? '' : `: ${someOf(lines.map(({ target }) => target.name))}`
  const read = lines.reduce((sum, { target }) => sum + target.read, 0)
  const each = isRead && first.status.text !== UNCHANGED ? ' each' : ''
  return {
    status: { ...first.status, text: `${first.status.text}${each}` },
    target: `${lines.length} targets${names}`,
    read: isRead ? `${read} read` : '',
  }
}

/** What has become of a target stands beside it, or where there is no room, below it. */
function inColumns(rows: readonly Cells[], theme: Theme, width: number): readonly string[] {
  const widest = (column: 'target' | 'read') => rows.reduce((most, row) => Math.max(most, stringWidth(row[column])), 0)
  const [target, read] = [widest('target'), widest('read')]
  return rows.flatMap(row => {
    const { symbol, role, text } = row.status
    const begin = `  ${symbol === ' ' ? symbol : theme(role, symbol)} ${pad(row.target, target + 3)}${row.read.padStart(read)}${read > 0 ? '  ' : ''}`
    return flow(begin, theme(role, text), { width, indent: 6 })
  })
}
