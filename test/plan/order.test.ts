import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import type { Change } from '../../src/model.ts'
import { order } from '../../src/plan/order.ts'
import { anyChanges, changeAt } from './changes.ts'

const addresses = (changes: readonly Change[]) => changes.map(({ address }) => address)
const needs = (changes: readonly Change[]) => Object.fromEntries(changes.map(change => [change.address, change.needs]))

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
          for (const address of change.needs) {
            const before = ordered.slice(0, index).find(other => other.address === address)
            expect(before?.repository).toBe(change.repository)
            const [first, then] = change.action === 'delete' ? [change, before] : [before, change]
            expect(kindOf((then as Change).kind).needs).toContain(first?.kind)
          }
      }),
    ))
})
