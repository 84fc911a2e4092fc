import { REPOSITORY_NAME } from '../names.ts'
import { clipped } from '../words.ts'
import type { Path, Problem } from './kind.ts'
import { hasPlaceholder } from './placeholder.ts'

/** Stands for all names that no other prefix is the beginning of. */
export const ROOT = 'ROOT'

const withSlash = (prefix: string): string => (prefix.endsWith('/') ? prefix : `${prefix}/`)

/** Whether names below the one prefix are below the other: ECR puts a `/` behind each. */
export const covers = (prefix: string, other: string): boolean =>
  prefix === ROOT || (other !== ROOT && withSlash(other).startsWith(withSlash(prefix)))

export interface Lengths {
  readonly min: number
  readonly max: number
}

/** As far as a pattern says it. */
export const prefixPattern = ({ min, max }: Lengths): RegExp =>
  new RegExp(`^${ROOT}$|^(?=.{${min},${max}}$)${REPOSITORY_NAME.source.slice(1, -1)}/?$`)

/** Source: ECR API model, PullThroughCacheRuleRepositoryPrefix and Prefix. */
export function checkPrefix(prefix: string, path: Path, { min, max }: Lengths): readonly Problem[] {
  if (prefix === ROOT || hasPlaceholder(prefix) || isPrefix(prefix, { min, max })) return []
  const mended = prefix
    .toLowerCase()
    .replace(/[^a-z0-9._/-]+/g, '-')
    .replace(/^[/._-]+|[/._-]+$/g, '')
  return [
    {
      path,
      code: 'INVALID_PREFIX',
      summary: `Invalid prefix "${clipped(prefix)}"`,
      detail: `ECR allows ${ROOT}, or ${min} to ${max} characters as in the name of a repository: lower-case letters and digits, separated by \`.\`, \`_\`, \`__\`, \`-\` or \`/\`, perhaps with a \`/\` at the end.`,
      hint: isPrefix(mended, { min, max }) ? `Write ${mended} instead.` : 'Choose a prefix of that form.',
    },
  ]
}

const isPrefix = (prefix: string, { min, max }: Lengths): boolean =>
  prefix.length >= min && prefix.length <= max && REPOSITORY_NAME.test(prefix.replace(/\/$/, ''))
