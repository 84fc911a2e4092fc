import type { Guards, Target } from '../../model.ts'
import type { Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import { Findings } from '../text/findings.ts'
import { type Checking, checkBlocks, checkRegistry, checkRepository } from './checks.ts'
import { fillWith } from './fill.ts'
import { checkHosts, marked } from './hosts.ts'
import { checkGlobs, checkMatches } from './matches.ts'
import { onceForShared } from './once.ts'
import { type Owner, ownerOf } from './owner.ts'
import { checkReferences } from './references.ts'
import { registryIn } from './registry.ts'
import { layeredRepositories } from './repositories.ts'
import type { ResolvedRepository } from './settings.ts'
import { checkTombstone, type PlacedTombstone, tombstonesIn } from './tombstones.ts'
import { checkVariables, environmentOf, type Surroundings, variablesOf, variablesOfRepository } from './variables.ts'

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
export function resolve(manifest: Manifest, { target, ...surroundings }: ResolveOptions): ResolvedManifest {
  const findings = new Findings()
  checkReferences(manifest, findings)
  checkVariables(manifest, surroundings, findings)
  checkGlobs(manifest, findings)
  findings.throwIfErrors()
  const known = environmentOf(manifest.root, surroundings.environment)
  const owner = ownerOf(manifest.root, known, target, findings)
  const { context } = owner
  const variables = (environment: typeof known) => variablesOf(environment, target)
  const fill = fillWith(variables(known))
  const checking: Checking = { context, findings, once: onceForShared() }
  checkBlocks(manifest, fill, checking)
  findings.throwIfErrors()
  const layered = layeredRepositories(manifest, (place, finding) => findings.at(place, finding))
  if (known.size > 0) checkHosts(layered, fillWith(variables(marked(known))), findings)
  const repositories = layered.map(repository => fill(repository, variablesOfRepository(repository.name)))
  const removed = tombstonesIn(manifest)
  const registry = fill(registryIn(manifest.root), new Map())
  for (const repository of repositories) checkRepository(repository, checking)
  checkRegistry(registry, checking)
  for (const tombstone of removed) checkTombstone(tombstone, context, findings)
  checkMatches(manifest, findings)
  findings.throwIfErrors()
  return { ...owner, repositories, removed, registry, guards: rootOf(manifest.root).guards ?? {}, findings }
}
