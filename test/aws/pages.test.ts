import { describe, expect, test } from 'vitest'
import { pages } from '../../src/aws/pages.ts'

interface Page {
  readonly items: readonly string[]
  readonly nextToken?: string | undefined
}

/** A listing that answers to the n-th question what stands at n, and to a question too many with a failure of the test. */
function listing(...answers: readonly Page[]) {
  const asked: (string | undefined)[] = []
  const next = async (nextToken: string | undefined): Promise<Page> => {
    asked.push(nextToken)
    const page = answers[asked.length - 1]
    if (page === undefined) throw new Error('one question too many')
    return page
  }
  return { asked, next }
}

async function itemsOf(next: (nextToken: string | undefined) => Promise<Page>): Promise<readonly string[]> {
  const items: string[] = []
  for await (const page of pages(next)) items.push(...page.items)
  return items
}

test.each<readonly [name: string, answers: readonly Page[], asked: readonly unknown[]]>([
  ['has one page', [{ items: ['a'] }], [undefined]],
  ['ends with an empty token', [{ items: ['a'], nextToken: '' }], [undefined]],
  ['has several pages', [{ items: [], nextToken: '1' }, { items: ['a'] }], [undefined, '1']],
])('a listing that %s is read to its end', async (_, answers, asked) => {
  const given = listing(...answers)
  expect(await itemsOf(given.next)).toEqual(['a'])
  expect(given.asked).toEqual(asked)
})

test.each<readonly [name: string, tokens: readonly string[]]>([
  ['the token that it was asked with', ['1', '1']],
  ['a token of a page before', ['1', '2', '1']],
])('a listing that answers %s ends with a failure, after what there was', async (_, tokens) => {
  const { next } = listing(...tokens.map(nextToken => ({ items: [nextToken], nextToken })))
  await expect(itemsOf(next)).rejects.toMatchObject({ code: 'AWS_ERROR', message: 'ECR answers the same page again' })
})

test('a listing of others fails in their words', async () => {
  const { next } = listing({ items: [], nextToken: '1' }, { items: [], nextToken: '1' })
  const drained = async () => {
    for await (const _ of pages(next, { endless: () => new Error('the registry') }));
  }
  await expect(drained()).rejects.toThrow('the registry')
})

test('a listing whose every page names another is given up', async () => {
  let asked = 0
  const next = async () => ({ nextToken: String(asked++) })
  const drained = async () => {
    for await (const _ of pages(next));
  }
  await expect(drained()).rejects.toMatchObject({ code: 'AWS_ERROR', message: 'ECR answers more than 1000 pages' })
  expect(asked).toBe(1000)
})

test('a listing of as many pages as there may be is read to its end', async () => {
  let asked = 0
  const next = async () => {
    asked += 1
    return { nextToken: asked < 1000 ? String(asked) : undefined }
  }
  for await (const _ of pages(next));
  expect(asked).toBe(1000)
})

describe('the time that a listing takes', () => {
  const MINUTE = 60_000

  test.each<readonly [name: string, waitedFor: number, usedFor: number, isRead: boolean]>([
    ['is bounded', 2 * MINUTE, 0, false],
    ['is that of its pages, whatever is done with them', 0, 2 * MINUTE, true],
  ])('%s', async (_, waitedFor, usedFor, isRead) => {
    let time = 0
    let asked = 0
    const next = async () => {
      time += waitedFor
      asked += 1
      return { nextToken: asked < 20 ? String(asked) : undefined }
    }
    const drained = async () => {
      for await (const _ of pages(next, { now: () => time })) time += usedFor
    }
    const end = drained().then(
      () => true,
      (error: Error) => /so slowly/.test(error.message) && false,
    )
    expect([await end, asked]).toEqual([isRead, isRead ? 20 : 8])
  })
})
