import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  type ScalarTag,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml'
import type { Path } from '../../kinds/kind.ts'
import { type Form, laidOut } from '../../layout/laid-out.ts'
import { lineOf, withTexts } from '../../layout/scalars.ts'
import { type Collection, membersOf, padBrackets } from '../../layout/tree.ts'
import { perObject } from '../../once.ts'

/** A value that is to stand at a path of a file; `undefined` takes away what stands there. */
export interface Edit {
  readonly file: string
  readonly path: Path
  readonly value: unknown
}

/** A name without anything behind it. */
export const BARE = Symbol('bare')

type Edited = Document.Parsed<ParsedNode> | Document<Node>

/**
 * A text with other values at some paths. Comments and the order of all else stay; a text in the one layout stays in it, and any
 * other keeps its own as far as it has one.
 */
export function edited(text: string, form: Form, edits: readonly Edit[]): string {
  const lines = text.replaceAll('\r\n', '\n')
  const said = saidWith(lines, edits)
  const after = laidOut(lines, form) === lines ? laidOut(said, form) : said
  return lines === text ? after : after.replaceAll('\n', '\r\n')
}

function saidWith(text: string, edits: readonly Edit[]): string {
  const ours = new Set<unknown>()
  const document = read(text, ours)
  if (isMap(document.contents)) withSections(document.contents as YAMLMap.Parsed, text)
  for (const { path, value } of edits) setAt(document, path, value, ours)
  if (isCollection(document.contents) && !hasPaddedLists(text)) padBrackets(document.contents as Collection)
  return document.toString({ lineWidth: 0, indent: indentOf(text), indentSeq: !hasFlushLists(text) })
}

/** The parser gives what stands above a section to the end of the one before, which may be about to grow. */
function withSections({ items }: YAMLMap.Parsed, text: string): void {
  for (const [index, { key }] of items.slice(1).entries()) {
    const above = isNode(key) && key.range ? commentAbove(text, key.range[0]) : undefined
    const last = above === undefined ? undefined : lastWith(items[index], above)
    if (above === undefined || last === undefined) continue
    last.comment = last.comment?.slice(0, -above.length).trimEnd() || null
    // Of an empty place, the blank line is that above the comment.
    if (isScalar(last) && last.value === null) last.spaceBefore = false
    const section = key as Node
    section.commentBefore = [above.replace(/^\n+/, ''), section.commentBefore].filter(Boolean).join('\n')
    section.spaceBefore = true
  }
}

/** In the first column, down to the line of a key, as the parser has it: without `#`. */
function commentAbove(text: string, offset: number): string | undefined {
  const block = /(?:^(?:#.*|[ \t]*)\n)+$/m.exec(text.slice(0, offset))?.[0] ?? ''
  const comment = block.replaceAll(/^#/gm, '').replace(/^\n+/, '').replace(/\n$/, '')
  return comment.trim() === '' ? undefined : comment
}

/** The last node of a pair that has this at the end of its comment. */
function lastWith(pair: unknown, comment: string): Node | undefined {
  let found: Node | undefined
  visit(pair as Node, {
    Node(_key, node) {
      if (node.comment?.endsWith(comment)) found = node
    },
  })
  return found
}

/** Whether all that leads to a path of a text can be changed without changing anything else. */
export function ownPaths(text: string): (path: Path) => boolean {
  const { contents } = read(text, new Set())
  return path => {
    let at: unknown = contents
    for (const step of path) {
      if (isShared(at)) return false
      at = isCollection(at) ? stepsIn(at as Collection).get(step) : undefined
    }
    return !isShared(at)
  }
}

const stepsIn = perObject((node: Collection) => new Map<Path[number], unknown>(membersOf(node)))

const isShared = (node: unknown): boolean => isAlias(node) || (isNode(node) && 'anchor' in node && Boolean(node.anchor))

/** What we add is quoted where some reader of YAML could take it for something else; what stands there stays as it is. */
const read = (text: string, ours: ReadonlySet<unknown>) =>
  parseDocument(text, {
    version: '1.2',
    stringKeys: true,
    uniqueKeys: false,
    merge: false,
    customTags: withTexts(tag => writingOurs(tag, ours)),
  })

const writingOurs = (tag: ScalarTag, ours: ReadonlySet<unknown>): ScalarTag => ({
  ...tag,
  stringify(item, context, onComment, onChompKeep) {
    if (ours.has(item)) return lineOf(item, context.implicitKey === true)
    return tag.stringify?.(item, context, onComment, onChompKeep) ?? ''
  },
})

function setAt(document: Edited, path: Path, value: unknown, ours: Set<unknown>): void {
  if (value === undefined) return void document.deleteIn(path)
  const last = path.at(-1) as Path[number]
  const holder = holderOf(document, path.slice(0, -1), ours, last)
  const node = nodeOf(document, value, ours)
  if (isMap(holder) && !holder.has(last)) holder.add(document.createPair(nodeOf(document, last, ours), node))
  else holder.set(last, inPlaceOf(node, holder.get(last, true)))
}

/** The map or list that is to have it, for a file is a map; an empty place becomes one, and keeps what is said of it. */
function holderOf(document: Edited, path: Path, ours: Set<unknown>, next: Path[number]): YAMLMap | YAMLSeq {
  const found = document.getIn(path, true)
  if (isCollection(found)) return found as YAMLMap | YAMLSeq
  const made = typeof next === 'number' ? new YAMLSeq() : new YAMLMap()
  const last = path.at(-1) as Path[number]
  const above = holderOf(document, path.slice(0, -1), ours, last)
  if (isMap(above) && !above.has(last)) above.add(document.createPair(nodeOf(document, last, ours), made))
  else above.set(last, inPlaceOf(made, found))
  return made
}

function nodeOf(document: Edited, value: unknown, ours: Set<unknown>): Node {
  if (value === BARE) return Object.assign(new Scalar(null), { source: '' })
  const node = document.createNode(value)
  visit(node, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string') ours.add(scalar)
      if (scalar.value === null) scalar.source = 'null'
    },
  })
  return node
}

/** It stands in the place of another. */
function inPlaceOf<T extends Node>(node: T, before: unknown): T {
  if (!isNode(before)) return node
  if (isCollection(before) && isCollection(node) && before.flow) node.flow = true
  if (isScalar(node)) node.comment = before.comment ?? null
  else node.commentBefore = [before.commentBefore, before.comment].filter(Boolean).join('\n') || null
  return node
}

/** By how much the first line below another is farther in. */
const indentOf = (text: string): number =>
  /^[\w"'][^\n]*:[ \t]*\n(?:[ \t]*#[^\n]*\n|[ \t]*\n)*( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2

/** Lists whose items begin where their key does. */
const hasFlushLists = (text: string): boolean => /^([ \t]*)[\w"'][^\n]*:[ \t]*\n\1- /m.test(text)

/** `[ one ]`, which the library writes unless it is told. */
const hasPaddedLists = (text: string): boolean => /\[ +[^\s\]]/.test(text)
