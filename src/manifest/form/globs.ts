import picomatch from 'picomatch'
import { onceFor } from '../../once.ts'
import { clipped } from '../../words.ts'
import type { Finding } from '../text/findings.ts'

/**
 * Whether a name matches a list of globs: some positive one matches (none given: all) and no `!` one does, in any order.
 * `*` stays within a segment, `**` goes over segments, and `payments/**` does not match `payments`.
 */
export function matcher(globs: readonly string[]): (name: string) => boolean {
  const exceptions = globs.filter(isException).map(glob => compile(glob.slice(1)))
  const positive = globs.filter(glob => !isException(glob)).map(compile)
  return name =>
    (positive.length === 0 || positive.some(matches => matches(name))) && !exceptions.some(matches => matches(name))
}

/** Once in a run, for all who match by it. Most names begin otherwise than most globs, which tells faster than a pattern does. */
const compile = onceFor((glob: string): ((name: string) => boolean) => {
  const matches = picomatch(glob, { strictSlashes: true, dot: true, nonegate: true })
  const [beginning = ''] = /^[\w-]*/.exec(glob) ?? []
  return name => name.startsWith(beginning) && matches(name)
})

export const isException = (glob: string): boolean => glob.startsWith('!')

const LONGEST = 1024
/** The matcher tries every way to share a name out among wildcards: with more of these, one name could take minutes. */
const MOST = 3

/** What cannot be matched, or not in reasonable time. */
export function checkGlob(glob: string): Finding | undefined {
  const pattern = isException(glob) ? glob.slice(1) : glob
  if (pattern === '') return invalid(glob, 'It matches no name.')
  if (pattern.length > LONGEST) return invalid(glob, `It has more than ${LONGEST} characters.`)
  const [regular] = /[()|+]/.exec(pattern) ?? []
  if (regular) return invalid(glob, `"${regular}" has no place in a glob: it knows *, **, ?, [a-z] and {a,b}.`)
  const segments = pattern.split('/')
  const isCrowded =
    segments.some(segment => runs(segment) > MOST) ||
    segments.filter(segment => segment === '**').length > MOST ||
    pattern.split('{').length - 1 > MOST
  return isCrowded ? invalid(glob, `More than ${MOST} wildcards of one sort take too long to match.`) : undefined
}

const runs = (segment: string): number => segment.match(/\*+/g)?.length ?? 0

const invalid = (glob: string, detail: string): Finding => ({
  code: 'INVALID_GLOB',
  summary: `Invalid glob "${clipped(glob)}"`,
  detail,
  hint: 'Write for example "payments/**", "*/api" or "!payments/legacy"; a list may hold several.',
})
