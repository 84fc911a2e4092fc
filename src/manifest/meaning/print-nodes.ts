import { Document, isMap, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { HIDDEN, harmless, harmlessJson } from '../../harmless.ts'
import { below, type Place, sourceOf } from '../text/place.ts'

/** A key, as a text or as a node with a comment of its own, and its value. */
export type Entry = readonly [string | Scalar, Node]

export function mapOf(entries: readonly Entry[]): YAMLMap<Scalar, Node> {
  const map = new YAMLMap<Scalar, Node>()
  map.items = entries.map(([key, value]) => new Pair(typeof key === 'string' ? keyOf(key) : key, value))
  return map
}

export function listOfNodes(items: readonly Node[]): YAMLSeq<Node> {
  const list = new YAMLSeq<Node>()
  list.items = [...items]
  return list
}

const BLANK = new Document(null)

/** A value, each leaf of it with the file and line where it stands. */
export function nodeOf(value: unknown, place: Place): Node {
  const node = BLANK.createNode(value, { aliasDuplicateObjects: false }) as Node
  say(node, place)
  return node
}

/** Each value by itself, however deep it lies. */
function say(node: Node | null, place: Place): void {
  if (isScalar(node)) {
    node.comment = placeText(place)
    quoteHidden(node)
  }
  if (isSeq<Node>(node)) for (const [index, item] of node.items.entries()) say(item, below(place, [index]))
  if (isMap<Scalar, Node>(node))
    for (const { key, value } of node.items) {
      quoteHidden(key)
      say(value, below(place, [String(key.value)]))
    }
}

export const placeText = (place: Place): string => {
  const { file, line } = sourceOf(place)
  return ` ${harmless(file)}:${line}`
}

export function keyOf(key: string): Scalar {
  const scalar = new Scalar(key)
  quoteHidden(scalar)
  return scalar
}

export function quote(node: Node): void {
  if (isScalar(node) && typeof node.value === 'string') node.type = Scalar.QUOTE_DOUBLE
}

/** Only in double quotes may a character be written as an escape. */
function quoteHidden(node: Scalar): void {
  if (typeof node.value === 'string' && node.value.search(HIDDEN) >= 0) quote(node)
}

/** The text of a document, where what is hidden is written as an escape, and every text is one line. */
export const textOf = (contents: Node): string => {
  const document = new Document(null)
  document.contents = contents
  return harmlessJson(document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }))
}
