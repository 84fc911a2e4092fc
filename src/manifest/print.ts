import { Document, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { isFields, listOf } from '../kinds/canonical.ts'
import { KINDS } from '../kinds/index.ts'
import { pathText } from '../kinds/path.ts'
import type { PlacedPart, Setting } from './layers.ts'
import { below, type Place, sourceOf } from './place.ts'
import type { Resolved, ResolvedRepository } from './resolve.ts'
import { FACETS } from './schema.ts'
import { documentFacet } from './section.ts'

/** The resolved manifest as YAML: layers, names, files and variables are in, and each value says where it comes from. */
export function printResolved({ name, repositories, removed }: Resolved): string {
  const document = new Document({ version: 1, name })
  document.set(
    'repositories',
    document.createNode(Object.fromEntries(repositories.map(repository => [repository.name, valuesOf(repository)]))),
  )
  for (const repository of repositories) annotate(document, repository)
  if (removed.length > 0)
    document.set('removed', document.createNode(removed.map(({ place: _, ...tombstone }) => tombstone)))
  for (const [index, { place }] of removed.entries()) say(document.getIn(['removed', index], true) as Node, place)
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

function valuesOf({ settings }: ResolvedRepository): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const facet of FACETS) {
    const setting = settings.get(facet)
    if (setting) values[facet] = setting.parts ? documentOf(facet, setting.parts) : setting.value
    const keyed = [...settings].filter(
      ([path, { places }]) => path === pathText([facet, String(places.at(-1)?.path.at(-1))]),
    )
    if (keyed.length > 0)
      values[facet] = Object.fromEntries(keyed.map(([, { places, value }]) => [places.at(-1)?.path.at(-1), value]))
  }
  return values
}

function documentOf(facet: string, parts: readonly PlacedPart[]): unknown {
  const bodies = parts.map(({ body }) => inManifestForm(facet, body))
  return bodies.length === 1 ? bodies[0] : bodies
}

/** A policy text from a file, as the manifest would say it. */
function inManifestForm(facet: string, body: unknown): unknown {
  const isPolicyText = isFields(body) && body.Statement !== undefined && documentFacet(facet)?.joins
  return isPolicyText ? { statements: listOf(body.Statement) } : body
}

function annotate(document: Document, { name, place, settings }: ResolvedRepository): void {
  const key = keyNode(document, name)
  if (key) key.commentBefore = ` ${text(place)}`
  for (const [path, setting] of settings) {
    const step = String(setting.places.at(-1)?.path.at(-1))
    const keyed = KEYED.find(facet => path === pathText([facet, step]))
    const at = keyed === undefined ? ['repositories', name, path] : ['repositories', name, keyed, step]
    sayOf(document.getIn(at, true) as Node | undefined, setting)
  }
}

const KEYED = KINDS.flatMap(({ layering }) => layering?.byKey ?? [])

/** A document's values stand where its text stands, not where its name is used. */
function sayOf(node: Node | undefined, { places, parts = [] }: Setting): void {
  const [only] = parts
  if (parts.length > 1 && isSeq(node))
    for (const [index, item] of node.items.entries()) say(item as Node, (parts[index] as PlacedPart).place)
  else say(node, only?.place ?? (places.at(-1) as Place))
}

const keyNode = (document: Document, name: string): Scalar | undefined =>
  (document.get('repositories') as YAMLMap<Scalar>).items.find(({ key }) => key.value === name)?.key

const text = (place: Place): string => {
  const { file, line } = sourceOf(place)
  return `${file}:${line}`
}

/** Each value by itself, however deep it lies. */
function say(node: Node | null | undefined, place: Place): void {
  if (isScalar(node)) node.comment = ` ${text(place)}`
  if (isSeq(node)) for (const [index, item] of node.items.entries()) say(item as Node, below(place, [index]))
  if (isMap(node))
    for (const pair of node.items as Pair<Scalar, Node>[]) say(pair.value, below(place, [String(pair.key.value)]))
}
