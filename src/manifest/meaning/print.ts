import { isMap, type Node, type Scalar, type YAMLMap } from 'yaml'
import { isAbsent, LIVE } from '../../kinds/live.ts'
import type { DeclaredTarget, Fields } from '../../model.ts'
import { FACETS, keyedKind, REGISTRY_FACETS, TARGETS, VARS, WAIVE } from '../form/facets.ts'
import { rootOf } from '../form/sections.ts'
import { below, type Parsed, type Place } from '../text/place.ts'
import type { Claims, PlacedAdoption, PlacedRelease } from './claims.ts'
import type { DiscoveredEntry } from './discovered.ts'
import { type SaidPart, saidParts } from './inline.ts'
import { onceForShared } from './once.ts'
import { type Entry, keyOf, listOfNodes, mapOf, nodeOf, placeText, quote, textOf } from './print-nodes.ts'
import type { PlacedPrune } from './prune.ts'
import type { ResolvedManifest } from './resolve.ts'
import { keyedIn, type PlacedPart, type ResolvedRepository, type Setting } from './settings.ts'

/**
 * The resolved manifest as YAML: layers, names, files and variables are in, and each value says where it comes from.
 * It is itself a manifest that means the same, in the folder of its root; of targets it has the one that it is for.
 */
export function printResolved(
  root: Parsed,
  { name, context, repositories, registry, removed, discovered, claims, prune, guards }: ResolvedManifest,
  target?: DeclaredTarget,
): string {
  const { ownership, env, accessLevels, checks } = rootOf(root)
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
      ...(env && readsFiles([registry, ...repositories, ...discovered.entries], say) ? [of('env', env)] : []),
      ...(Object.keys(guards).length > 0 ? [of('guards', guards)] : []),
      ...(checks ? [of('checks', checks)] : []),
      ...(registry.settings.size > 0
        ? [['registry', settingsOf(registry, say, [...REGISTRY_FACETS, WAIVE])] as const]
        : []),
      ['repositories', mapOf(repositories.map(repository => [headOf(repository), settingsOf(repository, say)]))],
      ...(removed.length > 0
        ? [['removed', listOfNodes(removed.map(({ place, ...tombstone }) => nodeOf(tombstone, place)))] as const]
        : []),
      ...claimEntries(claims),
      ...(prune ? [pruneEntry(prune)] : []),
      ...(discovered.entries.length > 0
        ? [['discovered', listOfNodes(discovered.entries.map(entry => entryNode(entry, say)))] as const]
        : []),
    ]),
  )
}

const pruneEntry = ({ place, ...prune }: PlacedPrune): Entry => ['prune', nodeOf(prune, place)]

/** Globs that stand by themselves stay so. */
function claimEntries({ adopt, released }: Claims): readonly Entry[] {
  const adoptionNode = ({ place, isAlone, match, ...others }: PlacedAdoption) =>
    nodeOf(isAlone ? match : { match, ...others }, place)
  const releaseNode = ({ place, ...release }: PlacedRelease) => nodeOf(release, place)
  return [
    ...(adopt.length > 0 ? [['adopt', listOfNodes(adopt.map(adoptionNode))] as const] : []),
    ...(released.length > 0 ? [['released', listOfNodes(released.map(releaseNode))] as const] : []),
  ]
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
    [...settings].some(([path, setting]) =>
      documentsOf(path, setting).some(([facet, parts]) => say(facet, parts).some(({ isFile }) => isFile)),
    ),
  )

/** A setting that is a document, or the documents in it. */
const documentsOf = (path: string, { parts, embedded = {} }: Setting): readonly (readonly [string, PlacedParts])[] =>
  parts ? [[path, parts]] : Object.entries(embedded).map(([field, inside]) => [field, inside ?? []])

type PlacedParts = readonly PlacedPart[]

function headOf({ name, place }: ResolvedRepository): Scalar {
  const key = keyOf(name)
  key.commentBefore = placeText(place)
  return key
}

/** Whom an entry is laid for is known only when the registry is read: it is printed as it is laid. */
function entryNode(entry: DiscoveredEntry, say: Say): YAMLMap<Scalar, Node> {
  const { match, unmanaged, place } = entry
  const of = (key: string, value: unknown): Entry => [key, nodeOf(value, below(place, [key]))]
  const { items } = settingsOf(entry, say)
  return mapOf([
    of('match', match),
    ...items.map(({ key, value }): Entry => [key, value as Node]),
    ...(unmanaged === undefined ? [] : [of('unmanaged', unmanaged)]),
  ])
}

const settingsOf = (
  { settings }: ResolvedRepository,
  say: Say,
  facets: readonly string[] = [VARS, ...FACETS, WAIVE],
): YAMLMap<Scalar, Node> =>
  mapOf(
    facets.flatMap<Entry>(facet => {
      const setting = settings.get(facet)
      if (setting) return [[facet, settingNode(facet, setting, say)]]
      const keyed = keyedIn(settings, facet)
      if (facet === WAIVE && keyed.length > 0) return [[facet, listOfNodes(keyed.map(([, one]) => waiverNode(one)))]]
      return keyed.length > 0 ? [[facet, mapOf(keyed.map(([key, one]) => keyedEntry(facet, key, one, say)))]] : []
    }),
  )

const waiverNode = ({ value, places }: Setting): Node => nodeOf(value, places.at(-1) as Place)

/** What holds no value that could say its place has it above itself. */
function keyedEntry(facet: string, key: string, one: Setting, say: Say): Entry {
  const node = keyedNode(facet, one, say)
  if (!isMap(node) || node.items.length > 0) return [key, node]
  const head = keyOf(key)
  head.commentBefore = placeText(one.places.at(-1) as Place)
  return [head, node]
}

/** Quoted, because a tag value such as `yes` must be. */
function keyedNode(facet: string, { value, places, embedded }: Setting, say: Say): Node {
  const place = places.at(-1) as Place
  if (embedded) return thingNode(value as Fields, embedded, { place, say })
  const said = keyedKind(facet)?.rebased?.(value, place.parsed.directory) ?? value
  const node = nodeOf(said, place)
  quote(node)
  return node
}

/** One of many things, the documents in it as those of other settings are. */
function thingNode(
  value: Fields,
  embedded: NonNullable<Setting['embedded']>,
  { place, say }: { readonly place: Place; readonly say: Say },
): Node {
  return mapOf(
    Object.entries(value).map(([field, one]) => {
      const parts = embedded[field]
      const node = parts ? partsNode(field, parts, say) : nodeOf(one, below(place, [field]))
      return [field, node]
    }),
  )
}

/** A document's values stand where its text stands, not where its name is used. */
function settingNode(facet: string, { value, places, parts }: Setting, say: Say): Node {
  return parts === undefined ? nodeOf(value, places.at(-1) as Place) : partsNode(facet, parts, say)
}

function partsNode(facet: string, parts: PlacedParts, say: Say): Node {
  const nodes = say(facet, parts).map(({ form, place }) => nodeOf(form, place))
  const [only] = nodes
  const isList = parts.some(({ body }) => body === LIVE || isAbsent(body))
  return nodes.length === 1 && only && !isList ? only : listOfNodes(nodes)
}
