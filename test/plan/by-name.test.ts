import { describe, expect, test } from 'vitest'
import type { Listed } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import { readByName } from '../../src/plan/by-name.ts'
import { makePlan, NO_IMAGES, QUIETLY } from '../registry.ts'
import { scripted } from '../scripted.ts'
import { ACCOUNT, arnOf, declared, intentFrom, NOW, REGION } from '../world.ts'

const isA = (name: string): Listed => ({ repositoryName: name, repositoryArn: arnOf(name), registryId: ACCOUNT })

type Words = (name: string) => string
const onResource: Words = name =>
  `User: arn:aws:iam::${ACCOUNT}:user/ci is not authorized to perform: ecr:DescribeRepositories on resource: ${arnOf(name)} because no identity-based policy allows it`
const missing: Words = name => `The repository with name '${name}' does not exist in the registry with id '${ACCOUNT}'`

interface World {
  readonly there: readonly string[]
  /** What this identity may read. */
  readonly allowed?: (name: string) => boolean
  readonly isListed?: boolean
  readonly words?: { readonly denied?: Words; readonly missing?: Words }
}

/** As IAM and ECR answer: first whether it may, of each name, then whether it is there; the first that fails, fails all. */
function narrow({ there, allowed = () => true, isListed = false, words = {} }: World) {
  return scripted({
    DescribeRepositories: ({ repositoryNames }: { repositoryNames?: string[] }) => {
      if (repositoryNames === undefined) {
        if (isListed) return { repositories: there.map(isA) }
        throw new EcrsyncError('ACCESS_DENIED', 'DescribeRepositories is not allowed', { detail: onResource('*') })
      }
      if (repositoryNames.length > 100) throw new Error('more than 100 names')
      const denied = repositoryNames.find(name => !allowed(name))
      if (denied !== undefined) {
        const detail = (words.denied ?? onResource)(denied)
        throw new EcrsyncError('ACCESS_DENIED', 'DescribeRepositories is not allowed', { detail })
      }
      const gone = repositoryNames.find(name => !there.includes(name))
      if (gone !== undefined) {
        const detail = (words.missing ?? missing)(gone)
        throw new EcrsyncError('AWS_ERROR', 'It failed', { detail, awsName: 'RepositoryNotFoundException' })
      }
      return { repositories: repositoryNames.map(isA) }
    },
  })
}

const numbered = (count: number, prefix = 'team/r') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

async function statesOf(world: World, names: readonly string[]) {
  const { reader, calls } = narrow(world)
  const states: Record<string, string> = {}
  for await (const one of readByName(reader, names))
    states[one.repositoryName] = 'error' in one ? one.error.code : 'there'
  return { states, calls: calls.length }
}

describe('repositories that are read by their names', () => {
  test('take one call for a hundred', async () => {
    const names = numbered(250)
    const { states, calls } = await statesOf({ there: names }, names)
    expect([Object.keys(states), calls]).toEqual([names, 3])
  })

  test('are all found, but for those that are missing, which take one call each', async () => {
    const { states, calls } = await statesOf({ there: ['a', 'a-b', 'c'] }, ['a', 'a-', 'a-b', 'b', 'c'])
    expect([states, calls]).toEqual([{ a: 'there', 'a-b': 'there', c: 'there' }, 3])
  })

  test('are unseen where they are not allowed, and nothing else is', async () => {
    const allowed = (name: string) => name.startsWith('team/')
    const names = ['other/a', 'team/a', 'team/gone', 'other/b', 'team/b']
    const { states, calls } = await statesOf({ there: names.filter(name => name !== 'team/gone'), allowed }, names)
    const denied = 'ACCESS_DENIED'
    expect(states).toEqual({ 'other/a': denied, 'other/b': denied, 'team/a': 'there', 'team/b': 'there' })
    expect(calls).toBe(4)
  })

  test.each<[string, NonNullable<World['words']>]>([
    ['an answer that names none of them', { denied: () => 'no', missing: () => 'gone' }],
    ['an answer that names another', { denied: () => onResource('another'), missing: () => missing('another') }],
  ])('are found by halves after %s', async (_name, words) => {
    const names = numbered(33)
    const allowed = (name: string) => name !== 'team/r7'
    const world = { there: names.filter(name => name !== 'team/r20'), allowed, words }
    const { states } = await statesOf(world, names)
    expect(Object.values(states).filter(state => state === 'there')).toHaveLength(31)
    expect([states['team/r7'], states['team/r20']]).toEqual(['ACCESS_DENIED', undefined])
  })

  test('are not asked for one by one for ever where none is allowed', async () => {
    const names = numbered(1000)
    const { states, calls } = await statesOf({ there: names, allowed: () => false }, names)
    expect(Object.values(states).every(state => state === 'ACCESS_DENIED')).toBe(true)
    expect(Object.keys(states)).toHaveLength(1000)
    expect(calls).toBeLessThan(150)
  })

  test('that fail for another reason fail', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => {
        throw new EcrsyncError('THROTTLED', 'too many')
      },
    })
    await expect(readByName(reader, ['a']).next()).rejects.toMatchObject({ code: 'THROTTLED' })
  })
})

describe('a plan whose identity may not list', () => {
  const planned = async (world: World, names: readonly string[]) => {
    const wishes = intentFrom(names.map(name => declared('repository', name, {})))
    const surroundings = { images: NO_IMAGES, inUse: () => [], now: NOW, emit: QUIETLY.emit }
    return makePlan(wishes, { ...surroundings, reader: narrow(world).reader }, { name: 'default', region: REGION })
  }
  const allowed = (name: string) => name.startsWith('team/')

  test('is whole for what it may read, says so, and counts nothing that it has not seen', async () => {
    const { targets, changes, warnings } = await planned({ there: ['team/a', 'x/y'], allowed }, ['team/a', 'team/b'])
    expect(targets).toMatchObject([{ account: ACCOUNT, complete: true, read: 1, unmanaged: 0, unread: [] }])
    expect(changes.map(({ address, action }) => [address, action])).toEqual([['repository["team/b"]', 'create']])
    expect(warnings).toMatchObject([{ severity: 'note', code: 'READ_BY_NAME' }])
  })

  test('says so too where nothing is there yet', async () =>
    expect((await planned({ there: [], allowed }, ['team/a'])).warnings).toMatchObject([{ code: 'READ_BY_NAME' }]))

  test('leaves unread what it may not read, and plans the rest', async () => {
    const { targets, changes } = await planned({ there: ['team/a', 'x/y'], allowed }, [
      'team/a',
      'x/y',
      'x/z',
      'team/b',
    ])
    expect(targets[0]?.unread.map(({ address, code }) => [address, code])).toEqual([
      ['repository["x/y"]', 'ACCESS_DENIED'],
      ['repository["x/z"]', 'ACCESS_DENIED'],
    ])
    expect(changes.map(({ address }) => address)).toEqual(['repository["team/b"]'])
  })

  test('says of the list alone that it is not allowed where it may read none', async () => {
    const { targets, warnings } = await planned({ there: ['x/y'], allowed }, ['x/y', 'x/z'])
    const unread = { code: 'ACCESS_DENIED', message: expect.stringContaining(onResource('*')) }
    expect([targets[0]?.unread, warnings]).toEqual([
      [expect.objectContaining(unread), expect.objectContaining(unread)],
      [],
    ])
  })

  test('leaves unread what it had not come to when the names fail for another reason', async () => {
    const { reader } = scripted({
      DescribeRepositories: ({ repositoryNames }: { repositoryNames?: string[] }, count) => {
        if (count === 0) throw new EcrsyncError('ACCESS_DENIED', 'It is not allowed', { detail: onResource('*') })
        if (count > 1) throw new EcrsyncError('THROTTLED', 'too many')
        return { repositories: repositoryNames?.map(isA) }
      },
    })
    const names = numbered(150)
    const wishes = intentFrom(names.map(name => declared('repository', name, {})))
    const surroundings = { images: NO_IMAGES, inUse: () => [], now: NOW, emit: QUIETLY.emit }
    const { targets } = await makePlan(wishes, { ...surroundings, reader }, { name: 'default', region: REGION })
    expect(targets).toMatchObject([{ read: 100, complete: false }])
    expect(new Set(targets[0]?.unread.map(({ code }) => code))).toEqual(new Set(['NOT_SEEN']))
    expect(targets[0]?.unread).toHaveLength(50)
  })

  test('lists where it may, and counts what is not in the manifest', async () => {
    const { targets, warnings } = await planned({ there: ['team/a', 'x/y'], isListed: true }, ['team/a'])
    expect([targets[0]?.unmanaged, warnings]).toEqual([1, []])
  })
})
