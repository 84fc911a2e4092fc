import { isAlias, isMap, isSeq, type Node, type Pair, type Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { perObject } from '../once.ts'

/** Of a text that a manifest's own reader has accepted: keys are texts, and each has a value, nothing perhaps. */
export type Member = Pair<Scalar<string>, Node> & { value: Node }
export type Members = YAMLMap<Scalar<string>, Node>
export type Collection = Members | YAMLSeq<Node>

export const isMembers = (node: unknown): node is Members => isMap(node)
export const isCollection = (node: unknown): node is Collection => isMap(node) || isSeq(node)

/** Comments one below the other; null where there is none. */
export function joinedComments(...comments: readonly (string | null | undefined)[]): string | null {
  const said = comments.filter(isSaid)
  return said.length === 0 ? null : said.join('\n')
}

export const isSaid = (comment: string | null | undefined): comment is string => typeof comment === 'string'

/** What stands in a map or list, each with the key or index that leads to it. */
export const membersOf = (node: Collection): readonly (readonly [string | number, Node])[] =>
  isMembers(node)
    ? (node.items as Member[]).map(({ key, value }) => [key.value, value] as const)
    : node.items.map((item, index) => [index, item] as const)

/** Whether there is an anchor or an alias in it. */
export const hasTies = perObject(
  (node: Node): boolean =>
    isAlias(node) ||
    ('anchor' in node && node.anchor !== undefined) ||
    (isCollection(node) && membersOf(node).some(([, value]) => hasTies(value))),
)

/** Whether a comment stands in it, not counting one behind all of it. */
export const isRemarked = (node: Collection): boolean =>
  (isMembers(node) && node.items.some(({ key }) => isSaid(key.comment) || isSaid(key.commentBefore))) ||
  membersOf(node).some(([, value]) => isRemarkedWhole(value)) ||
  (isSaid(node.comment) && node.flow !== true)

const isRemarkedWhole = (node: Node): boolean =>
  isSaid(node.comment) || isSaid(node.commentBefore) || (isCollection(node) && isRemarked(node))

type Stringify = YAMLSeq['toString']
type Context = Parameters<Stringify>[0]

/** `{ key: [one, two] }`: braces stand apart from what is in them, and brackets do not. */
export function padBrackets(node: Collection): void {
  const written = (isMembers(node) ? YAMLMap : YAMLSeq).prototype.toString
  const flowCollectionPadding = isMembers(node) ? ' ' : ''
  node.toString = (context?: Context, ...rest: unknown[]) =>
    (written as (...all: unknown[]) => string).call(node, context && { ...context, flowCollectionPadding }, ...rest)
  for (const [, value] of membersOf(node)) if (isCollection(value)) padBrackets(value)
}
