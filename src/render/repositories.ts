import { counted } from '../words.ts'
import { andMore, bound } from './cut.ts'

/** So many names one sees to be all. */
export const NAMED = 3

/** `a, b, c and 37 more` */
export function someNames(names: readonly string[], expand: boolean): string {
  const shown = expand ? names : names.slice(0, NAMED)
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` ${andMore(more)}` : ''}`
}

/** `40 repositories: a, b, c and 37 more` */
export const repositoriesText = (names: readonly string[], expand: boolean): string =>
  `${bound(counted(names.length, 'repository', 'repositories'))}: ${someNames(names, expand)}`

/** `a`, or `3 repositories: a, b, c`; what belongs to no repository belongs to the registry. */
export const whoText = (names: readonly string[], expand: boolean): string =>
  names.length === 1 ? names[0] || 'the registry' : repositoriesText(names, expand)
