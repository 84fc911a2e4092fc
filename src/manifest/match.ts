import picomatch from 'picomatch'

/**
 * Whether a name matches a list of globs: some positive one matches (none given: all) and no `!` one does, in any order.
 * `*` stays within a segment, `**` goes over segments, and `payments/**` does not match `payments`.
 */
export function matcher(globs: readonly string[]): (name: string) => boolean {
  const compile = (glob: string) => picomatch(glob, { strictSlashes: true, dot: true, nonegate: true })
  const exceptions = globs.filter(glob => glob.startsWith('!')).map(glob => compile(glob.slice(1)))
  const positive = globs.filter(glob => !glob.startsWith('!')).map(compile)
  return name =>
    (positive.length === 0 || positive.some(matches => matches(name))) && !exceptions.some(matches => matches(name))
}
