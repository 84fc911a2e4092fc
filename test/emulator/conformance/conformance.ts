import type { ECR } from '@aws-sdk/client-ecr'
import type { Emulator } from '../../../src/emulator/server.ts'

/** A fresh emulator and the real client of it. */
export interface World {
  readonly emulator: Emulator
  readonly ecr: ECR
  /** One call without an SDK in between, for input that the SDK would not send; what it refuses is thrown. */
  post(operation: string, input: unknown): Promise<unknown>
}

/** What the emulator is known to do of one operation. */
export interface Conformance {
  readonly operation: string
  /** A short phrase of what works → the check. */
  readonly works: Readonly<Record<string, (world: World) => Promise<void>>>
  /** The name of the error, and perhaps a few words → the call that ends in it. */
  readonly refuses: Readonly<Record<string, (world: World) => Promise<unknown>>>
}

export const errorName = (refusal: string): string => refusal.split(' ')[0] ?? ''

const BEGIN = '<!-- operations -->\n'
const END = '<!-- operationsstop -->'

/** A text with the table of all operations between its markers. */
export function withTable(text: string, table: readonly Conformance[]): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`The markers ${BEGIN.trim()} and ${END} are missing`)
  return `${text.slice(0, begin)}${BEGIN}\n${rendered(table)}\n${text.slice(end)}`
}

function rendered(table: readonly Conformance[]): string {
  const sorted = table.toSorted((one, other) => (one.operation < other.operation ? -1 : 1))
  const rows = [['operation', 'works', 'error cases tested'], ['---', '---', '---'], ...sorted.map(cells)]
  return rows.map(row => `| ${row.join(' | ')} |\n`).join('')
}

function cells({ operation, works, refuses }: Conformance): readonly string[] {
  const errors = Object.keys(refuses).map(refusal => errorName(refusal).replace(/Exception$/, ''))
  return [operation, Object.keys(works).join('; '), [...new Set(errors)].join(', ')]
}
