import { invalid } from '../errors.ts'
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

/** One page of what is sorted by key. A token holds the last key shown, so what comes and goes between calls shifts nothing. */
export function page<T>(all: readonly T[], keyOf: (item: T) => string, request: PageRequest): Page<T> {
  const after = request.nextToken === undefined ? '' : keyIn(request.nextToken)
  const rest = all.filter(item => keyOf(item) > after)
  const items = rest.slice(0, request.maxResults ?? DEFAULT_PAGE)
  const last = items.at(-1)
  return last === undefined || items.length === rest.length ? { items } : { items, nextToken: tokenOf(keyOf(last)) }
}

const tokenOf = (key: string) => Buffer.from(JSON.stringify({ after: key })).toString('base64url')

function keyIn(token: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (typeof after === 'string') return after
  } catch {}
  throw invalid('nextToken', 'Invalid token')
}
