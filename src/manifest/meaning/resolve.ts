import type { Guards, Target } from '../../model.ts'
import type { Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import { Findings } from '../text/findings.ts'
import { type Checking, checkBlocks, checkRegistry, checkRepository } from './checks.ts'
import { checkExpressions } from './expressions.ts'
import { fillWith, type Tell } from './fill.ts'
import type { Variables } from './interpolate.ts'
import { checkGlobs, checkMatches } from './matches.ts'
import { isKnown, namedSections, type PlacedTombstone } from './names.ts'
import { onceForShared } from './once.ts'
import { checkOwner, type Owner, ownerOf } from './owner.ts'
import { checkReferences } from './references.ts'
import { registryIn } from './registry.ts'
import { layeredRepositories } from './repositories.ts'
import type { ResolvedRepository } from './settings.ts'
import { checkTombstone } from './tombstones.ts'
import { checkListed, type Environment, environmentOf, type KnownValues, variablesOf } from './variables.ts'
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

export interface ResolveOptions {
  /** What is known of the target; the rest stays as written. */
  readonly target: Partial<Target>
  readonly environment: Environment
}

/** @throws EcrsyncError INVALID_MANIFEST with everything that is wrong */
export function resolve(manifest: Manifest, { target, environment }: ResolveOptions): ResolvedManifest {
  const { root } = manifest
  const findings = new Findings()
  const listed = environmentOf(root, environment)
  const owner = ownerOf(root, listed, target)
  const { context } = owner
  const known: KnownValues = { environment: listed, accounts: context.accounts, target }
  const variables = variablesOf(known)
  const sections = namedSections(manifest, variables)
  checkReferences(manifest, sections, findings)
  checkListed(root, environment, findings)
  checkExpressions(manifest, known, findings)
  checkGlobs(manifest, findings)
  findings.throwIfErrors()
  checkOwner(root, owner, findings)
  const fill = fillWith(variables)
  const checking: Checking = { context, findings, once: onceForShared() }
  checkBlocks(manifest, fillWith(withoutLists(variables)), checking)
  findings.throwIfErrors()
  const vars = checkingVars()
  const repositories = layeredRepositories(manifest, sections, findings).map(repository =>
    fill.repository(repository, isKnown(repository.name) ? vars.of(repository) : NOT_TOLD),
  )
  const removed = sections.flatMap(section => section.removed)
  const registry = fill.everywhere(registryIn(root))
  vars.report(findings)
  for (const repository of repositories) if (isKnown(repository.name)) checkRepository(repository, checking)
  checkRegistry(registry, checking)
  for (const tombstone of removed) checkTombstone(tombstone, context, findings)
  checkMatches(sections, findings)
  findings.throwIfErrors()
  return { ...owner, repositories, removed, registry, guards: rootOf(root).guards ?? {}, findings }
}

/** Which layers match is not known yet. */
const NOT_TOLD: Tell = () => undefined

/** Each item of a list then has the index that it is written at. */
const withoutLists = (variables: Variables): Variables =>
  new Map([...variables].filter(([, value]) => !Array.isArray(value)))
