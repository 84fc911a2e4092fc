import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refuseForeign } from '../../src/apply/remade.ts'
import { isPlan } from '../../src/documents/compiled.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Change, Plan } from '../../src/model.ts'
import { runs } from '../runs.ts'

const SCENARIOS = fileURLToPath(new URL('../scenarios', import.meta.url))
const textOf = (name: string): string => readFileSync(`${SCENARIOS}/${name}/plan.json`, 'utf8')
/** But for those whose digests of images are not in the golden. */
const CASES = readdirSync(SCENARIOS, { withFileTypes: true })
  .filter(
    entry =>
      entry.isDirectory() && !/"(imageDigest|whole)": "sha256:…"|"pinned": \{\s+"digest"/.test(textOf(entry.name)),
  )
  .map(({ name }) => name)
const planOf = (name: string): Plan => JSON.parse(textOf(name))

function refusalOf(plan: Plan): EcrsyncError | undefined {
  try {
    refuseForeign(plan, 'ecr.plan')
    return undefined
  } catch (error) {
    if (error instanceof EcrsyncError) return error
    throw error
  }
}

test.each(CASES)('a plan that ecrsync has made is one that it would make: %s', name => {
  expect(refusalOf(planOf(name))?.detail).toBeUndefined()
})

/** The first change of a plan, changed. */
const withFirst = (plan: Plan, edit: (change: Change) => object): Plan => ({
  ...plan,
  changes: plan.changes.map((change, index) => (index === 0 ? ({ ...change, ...edit(change) } as Change) : change)),
})
const first = (edit: (change: Change) => object) => (plan: Plan) => withFirst(plan, edit)
const DELETE = { action: 'DeleteRepository', input: { repositoryName: 'payments/web', force: true } }

describe('a plan that somebody has written is refused where', () => {
  test.each<[string, (plan: Plan) => object, string]>([
    [
      'a call is about another repository',
      first(({ operations }) => ({
        operations: operations.map(one => ({ ...one, input: { ...one.input, repositoryName: 'other' } })),
      })),
      'do not follow',
    ],
    ['a call is another one', first(() => ({ operations: [DELETE] })), 'do not follow'],
    ['there is one call more', first(({ operations }) => ({ operations: [...operations, DELETE] })), 'do not follow'],
    ['it claims to be about an owner alone', first(() => ({ claims: 'adopt' })), 'claims does not follow'],
    ['it says to weaken what it does not', first(() => ({ weakens: ['a'] })), 'claims does not follow'],
    ['it says to open what it does not', first(() => ({ opens: ['everybody'] })), 'claims does not follow'],
    ['there is one call less', first(() => ({ operations: [] })), 'do not follow'],
    [
      'what it makes is not what is asked for',
      first(({ after }) => ({ after: { ...after, imageTagMutability: 'MUTABLE' } })),
      'do not follow',
    ],
    [
      'what is asked for is not what it makes',
      first(({ want }) => ({ want: { ...(want as object), tags: { a: 'b' } } })),
      'do not follow',
    ],
    [
      'it says that something else was there',
      first(({ before }) => ({ before: { ...before, tags: { b: 'c' } } })),
      'do not follow',
    ],
    ['it says that nothing was there', first(() => ({ before: null, action: 'create' })), 'do not follow'],
    ['its action is another one', first(() => ({ action: 'delete', after: null })), 'do not follow'],
    ['it changes elsewhere than it says', first(() => ({ paths: ['tags.other'] })), 'do not follow'],
    ['what is asked for is no wish of its kind', first(() => ({ want: { named: 7, policy: 7 } })), 'do not follow'],
    ['what is asked for is no wish', first(() => ({ want: 7 })), 'do not follow'],
    ['what was there is no thing', first(() => ({ before: [] })), 'do not follow'],
    ['its address is of another thing', first(() => ({ address: 'repository["other"]' })), 'is no name of a thing'],
    ['its repository is another one', first(() => ({ repository: 'other' })), 'is no name of a thing'],
    [
      'its repository has no name that can be',
      first(() => ({ repository: '..', name: '..', address: 'repository[".."]' })),
      'is no name of a thing',
    ],
    ['it is of the registry', first(() => ({ scope: 'registry', repository: undefined })), 'is no name of a thing'],
    [
      'it is of no kind',
      first(({ name }) => ({ kind: 'constructor', address: `constructor["${name}"]` })),
      'is no name of a thing',
    ],
    [
      'it is blocked, and has calls',
      first(() => ({ blocked: { code: 'X', reason: 'x', hint: 'x' } })),
      'is blocked, and has calls',
    ],
    ['it is of another target', first(() => ({ target: 'other' })), 'is of no target'],
    [
      'a change stands there twice',
      plan => ({ ...plan, changes: [...plan.changes, plan.changes[0]] }),
      'is changed twice',
    ],
    [
      'a change waits for itself',
      first(({ target, address }) => ({ needs: [{ target, address }] })),
      'waits for itself',
    ],
    ['two targets have one name', plan => ({ ...plan, targets: [...plan.targets, ...plan.targets] }), 'have one name'],
    [
      'a wish beside it cannot be',
      plan => ({
        ...plan,
        targets: plan.targets.map(target => ({
          ...target,
          standing: [{ scope: 'registry', address: 'x["y"]', kind: 'x', name: 'y', want: 1 }],
        })),
      }),
      'asks for what cannot be',
    ],
  ])('%s', (_, edit, detail) => {
    const refusal = refusalOf(edit(planOf('update')) as Plan)
    expect(refusal).toMatchObject({ code: 'PLAN_INVALID', detail: expect.stringContaining(detail) })
  })

  test('a circle of what is blocked is none: it waits for nothing', () => {
    const plan = planOf('update')
    const blocked = { code: 'BLOCKED_BEFORE', reason: 'x', hint: 'x' }
    const changes = plan.changes.map(change => ({ ...change, blocked, operations: [], needs: [change] }))
    expect(refusalOf({ ...plan, changes } as Plan)).toBeUndefined()
  })

  test('a circle is of several', () => {
    const plan = planOf('update')
    const [one, other] = plan.changes as [Change, Change]
    const waiting = (change: Change, { target, address }: Change) => ({ ...change, needs: [{ target, address }] })
    expect(refusalOf({ ...plan, changes: [waiting(one, other), waiting(other, one)] })?.detail).toContain(
      'waits for itself',
    )
  })
})

const DIGEST = `sha256:${'0'.repeat(64)}`

/** Every place in plain data, as the keys that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))]
}

function put(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other
  const copy = structuredClone(value) as Record<string, unknown>
  copy[key] = put(copy[key], rest, other)
  return copy
}

test('whatever somebody writes into a change, it is refused, or its calls are those of what it shows', () => {
  const plans = ['update', 'create', 'tombstones', 'registry'].filter(name => CASES.includes(name)).map(planOf)
  const edits = plans.flatMap(plan =>
    plan.changes.flatMap((change, index) =>
      placesIn(change)
        .slice(1)
        .map(path => ({ plan, index, path })),
    ),
  )
  fc.assert(
    fc.property(fc.constantFrom(...edits), fc.jsonValue(), ({ plan, index, path }, other) => {
      const changes = plan.changes.map((change, at) => (at === index ? (put(change, path, other) as Change) : change))
      const edited = { ...plan, changes, digest: DIGEST, manifest: { name: 'acme', digest: DIGEST, fragments: 0 } }
      fc.pre(isPlan(edited))
      const refusal = refusalOf(edited)
      const isEdited = path[0] === 'operations' && !isDeepStrictEqual(changes[index], plan.changes[index])
      if (isEdited) expect(refusal?.code).toBe('PLAN_INVALID')
    }),
    { numRuns: runs(300), maxSkipsPerRun: 50 },
  )
})
