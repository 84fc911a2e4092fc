import { describe, expect, test } from 'vitest'
import type { Reader } from '../../src/aws/api.ts'
import { grouped } from '../../src/collate.ts'
import type { Declared } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import { makePlan, NO_IMAGES, QUIETLY } from '../registry.ts'
import { digestOf, type Holdings, holding, imageOf, scripted, wishesIn } from '../scripted.ts'
import { intentFrom, NOW, REGION } from '../world.ts'

const COUNT = 3_000
const names = Array.from({ length: COUNT }, (_, index) => `team/app-${index}`)
const rule = (countNumber: number) => ({
  rulePriority: 1,
  selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber },
  action: { type: 'expire' },
})
const HELD: Holdings = Object.fromEntries(
  names.map(name => [name, { images: [imageOf(digestOf('a'), ['v1'])], lifecycle: { rules: [rule(9)] } }]),
)
const WISHES = wishesIn(
  Object.fromEntries(
    names.map(name => [name, { lifecyclePolicy: { lifecyclePolicy: [{ body: { rules: [rule(5)] } }] } }]),
  ),
)

/** How many calls of an action wait for their answer at once, at most. */
function counted({ call }: Reader, of: string) {
  let [waiting, most] = [0, 0]
  const counting = async (action: string, input: object) => {
    if (action === of) most = Math.max(most, ++waiting)
    // As many turns of the event loop as it takes for all others that may to begin.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
    try {
      return await call(action as 'DescribeImages', input as never)
    } finally {
      if (action === of) waiting -= 1
    }
  }
  return { reader: { call: counting } as unknown as Reader, most: () => most }
}

/** Wishes that count how often they are asked for by name. */
function askedFor(wishes: readonly Declared[]) {
  const byName = grouped(wishes, ({ repository = '' }) => repository)
  const asked: string[] = []
  const intent = intentFrom([])
  const of = (name: string) => {
    asked.push(name)
    return byName.get(name) ?? []
  }
  return {
    asked,
    intent: {
      ...intent,
      wishes: { ...intent.wishes, of, isDeclared: byName.has.bind(byName), repositories: [...byName.keys()] },
    },
  }
}

const planned = (reader: Reader, intent: Intent) =>
  makePlan(
    intent,
    { reader, images: NO_IMAGES, inUse: () => [], now: NOW, emit: QUIETLY.emit },
    { name: 'default', region: REGION },
  )

describe('a plan over thousands of repositories', () => {
  test('asks once for each, and for nothing of what is equal', async () => {
    const { reader, calls } = scripted(holding(HELD))
    const { asked, intent } = askedFor(WISHES)
    const { summary } = await planned(reader, intent)
    expect(summary).toMatchObject({ update: COUNT, unchanged: 0 })
    const counts = Object.fromEntries(
      [...grouped(calls, ({ action }) => action)].map(([action, made]) => [action, made.length]),
    )
    expect(counts).toEqual({ DescribeRepositories: 1, GetLifecyclePolicy: COUNT, DescribeImages: COUNT })
    expect([asked.length, new Set(asked).size]).toEqual([COUNT, COUNT])
    const equal = scripted(holding(Object.fromEntries(names.map(name => [name, { lifecycle: { rules: [rule(5)] } }]))))
    expect((await planned(equal.reader, intent)).summary).toMatchObject({ update: 0, unchanged: COUNT })
    expect(equal.calls.filter(({ action }) => action === 'DescribeImages')).toEqual([])
  })

  test('asks once for each of those that nobody declares, and for none that no entry matches', async () => {
    const { reader, calls } = scripted(holding({ ...HELD, stranger: {}, other: {} }))
    const byName = grouped(WISHES, ({ repository = '' }) => repository)
    const asked: string[] = []
    const of = (name: string) => {
      asked.push(name)
      return byName.get(name) ?? []
    }
    const intent = intentFrom([])
    const discovered = { isFor: (name: string) => byName.has(name), of, samples: () => [], claims: () => [] }
    const { summary, targets } = await planned(reader, { ...intent, wishes: { ...intent.wishes, discovered } })
    expect(summary).toMatchObject({ update: COUNT })
    expect(targets).toMatchObject([{ read: COUNT + 2, discovered: COUNT, unmanaged: 2 }])
    expect([asked.length, new Set(asked).size]).toEqual([COUNT, COUNT])
    expect(calls.length).toBe(1 + 2 * COUNT)
  })

  test('has the images of a few of them in memory at a time', async () => {
    const some = names.slice(0, 60)
    const held = Object.fromEntries(some.map(name => [name, HELD[name] ?? {}]))
    const { reader, most } = counted(scripted(holding(held)).reader, 'DescribeImages')
    const { intent } = askedFor(WISHES.filter(({ repository = '' }) => some.includes(repository)))
    expect((await planned(reader, intent)).summary.update).toBe(some.length)
    expect(most()).toBe(4)
  })
})
