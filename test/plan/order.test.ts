import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressOf } from '../../src/kinds/address.ts'
import { kindOf } from '../../src/kinds/index.ts'
import type { Change } from '../../src/model.ts'
import { order as orderOf } from '../../src/plan/order.ts'
import { TARGET } from '../world.ts'
import { anyChanges, changeAt } from './changes.ts'

const addresses = (changes: readonly Change[]) => changes.map(({ address }) => address)
const needs = (changes: readonly Change[]) =>
  Object.fromEntries(changes.map(change => [change.address, change.needs.map(({ address }) => address)]))
const order = (changes: readonly Change[], targets = [TARGET]) => orderOf(changes, targets)

describe('order', () => {
  test('goes by repository, then by kind, and deletes come last', () =>
    expect(
      addresses(
        order([
          changeAt('repository', 'c', { action: 'delete' }),
          changeAt('lifecyclePolicy', 'b'),
          changeAt('repositoryPolicy', 'b', { action: 'delete' }),
          changeAt('repository', 'b'),
          changeAt('repositoryPolicy', 'a'),
        ]),
      ),
    ).toEqual([
      'repositoryPolicy["a"]',
      'repository["b"]',
      'lifecyclePolicy["b"]',
      'repositoryPolicy["b"]',
      'repository["c"]',
    ]))

  test('deletes of one repository run reversed', () => {
    const deletes = ['repository', 'repositoryPolicy', 'lifecyclePolicy'].map(kind =>
      changeAt(kind, 'a', { action: 'delete' }),
    )
    expect(addresses(order(deletes))).toEqual(['lifecyclePolicy["a"]', 'repositoryPolicy["a"]', 'repository["a"]'])
    expect(needs(order(deletes))).toEqual({
      'lifecyclePolicy["a"]': [],
      'repositoryPolicy["a"]': [],
      'repository["a"]': ['repositoryPolicy["a"]', 'lifecyclePolicy["a"]'],
    })
  })

  test('a policy needs its own repository, and no other', () =>
    expect(
      needs(order([changeAt('repositoryPolicy', 'a'), changeAt('repository', 'a'), changeAt('repository', 'b')])),
    ).toEqual({ 'repositoryPolicy["a"]': ['repository["a"]'], 'repository["a"]': [], 'repository["b"]': [] }))

  test('two changes of one thing stand by what they change', () => {
    const at = (paths: readonly string[]): Change =>
      ({ ...changeAt('repository', 'a', { action: 'update' }), paths }) as Change
    const paths = (...changes: readonly Change[]) => order(changes).map(change => change.paths)
    expect(paths(at(['tags']), at([]), at(['encryption']))).toEqual([[], ['encryption'], ['tags']])
  })

  test('what cannot change is waited for by nobody', () =>
    expect(
      needs(
        order([
          changeAt('repositoryPolicy', 'a'),
          changeAt('repository', 'a', { action: 'update', blocked: 'CANNOT_CHANGE' }),
        ]),
      ),
    ).toEqual({ 'repositoryPolicy["a"]': [], 'repository["a"]': [] }))

  test('a policy that goes does not wait for its repository to come', () =>
    expect(
      needs(
        order([
          changeAt('repository', 'a', { action: 'update' }),
          changeAt('lifecyclePolicy', 'a', { action: 'delete' }),
        ]),
      ),
    ).toEqual({ 'repository["a"]': [], 'lifecyclePolicy["a"]': [] }))
})

describe('what a change requires', () => {
  const requiring = (change: Change, ...requires: readonly Change[]): Change => ({
    ...change,
    requires: requires.map(({ target, address }) => ({ target, address })),
  })
  const image = (repository: string, blocked?: string) =>
    changeAt('image', repository, { action: 'update', ...(blocked !== undefined && { blocked }) })
  const codes = (changes: readonly Change[]) =>
    Object.fromEntries(order(changes).map(({ address, blocked }) => [address, blocked?.code]))

  test('comes first, wherever it is, and is needed', () => {
    const [first, second] = [image('b'), image('a')]
    const ordered = order([requiring(second, first), first])
    expect(needs(ordered)).toEqual({ [second.address]: [first.address], [first.address]: [] })
  })

  test('and the plan does not hold is not waited for', () =>
    expect(order([requiring(image('a'), image('b'))])).toMatchObject([{ requires: [], needs: [] }]))

  test('of its own place waits for nothing there, and what else is there waits as usual', () => {
    const [repository, moved, other] = [
      changeAt('repository', 'a', { action: 'update' }),
      image('a'),
      changeAt('lifecyclePolicy', 'a', { action: 'update' }),
    ]
    expect(needs(order([requiring(repository, moved), moved, other]))).toEqual({
      [repository.address]: [moved.address],
      [moved.address]: [],
      [other.address]: [repository.address],
    })
  })

  test('is waited for in no circle, however many places it goes through', () => {
    const named = (repository: string, tag: string) => {
      const name = `${repository}:${tag}`
      return { ...image(repository), name, address: addressOf('image', name) }
    }
    const [a, b] = ['a', 'b'].map(name => changeAt('repository', name, { action: 'update' })) as [Change, Change]
    const [moveA, moveB, intoA, intoB] = [named('a', 'x'), named('b', 'x'), named('a', 'y'), named('b', 'y')]
    const changes = [requiring(a, moveA), requiring(b, moveB), requiring(moveA, intoB), requiring(moveB, intoA)]
    expect(needs(order([...changes, intoA, intoB]))).toEqual({
      [a.address]: [moveA.address],
      [b.address]: [moveB.address],
      [moveA.address]: [intoB.address],
      [moveB.address]: [intoA.address],
      [intoA.address]: [],
      [intoB.address]: [],
    })
  })

  test('and is blocked blocks it, over any number of others', () => {
    const [c, b, a] = [image('c', 'IMMUTABLE_TAG'), image('b'), image('a')]
    expect(codes([requiring(a, b), requiring(b, c), c])).toEqual({
      [a.address]: 'BLOCKED_BEFORE',
      [b.address]: 'BLOCKED_BEFORE',
      [c.address]: 'IMMUTABLE_TAG',
    })
    const [blocked] = order([requiring(b, c), c])
    expect(blocked).toMatchObject({
      operations: [],
      facts: [],
      lines: [{ text: `waits for ${c.address}, which is blocked` }],
    })
  })

  test('in a circle is never done', () => {
    const [a, b] = [image('a'), image('b')]
    expect(codes([requiring(a, b), requiring(b, a)])).toEqual({
      [a.address]: 'BLOCKED_BEFORE',
      [b.address]: 'BLOCKED_BEFORE',
    })
  })

  test('of one target has nothing to do with that address in another', () => {
    const [a, b] = [image('a'), image('b', 'IMMUTABLE_TAG')]
    expect(order([requiring(a, b), { ...b, target: 'other' }])[0]?.blocked).toBeUndefined()
  })
})

describe('of any changes', () => {
  test('the order of the input is not seen in the output', () =>
    fc.assert(
      fc.property(
        anyChanges.chain(changes =>
          fc.tuple(fc.constant(changes), fc.shuffledSubarray([...changes], { minLength: changes.length })),
        ),
        ([changes, shuffled]) => {
          expect(JSON.stringify(order(shuffled))).toBe(JSON.stringify(order(changes)))
        },
      ),
    ))

  test('nothing is lost, and every delete comes after all else', () =>
    fc.assert(
      fc.property(anyChanges, changes => {
        const ordered = order(changes)
        expect(addresses(ordered).toSorted()).toEqual(addresses(changes).toSorted())
        const actions = ordered.map(({ action }) => action === 'delete')
        expect(actions).toEqual(actions.toSorted((a, b) => Number(a) - Number(b)))
      }),
    ))

  test('what is needed comes before, is of the same repository, and is a kind that comes first', () =>
    fc.assert(
      fc.property(anyChanges, changes => {
        const ordered = order(changes)
        for (const [index, change] of ordered.entries())
          for (const { address } of change.needs) {
            const before = ordered.slice(0, index).find(other => other.address === address)
            expect(before?.repository).toBe(change.repository)
            const [first, then] = change.action === 'delete' ? [change, before] : [before, change]
            expect(kindOf((then as Change).kind).needs).toContain(first?.kind)
          }
      }),
    ))
})
