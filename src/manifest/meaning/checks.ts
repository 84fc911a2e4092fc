import type { Context, Kind, Path, Problem } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import { DOCUMENT_FACETS, REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { checkSetting } from '../form/schema-check.ts'
import { type Block, layersOf, namedIn, repositoriesOf } from '../form/sections.ts'
import { clipped } from '../text/clipped.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place } from '../text/place.ts'
import type { Fill } from './fill.ts'
import type { Variables } from './interpolate.ts'
import { lay, type ReportAt } from './lay.ts'
import { lookups } from './lookup.ts'
import type { Once } from './once.ts'
import { documentParts, fieldsOf, type ResolvedRepository, type Settings } from './settings.ts'

/** What the settings of one target are judged with, and where what is wrong with them goes. */
export interface Checking {
  readonly context: Context
  readonly findings: Findings
  readonly once: Once<readonly Problem[]>
}

const NO_REPORT: ReportAt = () => undefined
const NONE: Variables = new Map()

/** Each block by itself, so that a fault is found once, where it is written, even in a layer that matches nothing. */
export function checkBlocks(manifest: Manifest, fill: Fill, checking: Checking): void {
  const lookupIn = lookups(manifest)
  for (const parsed of [manifest.root, ...manifest.fragments]) {
    const lookup = lookupIn(parsed)
    for (const block of blocksOf(parsed).filter(({ place }) => checking.findings.isSound(place))) {
      const settings = lay(new Map(), withoutInherited(block), lookup, NO_REPORT)
      checkSettings(fill({ name: '', place: block.place, settings }, NONE), checking)
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
export const checkRepository = (repository: ResolvedRepository, checking: Checking): void =>
  checkSettings(repository, { ...checking, context: { ...checking.context, repositoryName: repository.name } })

/** The registry itself. */
export const checkRegistry = (registry: ResolvedRepository, checking: Checking): void =>
  checkSettings(registry, checking, REGISTRY_KINDS)

/** What ECR would refuse of the settings, and of their form now that variables are filled in. */
function checkSettings(repository: ResolvedRepository, checking: Checking, kinds = REPOSITORY_KINDS): void {
  const { findings } = checking
  for (const [facet, { value, places, parts, isFilled }] of repository.settings)
    if (isFilled && parts === undefined)
      for (const { path, missing: _, ...problem } of checkSetting(facet, value))
        findings.at(below(places.at(-1) as Place, path.slice(1)), problem)
  for (const problem of kinds.flatMap(kind => problemsOf(kind, repository.settings, checking))) {
    const { place, finding } = placed(repository, problem)
    findings.at(place, finding)
  }
}

function problemsOf(kind: Kind, settings: Settings, { context, once }: Checking): readonly Problem[] {
  const fields = fieldsOf(kind, settings)
  if (fields === undefined) return []
  return once(kind.key, documentParts(kind, settings), () => kind.check(fields, context))
}

/** The place that a problem is about: where the setting was said last, and for a file the line that names it. */
function placed(
  { settings, place }: ResolvedRepository,
  { path, ...finding }: Problem,
): { readonly place: Place; readonly finding: Finding } {
  const [facet = '', index, ...rest] = path
  const keyed = index === undefined ? undefined : settings.get(pathText([facet, index]))
  if (keyed) return { place: keyed.places.at(-1) as Place, finding }
  const setting = settings.get(String(facet))
  const part = typeof index === 'number' ? setting?.parts?.[index] : undefined
  if (part?.file !== undefined) return { place: part.place, finding: inFile(finding, part.file, rest) }
  if (part) return { place: below(part.place, rest), finding }
  const last = setting?.places.at(-1)
  return { place: last ? below(last, path.slice(1)) : below(place, path.slice(0, 1)), finding }
}

const inFile = (finding: Finding, file: string, path: Path): Finding => ({
  ...finding,
  detail: `In ${clipped(file)}${path.length > 0 ? ` at ${pathText(path)}` : ''}. ${finding.detail ?? ''}`.trim(),
})
