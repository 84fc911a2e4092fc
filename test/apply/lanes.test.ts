import { describe, expect, test } from 'vitest'
import { lanes } from '../../src/apply/lanes.ts'
import type { ImageSource } from '../../src/aws/api.ts'
import { PLACES_BUSY } from '../../src/aws/turns.ts'
import type { Change } from '../../src/model.ts'

const policy = { operations: [{ action: 'PutLifecyclePolicy', input: {} }] } as unknown as Change
const from = (source: ImageSource) =>
  ({ operations: [{ action: 'CopyImage', input: { source } }] }) as unknown as Change
const docker = (host: string) => from({ from: 'docker', host, repositoryName: 'app', tag: '1' })
const promotion = from({ from: 'repository', digest: 'sha256:1' })

/** Work that ends when it is told to. */
function pending() {
  let end = () => {}
  const work = new Promise<void>(resolve => {
    end = resolve
  })
  return { work: () => work, end: () => end() }
}

describe('what waits for its turn', () => {
  test.each<readonly [string, Change, Change]>([
    ['a policy does not wait for a copy', docker('slow.example'), policy],
    ['a promotion does not wait for a copy', docker('slow.example'), promotion],
    ['a copy does not wait for one from another host', docker('slow.example'), docker('fast.example')],
    [
      'a copy does not wait for one from a layout',
      from({ from: 'oci', path: 'a', directory: '' }),
      docker('fast.example'),
    ],
    [
      'a copy does not wait for one from another region',
      from({ from: 'ecr', repositoryName: 'a', digest: 'x', registry: { account: '1', region: 'eu-west-1' } }),
      from({ from: 'ecr', repositoryName: 'a', digest: 'x' }),
    ],
    ['a policy does not wait for those of another target', policy, { ...policy, target: 'other' }],
    [
      'a copy within a registry does not wait for those of another target',
      from({ from: 'ecr', repositoryName: 'a', digest: 'x' }),
      { ...from({ from: 'ecr', repositoryName: 'a', digest: 'x' }), target: 'other' },
    ],
  ])('%s', async (_, slow, other) => {
    const laneOf = lanes(2)
    const waiting = [pending(), pending(), pending()]
    const held = waiting.map(({ work }) => laneOf(slow)(work))
    expect(await laneOf(other)(async () => 'done')).toBe('done')
    for (const { end } of waiting) end()
    await Promise.all(held)
  })

  test('no more of one place go at once than may', async () => {
    const laneOf = lanes(2)
    const waiting = [pending(), pending()]
    const held = waiting.map(({ work }) => laneOf(docker('a.example'))(work))
    let isBegun = false
    const third = laneOf(docker('a.example'))(async () => {
      isBegun = true
    })
    await Promise.resolve()
    expect(isBegun).toBe(false)
    for (const { end } of waiting) end()
    await Promise.all([...held, third])
  })

  test('of one at a time, all of a target is one lane', async () => {
    const laneOf = lanes(1)
    const slow = pending()
    const held = laneOf(docker('a.example'))(slow.work)
    let isBegun = false
    const second = laneOf(policy)(async () => {
      isBegun = true
    })
    expect(await laneOf({ ...policy, target: 'other' })(async () => 'done')).toBe('done')
    expect(isBegun).toBe(false)
    slow.end()
    await Promise.all([held, second])
  })

  test('what comes from elsewhere waits with that of all targets', () => {
    const laneOf = lanes(2)
    expect(laneOf({ ...docker('a.example'), target: 'other' })).toBe(laneOf(docker('a.example')))
  })

  test('a policy does not wait for the copies of all other targets', async () => {
    const laneOf = lanes(1)
    const waiting = Array.from({ length: PLACES_BUSY + 1 }, () => pending())
    const held = waiting.map(({ work }, index) => laneOf({ ...docker('a.example'), target: `t${index}` })(work))
    expect(await laneOf({ ...policy, target: 'other' })(async () => 'done')).toBe('done')
    for (const { end } of waiting) end()
    await Promise.all(held)
  })

  test('no more small calls of all targets go at once than a few targets may make', async () => {
    const laneOf = lanes(1)
    const targets = Array.from({ length: PLACES_BUSY + 1 }, (_, index) => ({ ...policy, target: `t${index}` }))
    const waiting = targets.map(() => pending())
    let begun = 0
    const held = targets.map((change, index) =>
      laneOf(change)(() => {
        begun += 1
        return waiting[index]?.work() ?? Promise.resolve()
      }),
    )
    await new Promise(resolve => setImmediate(resolve))
    expect(begun).toBe(PLACES_BUSY)
    for (const { end } of waiting) end()
    await Promise.all(held)
    expect(begun).toBe(PLACES_BUSY + 1)
  })

  test('what is looked at before it is written waits for few others, and what is new for as many as may', async () => {
    const laneOf = lanes(64)
    const begun = { old: 0, made: 0 }
    const waiting = Array.from({ length: 40 }, () => pending())
    const held = waiting.flatMap(({ work }) => [
      laneOf(policy)(() => {
        begun.old += 1
        return work()
      }),
      laneOf({ ...policy, isOfNew: true })(() => {
        begun.made += 1
        return work()
      }),
    ])
    await new Promise(resolve => setImmediate(resolve))
    expect(begun).toEqual({ old: 10, made: 40 })
    for (let round = 0; round < 8; round += 1) {
      for (const { end } of waiting) end()
      await new Promise(resolve => setImmediate(resolve))
    }
    await Promise.all(held)
  })
})
