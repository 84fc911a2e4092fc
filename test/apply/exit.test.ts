import { describe, expect, test } from 'vitest'
import { applyExit } from '../../src/apply/exit.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Outcome } from '../../src/model.ts'
import { type World, world } from '../world.ts'

const MADE = { calls: [], before: null } as const
const DONE: Outcome = { status: 'done', ...MADE, after: {} }
const FAILED: Outcome = { status: 'failed', ...MADE, error: { code: 'AWS_ERROR', message: 'no' } }
const PARTIAL: Outcome = { ...FAILED, status: 'partial' }
const BROKEN: Outcome = { status: 'failed', ...MADE, error: { code: 'INTERNAL', message: 'no' } }
const skipped = (because: 'blocked' | 'interrupted' | 'repository["a"]'): Outcome => ({ status: 'skipped', because })

const CLEAN = world().wants('a')
const BLOCKED = world().removes('a').holds('a', { imageCount: 1 })
const FIXED = world()
  .wants('a', { repository: { encryptionConfiguration: { encryptionType: 'KMS' } } })
  .holds('a')
const UNREAD = world().wants('a').cannotRead('repository', 'a', new EcrsyncError('NOT_SEEN', 'no'))

describe('apply', () => {
  test.each<readonly [name: string, state: World, outcomes: readonly Outcome[], exit: number]>([
    ['all done', CLEAN, [DONE, DONE], 0],
    ['nothing to do', CLEAN, [], 0],
    ['something failed', CLEAN, [DONE, FAILED], 6],
    ['something was done in part', CLEAN, [DONE, PARTIAL], 6],
    ['a bug', CLEAN, [FAILED, BROKEN], 1],
    ['something was skipped for it', CLEAN, [skipped('repository["a"]')], 6],
    ['something is blocked', BLOCKED, [skipped('blocked')], 6],
    ['what cannot change was never tried', FIXED, [skipped('blocked')], 0],
    ['something is unread', UNREAD, [], 6],
  ])('%s', async (_, state, outcomes, exit) => expect(applyExit(await state.plan(), outcomes, undefined)).toBe(exit))

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s comes before everything else', async (signal, exit) =>
    expect(applyExit(await BLOCKED.plan(), [FAILED, skipped('interrupted')], signal)).toBe(exit),
  )
})
