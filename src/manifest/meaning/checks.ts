import type { Context, Kind, Path, Problem } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { DOCUMENT_FACETS, REGISTRY_KINDS, REPOSITORY_KINDS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { checkSetting } from '../form/schema-check.ts'
import { type Block, layersOf, namedIn, repositoriesOf } from '../form/sections.ts'
import { clipped } from '../text/clipped.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place } from '../text/place.ts'
import type { Fill } from './fill.ts'
import { lay, type ReportAt } from './lay.ts'
import { lookups } from './lookup.ts'
import { aboutName } from './names.ts'
import type { Once } from './once.ts'
import { documentParts, fieldsOf, type ResolvedRepository, type Setting, type Settings } from './settings.ts'

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
    for (const block of blocksOf(parsed)) {
      const settings = lay(new Map(), withoutInherited(block), lookup, NO_REPORT)
      checkSettings(fill.everywhere({ name: '', place: block.place, settings }), checking)
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
function isOfExpression({ path: [facet, index, ...rest] }: Problem, settings: Settings): boolean {
  const setting = settings.get(String(facet))
  const part = typeof index === 'number' ? setting?.parts?.[index] : undefined
  return part !== undefined && hasPlaceholder(rest.reduce(inside, part.body))
}

const inside = (value: unknown, step: Path[number]): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string | number, unknown>>)[step]
    : undefined

/** What is filled in is another text elsewhere, and the line does not show it. */
function ofFilled(finding: Finding, { isFilled }: Pick<Setting, 'isFilled'>, value: unknown, name: string): Finding {
  if (!isFilled || name === '') return finding
  const said = typeof value === 'string' ? ` as ${JSON.stringify(clipped(value))}` : ''
  return { ...finding, detail: `${finding.detail ?? ''} It is filled in for ${clipped(name)}${said}.`.trim() }
}

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

/** The place that a problem is about: where the setting was said last, and for a file the line that names it. */
function placed(
  { name, settings, place }: ResolvedRepository,
  { path, ...problem }: Problem,
): { readonly place: Place; readonly finding: Finding } {
  const [facet = '', index, ...rest] = path
  if (path.length === 0) return { place, finding: aboutName(problem, place.path.at(-1)) }
  const keyed = index === undefined ? undefined : settings.get(pathText([facet, index]))
  if (keyed)
    return { place: below(keyed.places.at(-1) as Place, rest), finding: ofFilled(problem, keyed, keyed.value, name) }
  const setting = settings.get(String(facet))
  const part = typeof index === 'number' ? setting?.parts?.[index] : undefined
  const finding = ofFilled(problem, part ?? setting ?? {}, setting?.value, name)
  if (part?.file !== undefined) return { place: part.place, finding: inFile(finding, part.file, rest) }
  if (part) return { place: below(part.place, rest), finding }
  const last = setting?.places.at(-1)
  return { place: last ? below(last, path.slice(1)) : below(place, path.slice(0, 1)), finding }
}

const inFile = (finding: Finding, file: string, path: Path): Finding => ({
  ...finding,
  detail: `In ${clipped(file)}${path.length > 0 ? ` at ${pathText(path)}` : ''}. ${finding.detail ?? ''}`.trim(),
})
