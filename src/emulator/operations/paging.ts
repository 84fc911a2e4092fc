import { invalid } from '../errors.ts'
import { firstAt } from '../storage/sorted-keys.ts'
import { integer, optional, text } from './shapes.ts'

const DEFAULT_PAGE = 100

export const pageMembers = {
  nextToken: optional(text()),
  maxResults: optional(integer({ min: 1, max: 1000 })),
}

export interface PageRequest {
  readonly nextToken?: string | undefined
  readonly maxResults?: number | undefined
}

/** What is asked for by name comes whole. */
export function refusePaging(request: PageRequest, beside: string): void {
  for (const member of ['nextToken', 'maxResults'] as const) {
    if (request[member] !== undefined) throw invalid(member, `${member} cannot be used with ${beside}`)
  }
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken?: string
}

/** What is listed in the order of its keys. */
export interface Listing<T> {
  /** From a key on. */
  readonly list: (from: string) => Iterable<T>
  readonly keyOf: (item: T) => string
  /** Left out: all of it is. */
  readonly isWanted?: (item: T) => boolean
}

/** A token holds the last key shown, so what comes and goes between calls shifts nothing. */
export function page<T>({ list, keyOf, isWanted = () => true }: Listing<T>, request: PageRequest): Page<T> {
  const { nextToken, maxResults = DEFAULT_PAGE } = request
  const after = nextToken === undefined ? '' : keyIn(nextToken)
  const items: T[] = []
  for (const item of list(after)) {
    if (keyOf(item) <= after || !isWanted(item)) continue
    if (items.length === maxResults) return { items, nextToken: tokenOf(keyOf(items.at(-1) as T)) }
    items.push(item)
  }
  return { items }
}

/** What stands in its order already. */
export const inOrder = <T>(all: readonly T[], keyOf: (item: T) => string): Listing<T> => ({
  keyOf,
  *list(from) {
    const first = firstAt(all.length, at => keyOf(all[at] as T) >= from)
    for (let at = first; at < all.length; at += 1) yield all[at] as T
  },
})

const tokenOf = (key: string) => Buffer.from(JSON.stringify({ after: key })).toString('base64url')

function keyIn(token: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (typeof after === 'string') return after
  } catch {}
  throw invalid('nextToken', 'Invalid token')
}
