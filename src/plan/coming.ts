import { kindOf } from '../kinds/index.ts'
import type { RegistryOf, Whereabouts } from '../kinds/kind.ts'
import type { Change, Refusal } from '../model.ts'
import { blockedBy } from './changes.ts'
import { drawnElsewhere, type Registry, registryKey } from './places.ts'

/** Why a source may not be found that comes with the same run. */
const NOT_FOUND: ReadonlySet<string> = new Set(['SOURCE_NOT_FOUND', 'SOURCE_DENIED'])

/**
 * A copy from the registry of another target is planned by what is there now: of what another change of the run brings there
 * first it says so, and is made by the next run.
 */
export function waitingForTargets(changes: readonly Change[], targets: readonly Registry[]): readonly Change[] {
  if (targets.length === 1 || !changes.some(isLost)) return changes
  const coming = comingTo(changes, targets)
  return changes.map(change => {
    const drawn = isLost(change) ? drawnElsewhere(change) : undefined
    const first = drawn && coming.get(imageKey(drawn.registry, drawn))
    return first === undefined ? change : blockedBy(change, broughtBy(first, change.blocked?.code))
  })
}

const isLost = ({ blocked }: Change): boolean => blocked !== undefined && NOT_FOUND.has(blocked.code)

/** By registry, repository, and tag or digest. */
function comingTo(changes: readonly Change[], targets: readonly Registry[]): ReadonlyMap<string, Change> {
  const registries = new Map(targets.map(target => [target.name, target]))
  return new Map(
    changes.flatMap(change => {
      const registry = registries.get(change.target)
      const { kind, name, want, blocked, repository = '' } = change
      const held = blocked || want === null ? undefined : kindOf(kind).holds?.(name, want)
      if (registry === undefined || held === undefined) return []
      const { at, digest } = held
      const names = [at, ...(digest === undefined ? [] : [{ digest }])]
      return names.map(name => [imageKey(registry, { repositoryName: repository, ...name }), change] as const)
    }),
  )
}

/** Where there is a digest, the tag beside it says nothing more. */
const imageKey = (registry: RegistryOf, { repositoryName, tag, digest }: Whereabouts): string =>
  `${registryKey(registry)} ${repositoryName}${digest === undefined ? `:${tag ?? ''}` : `@${digest}`}`

const broughtBy = ({ address, target }: Change, code = ''): Refusal => ({
  code,
  reason: `waits for ${address} of the target ${target}, which this run brings there first`,
  hint: 'Apply, then run ecrsync apply again: what is copied from another target is looked up there before anything is written.',
})
