/** What this process holds and nobody may read, as it may be quoted: as it is, in a URL, and in JSON. */
const held = new Set<string>()

/** Shorter ones are words that stand anywhere, such as `test` as the key for an emulator. */
const SHORTEST = 8

/** Of each of those that are made anew for as long as a run goes on, the last ones. */
const MOST = 1000

/** From now on nothing that is said has it: keys, tokens, passwords, logins. */
export function keepSecret(...secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST || held.has(secret)) continue
    for (const form of formsOf(secret)) held.add(form)
  }
  for (const oldest of held) {
    if (held.size <= MOST) break
    held.delete(oldest)
  }
}

/** Half of a pair of surrogates stands in no URL. */
const formsOf = (secret: string): readonly string[] =>
  /\p{Cs}/u.test(secret)
    ? [secret]
    : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.replaceAll('/', '\\/')]

/** A text without what this process keeps, in small letters or large ones. */
export function withoutSecrets(text: string): string {
  if (held.size === 0 || text.length < SHORTEST) return text
  const small = text.toLowerCase()
  const found = [...held].filter(({ length }) => length <= text.length).filter(one => small.includes(one.toLowerCase()))
  const longestFirst = found.toSorted((one, other) => other.length - one.length)
  return longestFirst.reduce(covered, text).replace(QUOTED, (whole, part: string) => (isPart(part) ? '"…"' : whole))
}

/** Plain data without it, in whatever text of it. */
export function unsecret<T>(value: T): T {
  if (held.size === 0) return value
  if (typeof value === 'string') return withoutSecrets(value) as T
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(unsecret) as T
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unsecret(inner)])) as T
}

const covered = (text: string, secret: string): string => text.replace(new RegExp(escaped(secret), 'gi'), '…')

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** The beginning of what is no JSON, in the words of V8. */
const QUOTED = /"([^"]{4,})"(?:\.\.\.)?(?= is not valid JSON)/g

const isPart = (part: string): boolean => [...held].some(one => one.includes(part))
