import { isMap, type Node, type Scalar, type YAMLMap } from 'yaml'
import type { DeclaredTarget } from '../../model.ts'
import { FACETS, keyedKind, REGISTRY_FACETS, TARGETS, VARS } from '../form/facets.ts'
import { rootOf } from '../form/sections.ts'
import type { Parsed, Place } from '../text/place.ts'
import { type SaidPart, saidParts } from './inline.ts'
import { onceForShared } from './once.ts'
import { type Entry, keyOf, listOfNodes, mapOf, nodeOf, placeText, quote, textOf } from './print-nodes.ts'
import type { ResolvedManifest } from './resolve.ts'
import { keyedIn, type PlacedPart, type ResolvedRepository, type Setting } from './settings.ts'

/**
 * The resolved manifest as YAML: layers, names, files and variables are in, and each value says where it comes from.
 * It is itself a manifest that means the same, in the folder of its root; of targets it has the one that it is for.
 */
export function printResolved(
  root: Parsed,
  { name, context, repositories, registry, removed, guards }: ResolvedManifest,
  target?: DeclaredTarget,
): string {
  const { ownership, env, accessLevels } = rootOf(root)
  const of = (key: string, value: unknown): Entry => [key, nodeOf(value, { parsed: root, path: [key] })]
  const once = onceForShared<readonly SaidPart[]>()
  const say: Say = (facet, parts) => once(facet, parts, () => saidParts(facet, parts))
  return textOf(
    mapOf([
      of('version', 1),
      of('name', name),
      ...(ownership ? [of('ownership', ownership)] : []),
      ...(context.accounts.size > 0 ? [of('accounts', Object.fromEntries(context.accounts))] : []),
      ...(target?.source ? [targetsOf(root, target)] : []),
      ...(accessLevels ? [of('accessLevels', accessLevels)] : []),
      ...(env && readsFiles(repositories, say) ? [of('env', env)] : []),
      ...(Object.keys(guards).length > 0 ? [of('guards', guards)] : []),
      ...(registry.settings.size > 0 ? [['registry', settingsOf(registry, say, REGISTRY_FACETS)] as const] : []),
      ['repositories', mapOf(repositories.map(repository => [headOf(repository), settingsOf(repository, say)]))],
      ...(removed.length > 0
        ? [['removed', listOfNodes(removed.map(({ place, ...tombstone }) => nodeOf(tombstone, place)))] as const]
        : []),
    ]),
  )
}

/** The one target that it is resolved for: nothing in it is for others. */
function targetsOf(root: Parsed, { name, source: _, labels, ...fields }: DeclaredTarget): Entry {
  const entries = Object.keys(rootOf(root).targets ?? {})
  const entry = entries.find(one => name === one) ?? entries.find(one => name.startsWith(`${one}/`)) ?? name
  const said = Object.keys(labels).length > 0 ? { ...fields, labels } : fields
  return [TARGETS, mapOf([[name, nodeOf(said, { parsed: root, path: [TARGETS, entry] })]])]
}

/** The parts of a setting as they are printed. */
type Say = (facet: string, parts: readonly PlacedPart[]) => readonly SaidPart[]

/** Variables are filled in in what stays in its file, when it is read again. */
const readsFiles = (repositories: readonly ResolvedRepository[], say: Say): boolean =>
  repositories.some(({ settings }) =>
    [...settings].some(([facet, { parts = [] }]) => say(facet, parts).some(({ isFile }) => isFile)),
  )

function headOf({ name, place }: ResolvedRepository): Scalar {
  const key = keyOf(name)
  key.commentBefore = placeText(place)
  return key
}

const settingsOf = (
  { settings }: ResolvedRepository,
  say: Say,
  facets: readonly string[] = [VARS, ...FACETS],
): YAMLMap<Scalar, Node> =>
  mapOf(
    facets.flatMap<Entry>(facet => {
      const setting = settings.get(facet)
      if (setting) return [[facet, settingNode(facet, setting, say)]]
      const keyed = keyedIn(settings, facet)
      return keyed.length > 0 ? [[facet, mapOf(keyed.map(([key, one]) => keyedEntry(facet, key, one)))]] : []
    }),
  )

/** What holds no value that could say its place has it above itself. */
function keyedEntry(facet: string, key: string, one: Setting): Entry {
  const node = keyedNode(facet, one)
  if (!isMap(node) || node.items.length > 0) return [key, node]
  const head = keyOf(key)
  head.commentBefore = placeText(one.places.at(-1) as Place)
  return [head, node]
}

/** Quoted, because a tag value such as `yes` must be. */
function keyedNode(facet: string, { value, places }: Setting): Node {
  const place = places.at(-1) as Place
  const said = keyedKind(facet)?.rebased?.(value, place.parsed.directory) ?? value
  const node = nodeOf(said, place)
  quote(node)
  return node
}

/** A document's values stand where its text stands, not where its name is used. */
function settingNode(facet: string, { value, places, parts }: Setting, say: Say): Node {
  if (parts === undefined) return nodeOf(value, places.at(-1) as Place)
  const nodes = say(facet, parts).map(({ form, place }) => nodeOf(form, place))
  const [only] = nodes
  return nodes.length === 1 && only ? only : listOfNodes(nodes)
}
