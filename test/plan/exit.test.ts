import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { planExit } from '../../src/plan/exit.ts'
import { hasChanges } from '../../src/plan/plan.ts'
import { type World, world } from '../world.ts'

const unread = (world: World) =>
  world.wants('unread').cannotRead('repository', 'unread', new EcrsyncError('NOT_SEEN', 'no'))
const blocked = (world: World) => world.removes('blocked').holds('blocked', { imageCount: 1 })
const changed = (world: World) => world.wants('changed')
const fixed = (world: World) =>
  world.wants('fixed', { repository: { encryptionConfiguration: { encryptionType: 'KMS' } } }).holds('fixed')
const same = (world: World) => world.wants('same').holds('same')

describe('plan', () => {
  test.each<readonly [name: string, states: readonly ((world: World) => World)[], exit: number, detailed: number]>([
    ['nothing to do', [same], 0, 0],
    ['changes pending', [same, changed], 0, 2],
    ['a change blocked', [blocked], 4, 4],
    ['a change blocked before one pending', [changed, blocked], 4, 4],
    ['something unread before everything else', [changed, blocked, unread], 7, 7],
    ['what cannot change is part of no exit code', [fixed], 0, 0],
  ])('%s', async (_, states, exit, detailed) => {
    const plan = await states.reduce((built, state) => state(built), world()).plan()
    expect([planExit(plan, false), planExit(plan, true)]).toEqual([exit, detailed])
  })
})

describe('something is to be done', () => {
  test.each<readonly [name: string, state: (world: World) => World, expected: boolean]>([
    ['where a change is pending', changed, true],
    ['not where nothing differs', same, false],
    ['not where all is blocked', blocked, false],
    ['not where nothing can change', fixed, false],
  ])('%s', async (_, state, expected) => expect(hasChanges(await state(world()).plan())).toBe(expected))
})
