import { isFields } from '../kinds/canonical.ts'
import { memberOf } from '../manifest/form/schema-at.ts'
import type { Schema } from '../manifest/form/schema-parts.ts'
import { breadthOf } from './breadth.ts'
import { lineOf } from './scalars.ts'
import {
  type Collection,
  isCollection,
  isMembers,
  isSaid,
  joinedComments,
  type Member,
  type Members,
  membersOf,
} from './tree.ts'

/** Columns of a page. */
const WIDTH = 120

/** Where a map or list hangs: at a key, or at the dash of a list. */
interface Place {
  readonly member?: Member | undefined
  /** Of the key or the dash. */
  readonly column: number
}

/** Decides what stands in one line, in brackets: what fits there, is read at a glance, and holds no comment. */
export function chooseLines(root: Members, schema: Schema): void {
  root.flow = false
  for (const [index, member] of (root.items as Member[]).entries()) {
    const { key, value } = member
    if (index === 0) key.spaceBefore = false
    if (isCollection(value)) {
      const isSplit = isSection(value, memberOf(schema, key.value))
      if (isSplit) inLines(value, { member, column: 0 })
      else choose(value, { member, column: 0 })
    }
  }
}

/** Of a section, what is named or has members stands in a line of its own. */
const isSection = (node: Collection, { additionalProperties }: Schema): boolean =>
  (isMembers(node) && isFields(additionalProperties)) || membersOf(node).some(([, value]) => isCollection(value))

function choose(node: Collection, place: Place): void {
  const { member, column } = place
  const before = member === undefined ? 2 : lineOf(member.key, true).length + 2
  const fits = column + before + breadthOf(node) <= WIDTH
  if (fits && !isSaid(member?.key.comment) && !node.comment?.includes('\n')) inBrackets(node)
  else inLines(node, place)
}

function inBrackets(node: Collection): void {
  node.flow = true
  if (isMembers(node)) for (const { key } of node.items as Member[]) key.spaceBefore = false
  for (const [, value] of membersOf(node)) {
    value.spaceBefore = false
    if (isCollection(value)) inBrackets(value)
  }
}

function inLines(node: Collection, { member, column }: Place): void {
  settleComment(node, member)
  node.flow = node.items.length === 0
  const items = isMembers(node) ? (node.items as Member[]) : []
  const [first = isMembers(node) ? items[0]?.key : node.items[0]] = items.map(({ key }) => key)
  if (first) first.spaceBefore = false
  for (const [index, [, value]] of membersOf(node).entries())
    if (isCollection(value)) choose(value, { member: items[index], column: column + 2 })
}

/** What stood behind brackets. */
function settleComment(node: Collection, member: Member | undefined): void {
  if (node.flow === true && isSaid(node.comment)) {
    const isBehind = member !== undefined && !isSaid(member.key.comment) && !node.comment.includes('\n')
    const above = member?.key ?? node
    if (isBehind) member.key.comment = node.comment
    else above.commentBefore = joinedComments(above.commentBefore, node.comment)
    node.comment = null
  }
}
