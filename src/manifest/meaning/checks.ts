import type { Context, Kind, Path, Problem } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { DOCUMENT_FACETS, REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { checkSetting } from '../form/schema-check.ts'
import { type Block, layersOf, namedIn, repositoriesOf } from '../form/sections.ts'
import type { Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import type { Fill } from './fill.ts'
import { lay, type ReportAt } from './lay.ts'
import { lookups } from './lookup.ts'
import type { Once } from './once.ts'
import { placed } from './placed.ts'
import { documentParts, fieldsOf, type ResolvedRepository, type Setting, type Settings } from './settings.ts'

/** What the settings of one target are judged with, and where what is wrong with them goes. */
export interface Checking {
  readonly context: Context
  readonly findings: Findings
  readonly once: Once<readonly Problem[]>
}

const NO_REPORT: ReportAt = () => undefined

type Placed = ReturnType<typeof placed>

/** What is wrong with blocks in which nothing is filled in, by where they stand and the region: the same in many targets. */
export type BlockFindings = Map<string, readonly Placed[]>

/** Each block by itself, so that a fault is found once, where it is written, even in a layer that matches nothing. */
export function checkBlocks(manifest: Manifest, fill: Fill, checking: Checking, known: BlockFindings): void {
  const { findings, context } = checking
  const lookupIn = lookups(manifest)
  for (const parsed of [manifest.root, ...manifest.fragments]) {
    const lookup = lookupIn(parsed)
    for (const block of blocksOf(parsed).filter(({ place }) => findings.isSound(place))) {
      const key = `${parsed.file} ${JSON.stringify(block.place.path)} ${context.region}`
      for (const { place, finding } of known.get(key) ?? foundIn(block, key)) findings.at(place, finding)
    }
    function foundIn({ place, ...block }: Block, key: string): readonly Placed[] {
      const settings = lay(new Map(), withoutInherited({ place, ...block }), lookup, NO_REPORT)
      const filled = fill.everywhere({ name: '', place, settings })
      const found = faultsOf(filled, checking)
      if (filled.settings === settings) known.set(key, found)
      return found
    }
  }
}

const blocksOf = (parsed: Parsed): readonly Block[] => [
  ...DOCUMENT_FACETS.flatMap(({ facet, named }) =>
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
export function checkRepository(repository: ResolvedRepository, { context, ...checking }: Checking): void {
  const own = { ...checking, context: { ...context, repositoryName: repository.name } }
  for (const { place, finding } of faultsOf(repository, own)) checking.findings.at(place, finding)
}

/** The registry itself. */
export function checkRegistry(registry: ResolvedRepository, checking: Checking): void {
  for (const { place, finding } of faultsOf(registry, checking, REGISTRY_KINDS)) checking.findings.at(place, finding)
}

/** What ECR would refuse of the settings, and of their form now that variables are filled in. */
function faultsOf(repository: ResolvedRepository, checking: Checking, kinds = REPOSITORY_KINDS): readonly Placed[] {
  const misshapen: Problem[] = []
  for (const [path, setting] of repository.settings) misshapen.push(...formOf(path, setting, checking.once))
  const problems =
    misshapen.length > 0 ? misshapen : kinds.flatMap(kind => problemsOf(kind, repository.settings, checking))
  return problems
    .filter(problem => !isOfExpression(problem, repository.settings))
    .map(problem => placed(repository, problem))
}

/** What is not filled in yet is judged when it is. */
function isOfExpression({ path: [facet, index, ...rest] }: Problem, settings: Settings): boolean {
  const setting = settings.get(String(facet))
  const part = typeof index === 'number' ? setting?.parts?.[index] : undefined
  return part !== undefined && hasPlaceholder(rest.reduce(inside, part.body))
}

const inside = (value: unknown, step: Path[number]): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string | number, unknown>>)[step]
    : undefined

const NO_PROBLEM: readonly Problem[] = []

/** What is wrong with the form of a setting since variables are filled in; a kind's own check relies on the form. */
function formOf(path: string, { value, keyed, parts, isFilled }: Setting, once: Checking['once']): readonly Problem[] {
  if (parts?.some(part => part.isFilled))
    return parts.flatMap((part, index) =>
      part.isFilled && part.file === undefined
        ? once(`form of ${path}`, [part], () => checkSetting(path, part.body)).map(problem => partOf(index, problem))
        : [],
    )
  if (!isFilled) return NO_PROBLEM
  return keyed === undefined ? checkSetting(path, value) : checkSetting(keyed.facet, { [keyed.key]: value })
}

const partOf = (index: number, { path: [facet = '', ...rest], ...problem }: Problem): Problem => ({
  ...problem,
  path: [facet, index, ...rest],
})

function problemsOf(kind: Kind, settings: Settings, { context, once }: Checking): readonly Problem[] {
  const fields = fieldsOf(kind, settings)
  if (fields === undefined) return []
  return once(kind.key, documentParts(kind, settings), () => kind.check(fields, context))
}
