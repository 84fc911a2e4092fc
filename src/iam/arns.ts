import { partitionOf } from '../names.ts'

/** What of a registry is known: what is not may be any. */
export interface Where {
  readonly account?: string | undefined
  readonly region?: string | undefined
}

export const ALL = '*'

const partitionIn = ({ region }: Where): string => (region ? partitionOf(region) : ALL)

/** What is filled in by an account that nobody knows yet may be anything. */
export const filledIn = (text: string): string => text.replaceAll(/\$\{\{.*?\}\}/g, ALL)

export const repositoryArn = (where: Where, name: string): string =>
  `arn:${partitionIn(where)}:ecr:${where.region || ALL}:${where.account ?? ALL}:repository/${filledIn(name)}`

export const roleArn = (where: Where, path: string): string =>
  `arn:${partitionIn(where)}:iam::${where.account ?? ALL}:role/${path}`

/** A key by its id, or all of them. */
export const keyArn = (where: Where, id: string): string =>
  `arn:${partitionIn(where)}:kms:${where.region || ALL}:${where.account ?? ALL}:key/${id}`

/** Patterns of IAM that match all that a list of globs matches: exceptions are not looked at, and alternatives are taken one by one. */
export const patternsOf = (globs: readonly string[]): readonly string[] => {
  const positive = globs.filter(glob => !glob.startsWith('!'))
  return [...new Set((positive.length > 0 ? positive : ['**']).flatMap(alternatives).map(asPattern))]
}

const BRACES = /^(.*?)\{([^{}]*)\}(.*)$/

function alternatives(glob: string): readonly string[] {
  const [, before, inner, after] = BRACES.exec(glob) ?? []
  if (before === undefined || inner === undefined || after === undefined) return [glob]
  return inner.split(',').flatMap(one => alternatives(`${before}${one}${after}`))
}

/** `**` matches no segment, too: what stands around it may be one slash. */
const asPattern = (glob: string): string =>
  glob
    .replaceAll(/\[[^\]]*\]/g, '?')
    .replaceAll(/(^|\/)(?:\*\*\/)+/g, '$1*')
    .replaceAll(/[*{}]+/g, ALL)

const beginningOf = (pattern: string): string => /^[^*?]*/.exec(pattern)?.[0] ?? ''

/** A pattern for all that both match: the one that begins with more; none where they begin otherwise. */
export function common(one: string, other: string): readonly string[] {
  const [first, second] = [beginningOf(one), beginningOf(other)]
  if (first.startsWith(second)) return [one]
  return second.startsWith(first) ? [other] : []
}
