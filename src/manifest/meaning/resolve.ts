import type { DeclaredTarget, Guards } from '../../model.ts'
import { TARGETS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { layersOf, registryBlocksOf, rootOf } from '../form/sections.ts'
import { Findings } from '../text/findings.ts'
import { below, type Parsed, type Place } from '../text/place.ts'
import { Checked, type Left, type Taking, takingOf, tellBlocks } from './checked.ts'
import {
  type BlockFindings,
  type Checking,
  checkBlocks,
  checkRegistry,
  checkRepository,
  hasSoundParts,
} from './checks.ts'
import { checkClaims, checkReleased } from './claim-checks.ts'
import { type Claims, claimsIn } from './claims.ts'
import { checkDiscovered, type Discovering, discovering } from './discovered.ts'
import { withoutUnfit } from './env-values.ts'
import { checkExpressions } from './expressions.ts'
import { fillWith, type Tell } from './fill.ts'
import { checkHosts, marked } from './hosts.ts'
import type { Variables } from './interpolate.ts'
import { checkLabels } from './labels.ts'
import type { ReportAt } from './lay-document.ts'
import { lookups } from './lookup.ts'
import { checkAdopted, checkGlobs, checkMatches } from './matches.ts'
import { checkMisspelt } from './misspelt.ts'
import { isKnown, namedSections, type PlacedTombstone } from './names.ts'
import { onceForShared } from './once.ts'
import { checkOwner, type Owner, ownerOf } from './owner.ts'
import { checkPrune, type PlacedPrune, pruneIn } from './prune.ts'
import { checkDeclared, checkReferences } from './references.ts'
import { registryLayers, registryOf } from './registry.ts'
import { layeredRepositories } from './repositories.ts'
import { sectionFor, selectionsIn, selectorFaults, selects } from './selectors.ts'
import type { ResolvedRepository } from './settings.ts'
import { DEFAULT_TARGET, targetsOf } from './targets.ts'
import { checkNamed } from './tombstones.ts'
import { checkListed, environmentOf, labelsAskedIn, type Surroundings, variablesOf } from './variables.ts'
import { checkingVars } from './vars.ts'

/** The manifest for one target: every repository with the settings that the layers and itself give it. */
export interface ResolvedManifest extends Owner {
  readonly repositories: readonly ResolvedRepository[]
  readonly removed: readonly PlacedTombstone[]
  /** The settings of the registry itself. */
  readonly registry: ResolvedRepository
  readonly discovered: Discovering
  /** Whose repositories are to be. */
  readonly claims: Claims
  /** What it deletes of what it owns; left out: nothing. */
  readonly prune?: PlacedPrune | undefined
  readonly guards: Guards
  readonly findings: Findings
  /** Of checks, what is to be told of all targets together. */
  readonly left: Left
}

export interface ResolveOptions extends Surroundings {
  /** What is known of the target beside what the manifest declares under its name; the rest stays as written. */
  readonly target: Partial<DeclaredTarget>
}

/** @throws EcrsyncError INVALID_MANIFEST with everything that is wrong with the manifest, or in this target */
export function resolve(manifest: Manifest, { target, ...surroundings }: ResolveOptions): ResolvedManifest {
  const findings = new Findings()
  const whole = judgeWhole(manifest, surroundings, findings)
  const declared = whole.targets.find(({ name }) => name === target.name)
  const resolved = judgeFor(whole, { ...declared, ...target }, findings)
  const matching = { findings, isSound: (place: Place) => findings.isSound(place) }
  checkMatches(manifest, whole.targets, matching)
  checkAdopted(manifest, whole.targets, matching)
  tellBlocks([resolved.left], findings)
  findings.throwIfErrors()
  return resolved
}

/** What is the same for all targets. */
export interface Whole {
  readonly manifest: Manifest
  readonly environment: ReadonlyMap<string, string>
  readonly targets: readonly DeclaredTarget[]
  /** Keys of the labels that something asks for. */
  readonly labels: readonly string[]
  readonly taking: Taking
}

/** What is wrong in all targets alike is found once. */
export function judgeWhole(manifest: Manifest, surroundings: Surroundings, findings: Findings): Whole {
  const { root } = manifest
  const environment = withoutUnfit(manifest, environmentOf(root, surroundings), findings)
  const owner = ownerOf(root, environment, {})
  const known = { environment, accounts: owner.context.accounts }
  const targets = targetsOf(
    root,
    { ...known, ...surroundings, environment, told: markedValues(root, environment) },
    findings,
  )
  checkReferences(manifest, findings)
  checkListed(root, surroundings, findings)
  const areAllKnown = areSound(root, findings)
  const labels = labelsAskedIn(manifest)
  checkExpressions(manifest, { ...known, labels: [...labelsOf(targets), ...(areAllKnown ? [] : labels)] }, findings)
  checkMisspelt(manifest, findings)
  checkGlobs(manifest, findings)
  checkOwner(root, owner, findings)
  checkClaims(root, owner, findings)
  checkPrune(root, findings)
  if (areAllKnown) checkSelections(manifest, targets, findings)
  const taking = takingOf(rootOf(root).checks ?? {}, surroundings)
  return { manifest, environment, targets, labels, taking }
}

const labelsOf = (targets: readonly DeclaredTarget[]): readonly string[] =>
  targets.flatMap(target => Object.keys(target.labels))

/** Of targets that are not all known, nobody can say that something chooses none, or that none has a label. */
const areSound = (root: Parsed, findings: Findings): boolean =>
  [[TARGETS], ...Object.keys(rootOf(root).targets ?? {}).map(name => [TARGETS, name])].every(path =>
    findings.isSound({ parsed: root, path }),
  )

function checkSelections({ root, fragments }: Manifest, targets: readonly DeclaredTarget[], findings: Findings): void {
  for (const { selectors, place } of [root, ...fragments].flatMap(selectionsIn))
    for (const { index, finding } of selectorFaults(selectors, targets))
      findings.at(index === undefined ? place : below(place, [index]), finding)
}

/** An error ends what it is in, and hides no other. */
export function judgeFor(
  { manifest: whole, environment, labels, taking }: Whole,
  target: Partial<DeclaredTarget>,
  findings: Findings,
  { blocks = new Map(), accounts = [target.account ?? []].flat() }: Alike = {},
): ResolvedManifest {
  const manifest = manifestFor(whole, target)
  const { root } = manifest
  const { guards = {} } = rootOf(root)
  const owner = ownerOf(root, environment, target)
  const { context } = owner
  const variables = variablesOf({ environment, accounts: context.accounts, target })
  const sections = namedSections(manifest, variables)
  checkDeclared(sections, findings)
  const fill = fillWith(variables)
  const checked = new Checked(taking, { own: accounts, tags: guards.tags ?? [], saysOfRegistry: isSaidIn(root) })
  const checking: Checking = { context, findings, checked, once: onceForShared() }
  checkBlocks(manifest, fillWith(withoutLists(variables)), checking, blocks)
  const vars = checkingVars()
  const layered = layeredRepositories(manifest, sections, findings).filter(isSoundIn(manifest, findings))
  if (environment.size > 0)
    checkHosts(layered, fillWith(variablesOf({ ...markedValues(root, environment), target })), findings)
  const repositories = layered.map(repository =>
    fill.repository(repository, isKnown(repository.name) ? vars.of(repository) : NOT_TOLD),
  )
  const removed = sections.flatMap(section => section.removed)
  const report: ReportAt = (...found) => findings.at(...found)
  const layers = registryLayers(root, { variables, lookup: lookups(manifest)(root), report }).map(fill.everywhere)
  const registry = registryOf(root, layers)
  const discovered = discovering({ manifest, fill, checking })
  const claims = claimsIn(root, variables)
  const declared = new Set([...repositories, ...removed].map(({ name }) => name))
  vars.report(findings)
  if (labels.length > 0)
    checkLabels(
      { sections, released: claims.released, blocks: [...repositories, registry, ...discovered.entries] },
      findings,
    )
  for (const repository of repositories) if (isKnown(repository.name)) checkRepository(repository, checking)
  checkRegistry({ layers, registry }, checking)
  for (const named of [...removed, ...claims.released])
    if (findings.isSound(named.place)) checkNamed(named, context, findings)
  checkDiscovered(discovered, name => declared.has(name), checking)
  checkReleased(claims, sections, findings)
  for (const { settings } of [...repositories, registry, ...discovered.entries]) checked.expect(settings)
  checked.tell(findings)
  return {
    ...owner,
    repositories,
    removed,
    registry,
    discovered,
    claims,
    prune: pruneIn(root),
    guards: rootOf(root).guards ?? {},
    findings,
    left: checked.left,
  }
}

/** Of targets that are judged together. */
interface Alike {
  /** What has been found in blocks in other targets. */
  readonly blocks?: BlockFindings
  /** As far as they are known. */
  readonly accounts?: readonly string[]
}

const isSaidIn =
  (root: Parsed) =>
  (key: string): boolean =>
    registryBlocksOf(root).some(({ fields }) => fields[key] !== undefined && fields[key] !== null)

/** What is not for a target is taken out before anything looks at it. */
function manifestFor({ root, fragments, ...others }: Manifest, target: Partial<DeclaredTarget>): Manifest {
  const { name = DEFAULT_TARGET, labels = {} } = target
  const known = new Map<string, boolean>()
  const isFor = (selectors: readonly string[]) => {
    const key = JSON.stringify(selectors)
    const found = known.get(key) ?? selects(selectors, { name, labels })
    known.set(key, found)
    return found
  }
  const inTarget = (parsed: Parsed) => (selectionsIn(parsed).length === 0 ? parsed : sectionFor(parsed, isFor))
  return { ...others, root: inTarget(root), fragments: fragments.map(inTarget) }
}

/** What comes from the environment can be told from the rest, also where a name of an account has brought it. */
function markedValues(root: Parsed, environment: ReadonlyMap<string, string>) {
  const told = marked(environment)
  return { environment: told, accounts: ownerOf(root, told, {}).context.accounts }
}

/** Whether everything that a repository has from layers and by name is sound. */
function isSoundIn({ root, fragments }: Manifest, findings: Findings): (repository: ResolvedRepository) => boolean {
  const sound = new Map(
    [root, ...fragments].map(parsed => [parsed, layersOf(parsed).every(({ place }) => findings.isSound(place))]),
  )
  return ({ place, settings }) =>
    findings.isSound(place) &&
    [root, place.parsed].every(parsed => sound.get(parsed)) &&
    hasSoundParts(settings, findings)
}

/** Which layers match is not known yet. */
const NOT_TOLD: Tell = () => undefined

/** Each item of a list then has the index that it is written at. */
const withoutLists = (variables: Variables): Variables =>
  new Map([...variables].filter(([, value]) => !Array.isArray(value)))
