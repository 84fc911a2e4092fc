import { describe, expect, test } from 'vitest'
import { journalOf } from '../../src/apply/journal.ts'
import { EcrsyncError, interrupted } from '../../src/errors.ts'
import type { Change } from '../../src/model.ts'

const CHANGE = { before: { is: 'planned' }, after: { is: 'wished' } } as unknown as Change
const FAILED = new EcrsyncError('AWS_ERROR', 'It failed', { detail: 'ECR says no', hint: 'Ask again' })
const fails = (): Promise<object> => Promise.reject(FAILED)
const works = async () => ({})

/** A journal after these calls. */
async function journalAfter(...calls: readonly (readonly [action: string, call: () => Promise<object>])[]) {
  const journal = journalOf(CHANGE, () => false)
  for (const [action, call] of calls) await journal.makes(action, call).catch(() => undefined)
  return journal
}

describe('a change that is done', () => {
  test('says which calls were made, and what was there before and after', async () => {
    const journal = await journalAfter(['TagResource', works])
    expect(journal.done()).toEqual({
      status: 'done',
      calls: [{ action: 'TagResource', isDone: true }],
      before: { is: 'planned' },
      after: { is: 'wished' },
    })
  })

  test('says what the look before the first call has found, and what the last one makes of it', async () => {
    const journal = journalOf(CHANGE, () => false)
    journal.sees({ before: { is: 'seen' }, after: { is: 'half' } })
    await journal.makes('TagResource', works)
    journal.sees({ before: { is: 'half' }, after: { is: 'whole' } })
    expect(journal.done()).toMatchObject({ before: { is: 'seen' }, after: { is: 'whole' } })
  })
})

describe('a change that is not done', () => {
  const error = { code: 'AWS_ERROR', message: 'It failed', detail: 'ECR says no', hint: 'Ask again' }

  test('has failed where no call was done', async () => {
    const journal = await journalAfter(['TagResource', fails])
    expect(journal.ended(FAILED)).toEqual({
      status: 'failed',
      calls: [{ action: 'TagResource', isDone: false }],
      before: { is: 'planned' },
      error,
    })
  })

  test('is done in part where one was', async () => {
    const journal = await journalAfter(['UntagResource', works], ['TagResource', fails])
    expect(journal.ended(FAILED)).toMatchObject({
      status: 'partial',
      calls: [
        { action: 'UntagResource', isDone: true },
        { action: 'TagResource', isDone: false },
      ],
      error,
    })
  })

  test('and is done in part by a call that it shares with others', () => {
    const journal = journalOf(CHANGE, () => false)
    journal.made({ action: 'BatchDeleteImage', isDone: true })
    expect(journal.ended(FAILED).status).toBe('partial')
  })

  test('was skipped where an interruption came before its first call, and done in part where it came later', async () => {
    expect((await journalAfter()).ended(interrupted())).toEqual({ status: 'skipped', because: 'interrupted' })
    expect((await journalAfter(['UntagResource', works])).ended(interrupted())).toMatchObject({
      status: 'partial',
      error: { code: 'INTERRUPTED' },
    })
    expect((await journalAfter(['UntagResource', fails])).ended(interrupted()).status).toBe('failed')
  })

  test('by a bug of ours is told as one', async () =>
    expect((await journalAfter()).ended(new TypeError('x is not a function'))).toMatchObject({
      status: 'failed',
      error: { code: 'INTERNAL', message: 'TypeError: x is not a function' },
    }))
})

test('no call is made after an interruption', async () => {
  const journal = journalOf(CHANGE, () => true)
  const call = () => Promise.reject(new Error('this call was made'))
  await expect(journal.makes('TagResource', call)).rejects.toMatchObject({ code: 'INTERRUPTED' })
})
