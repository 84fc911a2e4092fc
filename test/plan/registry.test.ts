import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Declared } from '../../src/model.ts'
import { readOne } from '../../src/plan/read.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { plain } from '../../src/render/theme.ts'
import { list, setting, unlist } from '../kinds/setting.ts'
import { holding, planOf } from '../scripted.ts'
import { declared } from '../world.ts'

beforeAll(() => list(setting))
afterAll(() => unlist(setting))

const wishes = (settings: object): readonly Declared[] =>
  Object.entries(settings).map(([name, want]) => declared('setting', '', { settings: { [name]: want } }))

describe('the registry itself', () => {
  test('is planned beside its repositories, and printed before them', async () => {
    const plan = await planOf(
      [...wishes({ one: { value: 2 }, two: { value: 1 } }), declared('repository', 'a', {})],
      {},
    )
    expect(plan.changes.map(({ address, scope, repository, action }) => [address, scope, repository, action])).toEqual([
      ['setting["one"]', 'registry', undefined, 'update'],
      ['setting["two"]', 'registry', undefined, 'create'],
      ['repository["a"]', 'repository', 'a', 'create'],
    ])
    expect(plan.summary.unchanged).toBe(0)
    const text = renderPlan(plan, { theme: plain, width: 60, expand: false })
    expect(text).toMatch(/^ {2}the registry\n {4}~ setting +0 → 2.*\n {4}\+ setting +none → 1.*\n\n {2}a\n/m)
  })

  test('that is equal changes nothing, and is no repository', async () => {
    const { changes, summary } = await planOf(wishes({ one: { value: 0 } }), {})
    expect([changes, summary.unchanged]).toEqual([[], 0])
  })

  test('that cannot be read is unread, and so is nothing else', async () => {
    const { DescribeRegistry: _, ...answers } = holding({})
    const denied = () => {
      throw new EcrsyncError('ACCESS_DENIED', 'DescribeRegistry is not allowed')
    }
    const { targets, changes } = await planOf(
      [...wishes({ one: { value: 2 } }), declared('repository', 'a', {})],
      {},
      { answers: { ...answers, DescribeRegistry: denied } },
    )
    expect(targets[0]?.unread).toEqual([
      {
        scope: 'registry',
        address: 'setting["one"]',
        label: 'setting',
        code: 'ACCESS_DENIED',
        message: 'DescribeRegistry is not allowed',
      },
    ])
    expect(changes.map(({ address }) => address)).toEqual(['repository["a"]'])
  })

  test('has nothing that a repository could be asked for', async () => {
    const reader = { call: () => Promise.reject(new Error('no call was expected')) }
    expect(await readOne(reader as never, { repositoryName: 'a', repositoryArn: '' }, 'setting')).toBeNull()
  })
})
