import type { Check } from '../../kinds/checks/check.ts'
import { checkOf } from '../../kinds/checks/index.ts'
import type { Context, Kind, Path, Problem } from '../../kinds/kind.ts'
import { isAbsent } from '../../kinds/live.ts'
import { under } from '../../kinds/path.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Fields } from '../../model.ts'
import {
  DOCUMENT_FACETS,
  documentFacet,
  NAMED_FACETS,
  REGISTRY_KINDS,
  REPOSITORY_KINDS,
  WAIVE,
} from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { checkSetting } from '../form/schema-check.ts'
import { type Block, formsOf, namedIn, settingBlocksOf } from '../form/sections.ts'
import { soundBlock } from '../form/sound.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed } from '../text/place.ts'
import type { Checked, Owner as SettingsOf } from './checked.ts'
import type { Fill } from './fill.ts'
import { lay, layWaivers } from './lay.ts'
import type { ReportAt } from './lay-document.ts'
import { lookups } from './lookup.ts'
import type { Once } from './once.ts'
import { placed } from './placed.ts'
import { withKnownNames } from './registry.ts'
import {
  documentParts,
  fieldOf,
  fieldsOf,
  type PlacedPart,
  partAt,
  type ResolvedRepository,
  type Setting,
  type Settings,
} from './settings.ts'
import { checkWaivers, waiversIn } from './waivers.ts'

/** What the settings of one target are judged with, and where what is wrong with them goes. */
export interface Checking {
  readonly context: Context
  readonly findings: Findings
  readonly once: Once<readonly Problem[]>
  /** Where findings of checks go; left out: nobody asks for them. */
  readonly checked?: Checked
}

const NO_REPORT: ReportAt = () => undefined
const NOTHING: Settings = new Map()

type Placed = ReturnType<typeof placed>

/** What is wrong with blocks in which nothing is filled in, by what they say and the region: the same in many targets. */
export type BlockFindings = Map<string | undefined, Map<Fields, readonly Placed[]>>

/** Each block by itself, so that a fault is found once, where it is written, even in a layer that matches nothing. */
export function checkBlocks(manifest: Manifest, fill: Fill, checking: Checking, known: BlockFindings): void {
  const { findings } = checking
  // What is found is the same in all accounts.
  const { account: _, ...context } = checking.context
  const lookupIn = lookups(manifest)
  const ofRegion = known.get(context.region) ?? new Map<Fields, readonly Placed[]>()
  known.set(context.region, ofRegion)
  for (const parsed of [manifest.root, ...manifest.fragments]) {
    const lookup = lookupIn(parsed)
    for (const block of blocksOf(parsed).flatMap(block => soundBlock(block, findings) ?? [])) {
      const owner = { name: '', settings: waiversOf(block), isBlock: true } as const
      checkWaivers(waiversIn(owner.settings), findings)
      for (const found of ofRegion.get(block.fields) ?? foundIn(block)) report(found, owner, checking)
    }
    function foundIn(block: Block): readonly Placed[] {
      const { place } = block
      const settings = lay(NOTHING, withoutInherited(block), lookup, NO_REPORT)
      const filled = fill.everywhere({ name: '', place, settings })
      const found = faultsOf(filled, { ...checking, context })
      if (filled.settings === settings) ofRegion.set(block.fields, found)
      return found
    }
  }
}

const waiversOf = ({ place, fields }: Block): Settings => {
  const settings = new Map<string, Setting>()
  layWaivers(settings, fields[WAIVE], below(place, [WAIVE]))
  return settings
}

/** What a check finds is told once all that have it are known. */
function report({ place, finding }: Placed, owner: SettingsOf, { findings, checked }: Checking): void {
  if (checked?.takes(place, finding, owner)) return
  if (checked || checkOf(finding.code) === undefined) findings.at(place, finding)
}

const blocksOf = (parsed: Parsed): readonly Block[] => [
  ...NAMED_FACETS.flatMap(({ facet, named }) =>
    namedIn(parsed, named).map(({ name, place }) => ({ place, fields: { [facet]: name } })),
  ),
  ...settingBlocksOf(parsed),
]

/** What a layer before may have said is not known here. */
function withoutInherited(block: Block): Block {
  const isOnlyInherited = ([key, value]: readonly [string, unknown]) => {
    if (!DOCUMENT_FACETS.some(({ facet, joins }) => joins && facet === key)) return false
    const forms = formsOf(value, true).map(({ form }) => form)
    return forms.includes('inherited') && forms.every(form => form === 'inherited' || isAbsent(form))
  }
  return { ...block, fields: Object.fromEntries(Object.entries(block.fields).filter(entry => !isOnlyInherited(entry))) }
}

/** Whether nothing is known to be wrong with the documents that settings are made of. */
export function hasSoundParts(settings: Settings, findings: Findings): boolean {
  for (const { parts } of settings.values()) if (parts?.some(part => !findings.isSound(part.place))) return false
  return true
}

/** A whole repository, which ECR also counts and names; one that is not declared may stand for others of other names. */
export function checkRepository(repository: ResolvedRepository, checking: Checking, isDeclared = true): void {
  const own = { ...checking, context: { ...checking.context, repositoryName: repository.name } }
  const owner = { name: isDeclared ? repository.name : '', settings: repository.settings }
  const faults = faultsOf(repository, own)
  for (const found of faults) report(found, owner, checking)
  if (faults.every(({ finding }) => isMild(finding)))
    for (const found of foundByChecks(repository, own, { scope: 'repository', isDeclared }))
      report(found, owner, checking)
}

const isMild = ({ severity = 'error' }: Finding): boolean => severity !== 'error'

/** What ECR would take, and a reader would object to. */
function foundByChecks(
  repository: ResolvedRepository,
  { context, checked, once }: Checking,
  { scope, isDeclared }: { readonly scope: Kind['scope']; readonly isDeclared: boolean },
): readonly Placed[] {
  if (checked === undefined) return []
  const judged = { ...context, ...checked.known, isDeclared }
  const { settings } = repository
  return checked.taking.checks
    .flatMap(({ code, judges }) => {
      if (judges?.scope !== scope) return []
      const find = () => judges.find(saidOf(judges, settings), judged)
      const [only = '', ...others] = judges.reads
      const isDocument = others.length === 0 && documentFacet(only) !== undefined
      return isDocument ? once(code, settings.get(only)?.parts ?? [], find) : find()
    })
    .filter(problem => !isOfExpression(problem, settings))
    .map(problem => placed(repository, problem))
}

const saidOf = ({ reads }: NonNullable<Check['judges']>, settings: Settings): Fields => {
  const said = reads.flatMap(facet => {
    const value = fieldOf(facet, settings)
    return value === undefined ? [] : [[facet, value] as const]
  })
  return Object.fromEntries(said)
}

/** The registry itself: each of several layers as it is written, and what comes of all. */
export function checkRegistry(
  { layers, registry }: { readonly layers: readonly ResolvedRepository[]; readonly registry: ResolvedRepository },
  checking: Checking,
  kinds = REGISTRY_KINDS,
): void {
  const alone = layers.length > 1 ? layers : []
  for (const one of [...alone, registry].filter(({ place }) => checking.findings.isSound(place))) {
    checkWaivers(waiversIn(one.settings), checking.findings)
    for (const found of faultsOf(soundOf(withKnownNames(one), checking.findings), checking, kinds))
      report(found, one === registry ? one : { ...one, isBlock: true }, checking)
  }
  const sound = soundOf(withKnownNames(registry), checking.findings)
  if (sound.settings.size > 0)
    for (const found of foundByChecks(sound, checking, { scope: 'registry', isDeclared: true }))
      report(found, registry, checking)
}

/** Without the settings that have been found to be wrong. */
const soundOf = (registry: ResolvedRepository, findings: Findings): ResolvedRepository => ({
  ...registry,
  settings: new Map([...registry.settings].filter(([, { places }]) => places.every(place => findings.isSound(place)))),
})

/** What ECR would refuse of the settings, and of their form now that variables are filled in. */
function faultsOf(repository: ResolvedRepository, checking: Checking, kinds = REPOSITORY_KINDS): readonly Placed[] {
  const problems: Problem[] = []
  for (const [path, setting] of repository.settings) problems.push(...formOf(path, setting, checking.once))
  if (problems.length === 0) for (const kind of kinds) problems.push(...problemsOf(kind, repository.settings, checking))
  return problems
    .filter(problem => !isOfExpression(problem, repository.settings))
    .map(problem => placed(repository, problem))
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
  if (!setting.isFilled && !setting.parts && !setting.embedded) return NO_PROBLEM
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

const partOf = (index: number, { path: [facet = '', ...rest], ...problem }: Problem): Problem => ({
  ...problem,
  path: [facet, index, ...rest],
})

function problemsOf(kind: Kind, settings: Settings, { context, once }: Checking): readonly Problem[] {
  const fields = fieldsOf(kind, settings)
  if (fields === undefined) return []
  return once(kind.key, documentParts(kind, settings), () => kind.check(fields, context))
}
