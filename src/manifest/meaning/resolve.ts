import type { Guards, Target } from '../../model.ts'
import type { Further, Manifest } from '../form/load.ts'
import { layersOf, rootOf } from '../form/sections.ts'
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
  checkReferences(manifest, findings)
  checkVariables(manifest, surroundings, findings)
  checkGlobs(manifest, findings)
  // A glob that is refused could take minutes.
  const canMatch = [manifest.root, ...manifest.fragments].every(parsed =>
    layersOf(parsed).every(({ place }) => findings.isSound(place)),
  )
  const known = environmentOf(manifest.root, surroundings.environment)
  const owner = ownerOf(manifest.root, known, target, findings)
  const { context } = owner
  const variables = (environment: typeof known) => variablesOf(environment, target)
  const fill = fillWith(variables(known))
  const checking: Checking = { context, findings, once: onceForShared() }
  checkBlocks(manifest, fill, checking)
  const layered = canMatch
    ? layeredRepositories(manifest, (place, finding) => findings.at(place, finding)).filter(
        isSoundIn(manifest, findings),
      )
    : []
  if (known.size > 0) checkHosts(layered, fillWith(variables(marked(known))), findings)
  const repositories = layered.map(repository => fill(repository, variablesOfRepository(repository.name)))
  const removed = tombstonesIn(manifest)
  const registry = fill(registryIn(manifest.root), new Map())
  for (const repository of repositories) checkRepository(repository, checking)
  checkRegistry(registry, checking)
  for (const tombstone of removed) checkTombstone(tombstone, context, findings)
  if (canMatch) checkMatches(manifest, findings)
  return { ...owner, repositories, removed, registry, guards: rootOf(manifest.root).guards ?? {}, findings }
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
