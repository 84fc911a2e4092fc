import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { Declared, Difference, Fields } from '../../src/model.ts'
import { changeOf, judge } from '../../src/plan/changes.ts'
import type { Comparison } from '../../src/plan/diff.ts'
import { declared } from '../world.ts'

const words = { account: (id: string) => id }
const blocked = { code: 'NO', reason: 'not so', hint: 'mend it' }
const repository: Kind = kindOf('repository')
const nowhere: Declared = { ...declared('repository', 'a', { imageTagMutability: 'IMMUTABLE' }), sources: new Map() }
const difference: Difference<Fields> = {
  name: 'a',
  action: 'update',
  before: { imageTagMutability: 'MUTABLE' },
  after: { imageTagMutability: 'IMMUTABLE' },
  paths: ['imageTagMutability'],
}

describe('a change of which nobody knows where it is said', () => {
  test('has no source, and neither have its lines', () => {
    const change = changeOf({ declared: nowhere, difference, verdict: {} }, 'default', words)
    expect(change).not.toHaveProperty('source')
    expect([change.sources, change.lines]).toEqual([
      [],
      [{ label: 'imageTagMutability', key: 'imageTagMutability', text: 'MUTABLE → IMMUTABLE', sources: [] }],
    ])
  })

  test('has none where it is blocked, either', () => {
    const change = changeOf({ declared: nowhere, difference, verdict: { blocked } }, 'default', words)
    expect(change).toMatchObject({ lines: [{ text: 'not so', sources: [] }], operations: [], facts: [] })
  })
})

describe('judged together', () => {
  const comparison: Comparison = { declared: nowhere, difference, unread: [] }
  const judged = (kind: Partial<Kind>) => judge({ ...repository, ...kind } as Kind, [comparison], {} as never)

  test('is nothing where nothing differs', async () =>
    expect(await judge(repository, [{ declared: nowhere, unread: [] }], {} as never)).toEqual([]))

  test('without a judge all of it is allowed', async () => {
    const { judge: _, ...without } = repository
    expect(await judge(without as Kind, [comparison], {} as never)).toEqual([
      { declared: nowhere, difference, verdict: {} },
    ])
  })

  test('what a judge says nothing of is allowed', async () =>
    expect(await judged({ judge: async () => [] })).toEqual([{ declared: nowhere, difference, verdict: {} }]))

  test('fields that do not differ refuse no more than the whole of what does', async () => {
    const refusal = { blocked: { ...blocked, fields: ['tags'] } }
    const asked: unknown[] = []
    const once = async (differing: readonly unknown[]) => {
      asked.push(differing)
      return asked.length > 1 ? [{}] : [refusal]
    }
    expect(await judged({ judge: once })).toEqual([
      { declared: nowhere, difference, verdict: refusal },
      { declared: nowhere, difference, verdict: {} },
    ])
  })
})
