/** What has the longest prefix of a name: a slash after a prefix is implied, and `ROOT` is all names. */
export function longestPrefix<T>(all: Iterable<T>, prefixOf: (one: T) => string, name: string): T | undefined {
  const fits = (prefix: string) => prefix === 'ROOT' || name.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
  const length = (prefix: string) => (prefix === 'ROOT' ? 0 : prefix.length)
  return [...all]
    .filter(one => fits(prefixOf(one)))
    .sort((one, other) => length(prefixOf(other)) - length(prefixOf(one)))[0]
}
