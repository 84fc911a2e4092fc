import type { Reader } from '../../aws/api.ts'
import type { EcrsyncError } from '../../errors.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind, StatingContext } from '../../kinds/kind.ts'
import { readingFailure } from '../../plan/understood.ts'
import { type Stated, statedOf, together } from './stated.ts'

type OfRegistry = Extract<Kind, { readonly scope: 'registry' }>

/** The settings of a registry, each kind by itself: one that cannot be read leaves the others alone. */
export async function settingsOf(reader: Reader, context: StatingContext): Promise<Stated> {
  const kinds = KINDS.filter((kind): kind is OfRegistry => kind.scope === 'registry' && kind.states !== undefined)
  return together((await Promise.all(kinds.map(kind => allOf(kind, reader, context)))).flat())
}

async function allOf(kind: OfRegistry, reader: Reader, context: StatingContext): Promise<readonly Stated[]> {
  const stated = (name: string, found: Parameters<typeof statedOf>[2]) =>
    statedOf(kind, name, found, { scope: 'registry' }, context)
  try {
    const names = await kind.names?.(reader)
    const found = await kind.read(reader, new Map((names ?? []).map(name => [name, null])))
    return [...found].map(([name, reading]) => stated(name, reading))
  } catch (error) {
    return [stated(kind.key, readingFailure(error))]
  }
}

/** Globs of the repositories that something in the registry makes by itself, and what makes them. */
export async function madeIn(reader: Reader): Promise<readonly Made[] | EcrsyncError> {
  try {
    const all = await Promise.all(KINDS.map(kind => madeBy(kind, reader)))
    return all.flat()
  } catch (error) {
    return readingFailure(error)
  }
}

export interface Made {
  readonly match: string
  readonly by: string
  isFor(repositoryName: string): boolean
}

async function madeBy({ key, makes }: Kind, reader: Reader): Promise<readonly Made[]> {
  if (makes?.globOf === undefined) return []
  return (await makes.there(reader)).flatMap(name => {
    const match = makes.globOf?.(name)
    return match === undefined ? [] : [{ match, by: `${key} ${name}`, isFor: (one: string) => makes.isFor(name, one) }]
  })
}
