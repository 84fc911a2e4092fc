import type { Context, Kind, Path, Problem } from '../../kinds/kind.ts'
import { isAbsent } from '../../kinds/live.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { DOCUMENT_FACETS, NAMED_FACETS, REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { checkSetting } from '../form/schema-check.ts'
import { type Block, layersOf, namedIn, repositoriesOf } from '../form/sections.ts'
import type { Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import type { Fill } from './fill.ts'
import { lay } from './lay.ts'
import type { ReportAt } from './lay-document.ts'
import { lookups } from './lookup.ts'
import type { Once } from './once.ts'
import { placed } from './placed.ts'
import {
  documentParts,
  fieldsOf,
  type PlacedPart,
  partAt,
  type ResolvedRepository,
  type Setting,
  type Settings,
} from './settings.ts'

/** What the settings of one target are judged with, and where what is wrong with them goes. */
export interface Checking {
  readonly context: Context
  readonly findings: Findings
  readonly once: Once<readonly Problem[]>
}

const NO_REPORT: ReportAt = () => undefined

/** Each block by itself, so that a fault is found once, where it is written, even in a layer that matches nothing. */
export function checkBlocks(manifest: Manifest, fill: Fill, checking: Checking): void {
  const lookupIn = lookups(manifest)
  for (const parsed of [manifest.root, ...manifest.fragments]) {
    const lookup = lookupIn(parsed)
    for (const block of blocksOf(parsed).filter(({ place }) => checking.findings.isSound(place))) {
      const settings = lay(new Map(), withoutInherited(block), lookup, NO_REPORT)
      checkSettings(fill.everywhere({ name: '', place: block.place, settings }), checking)
    }
  }
}

const blocksOf = (parsed: Parsed): readonly Block[] => [
  ...NAMED_FACETS.flatMap(({ facet, named }) =>
    namedIn(parsed, named).map(({ name, place }) => ({ place, fields: { [facet]: name } })),
  ),
  ...layersOf(parsed),
  ...repositoriesOf(parsed),
]

/** What a layer before may have said is not known here. */
function withoutInherited(block: Block): Block {
  const isOnlyInherited = ([key, value]: readonly [string, unknown]) =>
    DOCUMENT_FACETS.some(({ facet, joins }) => joins && facet === key) &&
    Array.isArray(value) &&
    value.includes('inherited') &&
    value.every(form => form === 'inherited')
  return { ...block, fields: Object.fromEntries(Object.entries(block.fields).filter(entry => !isOnlyInherited(entry))) }
}

/** A whole repository, which ECR also counts and names. */
export const checkRepository = (repository: ResolvedRepository, checking: Checking): void =>
  checkSettings(repository, { ...checking, context: { ...checking.context, repositoryName: repository.name } })

/** The registry itself. */
export const checkRegistry = (registry: ResolvedRepository, checking: Checking, kinds = REGISTRY_KINDS): void =>
  checkSettings(registry, checking, kinds)

/** What ECR would refuse of the settings, and of their form now that variables are filled in. */
function checkSettings(repository: ResolvedRepository, checking: Checking, kinds = REPOSITORY_KINDS): void {
  const misshapen: Problem[] = []
  for (const [path, setting] of repository.settings) misshapen.push(...formOf(path, setting, checking.once))
  const problems =
    misshapen.length > 0 ? misshapen : kinds.flatMap(kind => problemsOf(kind, repository.settings, checking))
  for (const problem of problems) {
    if (isOfExpression(problem, repository.settings)) continue
    const { place, finding } = placed(repository, problem)
    checking.findings.at(place, finding)
  }
}

/** What is not filled in yet is judged when it is. */
function isOfExpression({ path }: Problem, settings: Settings): boolean {
  const found = partAt(settings, path)
  return found !== undefined && hasPlaceholder(found.rest.reduce(inside, found.part.body))
}

const inside = (value: unknown, step: Path[number]): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string | number, unknown>>)[step]
    : undefined

const NO_PROBLEM: readonly Problem[] = []

/** What is wrong with the form of a setting since variables are filled in; a kind's own check relies on the form. */
function formOf(path: string, setting: Setting, once: Checking['once']): readonly Problem[] {
  const { value, keyed, parts = [], embedded = {}, isFilled } = setting
  const ofParts = formsOfParts(path, parts, once)
  const ofEmbedded = Object.entries(embedded).flatMap(([field, inside]) =>
    formsOfParts(field, inside ?? [], once).map(under(keyed?.facet ?? path, keyed?.key ?? '')),
  )
  if (parts.length > 0 || !isFilled) return [...ofParts, ...ofEmbedded]
  const said = keyed === undefined ? checkSetting(path, value) : checkSetting(keyed.facet, { [keyed.key]: value })
  return [...said, ...ofEmbedded]
}

const formsOfParts = (facet: string, parts: readonly PlacedPart[], once: Checking['once']): readonly Problem[] =>
  parts.flatMap((part, index) =>
    part.isFilled && part.file === undefined && !isAbsent(part.body)
      ? once(`form of ${facet}`, [part], () => checkSetting(facet, part.body)).map(problem => partOf(index, problem))
      : NO_PROBLEM,
  )

const under =
  (...steps: Path) =>
  ({ path, ...problem }: Problem): Problem => ({ ...problem, path: [...steps, ...path] })

const partOf = (index: number, { path: [facet = '', ...rest], ...problem }: Problem): Problem => ({
  ...problem,
  path: [facet, index, ...rest],
})

function problemsOf(kind: Kind, settings: Settings, { context, once }: Checking): readonly Problem[] {
  const fields = fieldsOf(kind, settings)
  if (fields === undefined) return []
  return once(kind.key, documentParts(kind, settings), () => kind.check(fields, context))
}
