import type { Listed, Reader } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Change, Done, Fields } from '../model.ts'
import { readOne } from '../plan/read.ts'
import { describe } from './look.ts'

/**
 * Of a thing that others belong to, and that is to go: all that its receipt has to know to make it and these anew. What cannot be
 * read is left out, and holds up nothing.
 */
export async function goingWith({ kind: key, action, name }: Change, reader: Reader): Promise<Done['took']> {
  const belonging = KINDS.filter(({ scope, needs, one }) => scope === 'repository' && needs.includes(key) && !one)
  if (action !== 'delete' || belonging.length === 0) return undefined
  const listed = await describe(reader, name).catch(unlessFailed)
  if (listed === undefined) return undefined
  const read = [
    wholly(key, reader, listed),
    ...belonging.map(async one => [one.key, await readOne(reader, listed, one.key)] as const),
  ]
  const found = await Promise.all(read.map(one => one.catch(unlessFailed)))
  return Object.fromEntries(found.flatMap(entry => (entry ? [entry] : [])))
}

async function wholly(key: string, reader: Reader, listed: Listed): Promise<readonly [string, Fields | null]> {
  const kind = kindOf(key)
  const asked = new Map([[listed.repositoryName, kind.whole ?? {}]])
  const found = kind.scope === 'repository' ? await kind.read(reader, listed, asked) : new Map<string, Fields>()
  const one = found.get(listed.repositoryName) ?? null
  const failure = Object.values(one ?? {}).find(value => value instanceof EcrsyncError)
  if (failure) throw failure
  return [key, one && kind.canonical(one as Fields)]
}

function unlessFailed(error: unknown): undefined {
  if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
}
