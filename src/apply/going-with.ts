import type { Listed, Reader } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { belongingTo } from '../kinds/belonging.ts'
import { kindOf } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Change, Done, Fields } from '../model.ts'
import { askingOnce, isOfTags, readOne } from '../plan/read.ts'
import { mustBeUnderstood } from '../plan/understood.ts'
import { describe } from './look.ts'

/**
 * Of a thing that others belong to, and that is to go: all that its receipt has to know to make it and these anew. What cannot be
 * read is left out, and holds up nothing.
 */
export async function goingWith({ kind: key, action, name }: Change, reader: Reader): Promise<Done['took']> {
  const kind = kindOf(key)
  const belonging = belongingTo(key)
  if (kind.scope !== 'repository' || action !== 'delete' || belonging.length === 0) return undefined
  const listed = await describe(reader, name).catch(unlessFailed)
  if (listed === undefined) return undefined
  const once = askingOnce(reader, isOfTags)
  const read = [
    wholly(kind, once, listed),
    ...belonging.map(async one => [one.key, await readOne(once, listed, one.key)] as const),
  ]
  const found = await Promise.all(read.map(one => one.catch(unlessFailed)))
  return Object.fromEntries(found.flatMap(entry => (entry ? [entry] : [])))
}

type OfRepository = Extract<Kind, { readonly scope: 'repository' }>

async function wholly(kind: OfRepository, reader: Reader, listed: Listed): Promise<readonly [string, Fields]> {
  const asked = new Map([[listed.repositoryName, kind.whole ?? {}]])
  const found = await kind.read(reader, listed, asked)
  const one = found.get(listed.repositoryName) as Fields
  const failure = Object.values(one).find(value => value instanceof EcrsyncError)
  if (failure) throw failure
  return [kind.key, mustBeUnderstood(kind, one)]
}

function unlessFailed(error: unknown): undefined {
  if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
}
