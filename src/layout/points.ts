import type { Node } from 'yaml'
import type { Marks } from './remarks.ts'
import { type Collection, isCollection, isMembers, type Member, membersOf } from './tree.ts'

/** A key or a list item, which comments may stand above and behind. */
export interface Point {
  /** Where it begins: the key, or the dash. */
  readonly offset: number
  readonly column: number
  /** What holds the comments above. */
  readonly head: Node
  readonly member?: Member
  readonly value: Node
  /** The maps and lists around it, the innermost last. */
  readonly within: readonly Block[]
}

export interface Block {
  readonly node: Collection
  readonly column: number
  readonly isInBrackets: boolean
}

/** Every key and list item, in the order of the text. */
export function pointsIn(root: Collection, marks: Marks): readonly Point[] {
  const points: Point[] = []
  collect(root, [], { marks, points })
  return points
}

interface Collecting {
  readonly marks: Marks
  readonly points: Point[]
}

function collect(node: Collection, around: readonly Block[], collecting: Collecting): void {
  const { marks, points } = collecting
  const isInBrackets = node.flow === true
  const offsetOf = (head: Node) => {
    const start = startOf(head)
    return isMembers(node) || isInBrackets ? start : marks.dashBefore(start)
  }
  const heads = headsOf(node)
  const column = heads[0] === undefined ? 0 : marks.columnOf(offsetOf(heads[0]))
  const within = [...around, { node, column, isInBrackets }]
  for (const [index, [, value]] of membersOf(node).entries()) {
    const head = heads[index] as Node
    const member = isMembers(node) ? (node.items[index] as Member) : undefined
    const offset = offsetOf(head)
    points.push({ offset, column: marks.columnOf(offset), head, value, within, ...(member && { member }) })
    if (isCollection(value)) collect(value, within, collecting)
  }
}

export const headsOf = (node: Collection): readonly Node[] =>
  isMembers(node) ? (node.items as Member[]).map(({ key }) => key) : node.items

export const startOf = (node: Node): number => node.range?.[0] ?? 0
/** Without what follows it. */
export const endOf = (node: Node): number => node.range?.[1] ?? 0
