import { REPOSITORY_NAME } from '../../names.ts'
import { isException, matcher } from '../form/globs.ts'

/** What wildcards are filled with: two letters are a name by themselves. */
const FILLERS = ['xx', 'zz-9', 'a.b_c', '1'] as const

/** For each glob that is no exception, a name that ECR could have and that the whole list matches, where one is found. */
export function sampleNames(globs: readonly string[]): readonly string[] {
  const matches = matcher(globs)
  const positive = globs.filter(glob => !isException(glob))
  const found = (positive.length > 0 ? positive : ['**']).flatMap(glob => {
    const name = FILLERS.map(filler => sampleOf(glob, filler)).find(sample => isName(sample) && matches(sample))
    return name === undefined ? [] : [name]
  })
  return [...new Set(found)]
}

/** Of alternatives the first, of characters as well. */
const sampleOf = (glob: string, filler: string): string =>
  glob
    .replaceAll(/\{([^{},]*)[^{}]*\}/g, '$1')
    .replaceAll(/\[([^\]!^])[^\]]*\]/g, '$1')
    .replaceAll(/\*+/g, filler)
    .replaceAll('?', filler.slice(0, 1))

const isName = (name: string): boolean => name.length >= 2 && name.length <= 256 && REPOSITORY_NAME.test(name)

/** What no name has, beside what may stand for something else. */
const FOREIGN = /[^a-z0-9._/*?{},\\-]|^\/|\/\/|\/$/

/** Whether a glob matches no name that ECR could have, whatever stands for its wildcards. */
export const isHopeless = (glob: string): boolean =>
  !isException(glob) && FOREIGN.test(glob.replaceAll(/\[[^\]]*\]|\{[^{}]*\}/g, 'x'))
