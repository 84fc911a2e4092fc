import type { Permission } from './permission.ts'

/** The beginning of a name that may stand for it; undefined where none may. */
type Level = (name: string) => string | undefined

const REPOSITORY = /^(arn:[^:]+:ecr:[^:]*:[^:]*:repository\/)(.+)$/

const nameIn = ({ resource }: Permission): string | undefined => REPOSITORY.exec(resource)?.[2]

/** From as many segments as there are to one, and at last a word of what has no segments. */
export function levelsOf(permissions: readonly Permission[]): readonly Level[] {
  const depths = permissions.map(one => (nameIn(one)?.split('/').length ?? 1) - 1)
  const deepest = depths.reduce((most, depth) => Math.max(most, depth), 0)
  const segments = Array.from({ length: deepest }, (_, index) => bySegments(deepest - index))
  return [...segments, name => bySegments(1)(name) ?? /^[a-z0-9]+[._-]+/.exec(name)?.[0]]
}

const bySegments =
  (count: number): Level =>
  name => {
    const segments = name.split('/')
    return segments.length > count ? `${segments.slice(0, count).join('/')}/` : undefined
  }

/** The same for all repositories of a registry whose names begin like those of others that are named. */
export function widened(permissions: readonly Permission[], level: Level) {
  const names = new Map<string, Set<string>>()
  const beginningOf = ({ resource }: Permission) => {
    const [, registry = '', name = ''] = REPOSITORY.exec(resource) ?? []
    const beginning = level(name)
    return beginning === undefined || beginning.includes('*') ? undefined : `${registry}${beginning}`
  }
  for (const one of permissions) {
    const beginning = beginningOf(one)
    if (beginning !== undefined) names.set(beginning, (names.get(beginning) ?? new Set()).add(one.resource))
  }
  const wildcards = new Map(
    [...names].filter(([, { size }]) => size > 1).map(([beginning, { size }]) => [`${beginning}*`, size]),
  )
  return {
    wildcards,
    permissions: permissions.map(one => {
      const pattern = `${beginningOf(one)}*`
      return wildcards.has(pattern) ? { ...one, resource: pattern } : one
    }),
  }
}
