import type { Guards, Target } from '../../model.ts'
import type { Further, Manifest } from '../form/load.ts'
import { layersOf, rootOf } from '../form/sections.ts'
import { Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import { type Checking, checkBlocks, checkRegistry, checkRepository } from './checks.ts'
import { withoutUnfit } from './env-values.ts'
import { checkExpressions } from './expressions.ts'
import { fillWith, type Tell } from './fill.ts'
import { checkHosts, marked } from './hosts.ts'
import type { Variables } from './interpolate.ts'
import type { ReportAt } from './lay-document.ts'
import { lookups } from './lookup.ts'
import { checkGlobs, checkMatches } from './matches.ts'
import { checkMisspelt } from './misspelt.ts'
import { isKnown, namedSections, type PlacedTombstone } from './names.ts'
import { onceForShared } from './once.ts'
import { checkOwner, type Owner, ownerOf } from './owner.ts'
import { checkReferences } from './references.ts'
import { registryIn } from './registry.ts'
import { layeredRepositories } from './repositories.ts'
import type { ResolvedRepository } from './settings.ts'
import { checkTombstone } from './tombstones.ts'
import { checkListed, environmentOf, type KnownValues, type Surroundings, variablesOf } from './variables.ts'
import { checkingVars } from './vars.ts'

/** The manifest for one target: every repository with the settings that the layers and itself give it. */
export interface ResolvedManifest extends Owner {
  readonly repositories: readonly ResolvedRepository[]
  readonly removed: readonly PlacedTombstone[]
  /** The settings of the registry itself. */
  readonly registry: ResolvedRepository
  readonly guards: Guards
  readonly findings: Findings
}

export interface ResolveOptions extends Surroundings {
  /** What is known of the target; the rest stays as written. */
  readonly target: Partial<Target>
}

/** @throws EcrsyncError INVALID_MANIFEST with everything that is wrong */
export function resolve(manifest: Manifest, options: ResolveOptions): ResolvedManifest {
  const findings = new Findings()
  const resolved = judge(manifest, options, findings)
  findings.throwIfErrors()
  return resolved
}

/** What is sound of a manifest with errors of form is judged all the same. */
export const further =
  (options: ResolveOptions): Further =>
  (sound, findings) =>
    void judge(sound, options, findings)

/** An error ends what it is in, and hides no other. */
function judge(manifest: Manifest, { target, ...surroundings }: ResolveOptions, findings: Findings): ResolvedManifest {
  const { root } = manifest
  const environment = withoutUnfit(manifest, environmentOf(root, surroundings), findings)
  const owner = ownerOf(root, environment, target)
  const { context } = owner
  const known: KnownValues = { environment, accounts: context.accounts, target }
  const variables = variablesOf(known)
  const sections = namedSections(manifest, variables)
  checkReferences(manifest, sections, findings)
  checkListed(root, surroundings, findings)
  checkExpressions(manifest, known, findings)
  checkMisspelt(manifest, findings)
  checkGlobs(manifest, findings)
  checkOwner(root, owner, findings)
  const fill = fillWith(variables)
  const checking: Checking = { context, findings, once: onceForShared() }
  checkBlocks(manifest, fillWith(withoutLists(variables)), checking)
  const vars = checkingVars()
  const layered = layeredRepositories(manifest, sections, findings).filter(isSoundIn(manifest, findings))
  if (environment.size > 0) checkHosts(layered, fillWith(markedVariables(root, known)), findings)
  const repositories = layered.map(repository =>
    fill.repository(repository, isKnown(repository.name) ? vars.of(repository) : NOT_TOLD),
  )
  const removed = sections.flatMap(section => section.removed)
  const report: ReportAt = (place, finding) => findings.at(place, finding)
  const registry = fill.everywhere(registryIn(root, lookups(manifest)(root), report))
  vars.report(findings)
  for (const repository of repositories) if (isKnown(repository.name)) checkRepository(repository, checking)
  checkRegistry(registry, checking)
  for (const tombstone of removed) if (findings.isSound(tombstone.place)) checkTombstone(tombstone, context, findings)
  checkMatches(sections, findings)
  return { ...owner, repositories, removed, registry, guards: rootOf(root).guards ?? {}, findings }
}

/** What comes from the environment can be told from the rest, also where a name of an account has brought it. */
function markedVariables(root: Parsed, { environment, target }: KnownValues): Variables {
  const told = marked(environment)
  return variablesOf({ environment: told, accounts: ownerOf(root, told, target).context.accounts, target })
}

/** Whether everything that a repository has from layers and by name is sound. */
function isSoundIn({ root, fragments }: Manifest, findings: Findings): (repository: ResolvedRepository) => boolean {
  const sound = new Map(
    [root, ...fragments].map(parsed => [parsed, layersOf(parsed).every(({ place }) => findings.isSound(place))]),
  )
  return ({ place, settings }) =>
    findings.isSound(place) &&
    [root, place.parsed].every(parsed => sound.get(parsed)) &&
    [...settings.values()].every(({ parts = [] }) => parts.every(part => findings.isSound(part.place)))
}

/** Which layers match is not known yet. */
const NOT_TOLD: Tell = () => undefined

/** Each item of a list then has the index that it is written at. */
const withoutLists = (variables: Variables): Variables =>
  new Map([...variables].filter(([, value]) => !Array.isArray(value)))
