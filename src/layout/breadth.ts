import { isAlias, isScalar, type Node, type Scalar } from 'yaml'
import { isNothing } from '../manifest/text/pairs.ts'
import { perObject } from '../once.ts'
import { isBlockText, lineOf } from './scalars.ts'
import { type Collection, isCollection, isMembers, isSaid, type Member, membersOf } from './tree.ts'

/** How deep, and of how many members, something may be that is still read at a glance. */
const [DEEPEST, MOST] = [4, 4]

/** Columns that a map or list takes in one line, without a comment behind it; infinite where it belongs into several. */
export const breadthOf = perObject((node: Collection): number => {
  if (hasCommentBelow(node) || depthOf(node) > DEEPEST || isCrowded(node)) return Number.POSITIVE_INFINITY
  const members = isMembers(node)
    ? (node.items as Member[]).map(({ key, value }) => breadthIn(key, true) + 2 + breadthIn(value, false))
    : node.items.map(item => breadthIn(item, false))
  const brackets = isMembers(node) ? 4 : 2
  return markOf(node) + brackets + members.reduce((sum, one) => sum + one + 2, -2)
})

/** Behind what is written in brackets, a comment is about all of it. */
const hasCommentBelow = (node: Collection): boolean => isSaid(node.comment) && node.flow !== true

function breadthIn(node: Node, isKey: boolean): number {
  if (isSaid(node.comment) || isSaid(node.commentBefore)) return Number.POSITIVE_INFINITY
  if (isCollection(node)) return breadthOf(node)
  if (isAlias(node)) return node.source.length + 1
  if (!isScalar(node) || isBlockText(node) || isNothing(node)) return Number.POSITIVE_INFINITY
  return markOf(node) + lineOf(node, isKey).length
}

/** An anchor before it. */
const markOf = ({ anchor }: Collection | Scalar): number => (anchor === undefined ? 0 : anchor.length + 2)

/** Maps and lists within each other, with this one. */
const depthOf = perObject(
  (node: Collection): number =>
    1 + membersOf(node).reduce((deepest, [, value]) => Math.max(deepest, isCollection(value) ? depthOf(value) : 0), 0),
)

/** Members that have members themselves. */
const isCrowded = (node: Collection): boolean =>
  node.items.length > (isMembers(node) ? MOST : 1) && membersOf(node).some(([, value]) => isCollection(value))
