import { join } from 'node:path'
import { Document, isMap, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { isFields, listOf } from '../../kinds/canonical.ts'
import { CURRENT_VERSION } from '../../kinds/policy/document.ts'
import { FACETS } from '../form/facets.ts'
import { rootOf } from '../form/sections.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import type { ResolvedManifest } from './resolve.ts'
import { keyedIn, type PlacedPart, type ResolvedRepository, type Setting } from './settings.ts'

/**
 * The resolved manifest as YAML: layers, names, files and variables are in, and each value says where it comes from.
 * It is itself a manifest that means the same.
 */
export function printResolved(root: Parsed, { name, context, repositories, removed }: ResolvedManifest): string {
  const { ownership } = rootOf(root)
  const of = (key: string, value: unknown): Entry => [key, nodeOf(value, { parsed: root, path: [key] })]
  const document = new Document(null)
  document.contents = mapOf([
    of('version', 1),
    of('name', name),
    ...(ownership ? [of('ownership', ownership)] : []),
    ...(context.accounts.size > 0 ? [of('accounts', Object.fromEntries(context.accounts))] : []),
    ['repositories', mapOf(repositories.map(repository => [headOf(repository), settingsOf(repository)]))],
    ...(removed.length > 0
      ? [['removed', listNode(removed.map(({ place, ...tombstone }) => nodeOf(tombstone, place)))] as const]
      : []),
  ])
  return document.toString({ lineWidth: 0 })
}

type Entry = readonly [string | Scalar, Node]

function mapOf(entries: readonly Entry[]): YAMLMap<Scalar, Node> {
  const map = new YAMLMap<Scalar, Node>()
  map.items = entries.map(([key, value]) => new Pair(typeof key === 'string' ? new Scalar(key) : key, value))
  return map
}

function listNode(items: readonly Node[]): YAMLSeq<Node> {
  const list = new YAMLSeq<Node>()
  list.items = [...items]
  return list
}

const placeText = (place: Place): string => {
  const { file, line } = sourceOf(place)
  return ` ${file}:${line}`
}

function headOf({ name, place }: ResolvedRepository): Scalar {
  const key = new Scalar(name)
  key.commentBefore = placeText(place)
  return key
}

const settingsOf = ({ settings }: ResolvedRepository): YAMLMap<Scalar, Node> =>
  mapOf(
    FACETS.flatMap<Entry>(facet => {
      const setting = settings.get(facet)
      if (setting) return [[facet, settingNode(setting)]]
      const keyed = keyedIn(settings, facet)
      return keyed.length > 0 ? [[facet, mapOf(keyed.map(([key, tag]) => [key, tagNode(tag)]))]] : []
    }),
  )

/** Quoted, because a tag value such as `yes` must be. */
function tagNode({ value, places }: Setting): Node {
  const node = nodeOf(value, places.at(-1) as Place)
  if (isScalar(node) && typeof node.value === 'string') node.type = Scalar.QUOTE_DOUBLE
  return node
}

/** A document's values stand where its text stands, not where its name is used. */
function settingNode({ value, places, parts }: Setting): Node {
  if (parts === undefined) return nodeOf(value, places.at(-1) as Place)
  const nodes = parts.map(part => nodeOf(manifestForm(part, parts.length > 1), part.place))
  const [only] = nodes
  return nodes.length === 1 && only ? only : listNode(nodes)
}

/** A policy text from a file as the manifest would say it; one that `statements` cannot say stays in its file. */
function manifestForm({ body, file, place }: PlacedPart, isJoined: boolean): unknown {
  if (file === undefined || !isFields(body) || body.Statement === undefined) return body
  const { Version, Statement, ...others } = body
  return isJoined || (Version === CURRENT_VERSION && Object.keys(others).length === 0)
    ? { statements: listOf(Statement) }
    : { file: join(place.parsed.directory, file) }
}

const BLANK = new Document(null)

function nodeOf(value: unknown, place: Place): Node {
  const node = BLANK.createNode(value, { aliasDuplicateObjects: false }) as Node
  say(node, place)
  return node
}

/** Each value by itself, however deep it lies. */
function say(node: Node | null, place: Place): void {
  if (isScalar(node)) node.comment = placeText(place)
  if (isSeq<Node>(node)) for (const [index, item] of node.items.entries()) say(item, below(place, [index]))
  if (isMap<Scalar, Node>(node)) for (const { key, value } of node.items) say(value, below(place, [String(key.value)]))
}
