import { type Document, visit } from 'yaml'
import { isNothing } from '../manifest/text/pairs.ts'
import { type Block, endOf, type Point, pointsIn, startOf } from './points.ts'
import { type Marks, marksIn, type Remark } from './remarks.ts'
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

/**
 * Gives each comment to what it stands above, behind or at the end of, by its place in the text: the parser gives many to
 * what comes before them.
 */
export function settleComments(document: Document, root: Members, text: string): void {
  withoutComments(document)
  const marks = marksIn(text)
  const points = pointsIn(root, marks)
  const above = new Map<Point, Remark[]>()
  let index = 0
  for (const remark of marks.remarks) {
    while (index < points.length && (points[index] as Point).offset < remark.offset) index += 1
    const [before, next] = [points[index - 1], points[index]]
    const isTaken = remark.isBehind && before !== undefined && settleBehind(remark, before)
    const owner = isTaken ? undefined : ownerOf(remark, before, next)
    if (owner === 'end') document.comment = withRemark(document.comment, remark)
    else if (owner && 'offset' in owner) above.set(owner, [...(above.get(owner) ?? []), remark])
    else if (owner) owner.node.comment = atEnd(owner.node.comment, remark)
  }
  for (const point of points) settleAbove(point, above.get(point) ?? [], marks)
}

function withoutComments(document: Document): void {
  document.commentBefore = null
  document.comment = null
  visit(document, {
    Node(_key, node) {
      node.commentBefore = null
      node.comment = null
      node.spaceBefore = false
    },
  })
}

/** Below what is there already; a blank line between them stays. */
const withRemark = (comment: string | null | undefined, { text, isApart }: Remark): string | null =>
  joinedComments(comment, isApart && typeof comment === 'string' ? '' : undefined, text)

/** The same of what ends a map or list, which has no blank line above of its own. */
const atEnd = (comment: string | null | undefined, remark: Remark): string | null =>
  joinedComments(comment ?? (remark.isApart ? '' : undefined), remark.isApart && comment ? '' : undefined, remark.text)

/** Whether there is something behind which it stands. */
function settleBehind(remark: Remark, { head, member, value, within }: Point): boolean {
  const closed = within.find(({ node, isInBrackets }) => isInBrackets && endOf(node) <= remark.offset)?.node
  const own = closed ?? value
  const isBefore = startOf(own) >= remark.offset || isNothing(own)
  if (isBefore && member === undefined) return false
  const owner = isBefore && (isCollection(own) || isNothing(own)) ? head : own
  if (isCollection(owner) && endOf(owner) > remark.offset) return false
  owner.comment = withRemark(owner.comment, remark)
  return true
}

/** Of a comment in a line of its own: what it stands above, or the map or list at whose end it stands. */
function ownerOf(
  remark: Remark,
  before: Point | undefined,
  next: Point | undefined,
): Point | Pick<Block, 'node'> | 'end' {
  if (before === undefined) return next ?? 'end'
  if (isInside(remark, before)) return before
  const bracket = bracketAround(remark, before)
  if (bracket) return next && startOf(next.head) < endOf(bracket.node) ? next : bracket
  if (next && next.column >= remark.column) return next
  const open = before.within.filter(({ node }) => !next?.within.some(other => other.node === node))
  const ended = open.filter(({ column, isInBrackets }) => !isInBrackets && column <= remark.column).at(-1)
  return ended && ended !== before.within[0] ? ended : (next ?? 'end')
}

/** The innermost that is open there. */
function bracketAround({ offset }: Remark, { value, within, column }: Point): Pick<Block, 'node'> | undefined {
  const own = isCollection(value) && value.flow === true ? [{ node: value, column, isInBrackets: true }] : []
  return [...within, ...own].filter(({ node, isInBrackets }) => isInBrackets && endOf(node) > offset).at(-1)
}

/** Between a key and its value. */
const isInside = ({ offset }: Remark, { value }: Point): boolean =>
  !isNothing(value) && startOf(value) > offset && (!isCollection(value) || value.flow === true)

function settleAbove({ offset, head }: Point, remarks: readonly Remark[], { isApart }: Marks): void {
  head.spaceBefore = remarks[0]?.isApart ?? isApart(offset)
  const isDetached = remarks.length > 0 && isApart(offset)
  head.commentBefore = joinedComments(remarks.reduce<string | null>(withRemark, null), isDetached ? '' : null)
}

/** What stands above the first key of an item stands above the item. */
export function liftComments(node: Collection): void {
  for (const [, value] of membersOf(node)) {
    const first = isMembers(value) && !isMembers(node) ? (value.items[0] as Member | undefined)?.key : undefined
    if (isMembers(value) && first && isSaid(first.commentBefore)) {
      value.commentBefore = joinedComments(value.commentBefore, first.commentBefore)
      first.commentBefore = null
    }
    if (isCollection(value)) liftComments(value)
  }
}
