import { describe, expect, test } from 'vitest'
import { receiptIn } from '../../src/documents/receipt-text.ts'
import { EcrsyncError } from '../../src/errors.ts'
import { END, HEAD, OUTCOME, textOf } from './world.ts'

const read = (text: string) => receiptIn(text, 'r.json')

function refusal(text: string): EcrsyncError {
  try {
    read(text)
  } catch (error) {
    if (error instanceof EcrsyncError) return error
    throw error
  }
  throw new Error('It was read')
}

describe('a receipt', () => {
  test('is read back as it was written', () => {
    expect(read(textOf(HEAD, OUTCOME, END))).toEqual({ head: HEAD, outcomes: [OUTCOME], end: END, isCut: false })
  })

  test('of a run that was killed between two changes has no end', () => {
    expect(read(textOf(HEAD, OUTCOME))).toEqual({ head: HEAD, outcomes: [OUTCOME], isCut: false })
  })

  test('is readable wherever it was cut, but for its first line', () => {
    const text = textOf(HEAD, OUTCOME, END)
    const lines = text.split('\n').map(line => line.length + 1)
    for (let length = 0; length < text.length; length += 1) {
      const cut = text.slice(0, length)
      if (length < (lines[0] as number)) {
        expect(refusal(cut).code).toBe('RECEIPT_INVALID')
        continue
      }
      const { outcomes, end, isCut } = read(cut)
      expect(outcomes).toHaveLength(length >= (lines[0] as number) + (lines[1] as number) ? 1 : 0)
      expect(end).toBeUndefined()
      expect(isCut).toBe(!cut.endsWith('\n'))
    }
  })
})

describe('is refused', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  test.each<[what: string, text: string]>([
    ['an empty file', ''],
    ['a line that is no JSON', `${textOf(HEAD)}{\n${textOf(END)}`],
    ['another value', '[]\n'],
    ['null', 'null\n'],
    ['a number', '7\n'],
    ['a plan', textOf({ formatVersion: 1, changes: [] })],
    ['no first line', textOf(OUTCOME, END)],
    ['two first lines', textOf(HEAD, HEAD)],
    ['something after the end', textOf(HEAD, END, OUTCOME)],
    ['half a line after the end', `${textOf(HEAD, END)}{"type"`],
    ['another format', textOf({ ...HEAD, formatVersion: 2 })],
    ['a format that is no number', textOf({ ...HEAD, formatVersion: { a: 1 } })],
    ['a member that is unknown', textOf({ ...HEAD, more: 1 })],
    ['targets that are no list', textOf({ ...HEAD, targets: { length: 1 } })],
    ['a target twice', textOf({ ...HEAD, targets: [...HEAD.targets, ...HEAD.targets] })],
    ['a change of another target', textOf(HEAD, { ...OUTCOME, target: 'other' })],
    ['a name that is no text', textOf(HEAD, { ...OUTCOME, name: ['a'] })],
    ['a before that is a list', textOf(HEAD, { ...OUTCOME, before: [] })],
    ['a status that there is not', textOf(HEAD, { ...OUTCOME, status: 'perhaps' })],
    ['calls without a name', textOf(HEAD, { ...OUTCOME, calls: [{ isDone: true }] })],
    ['an exit below zero', textOf(HEAD, { ...END, exit: -1 })],
    ['a key of the prototype', `${textOf(HEAD)}{"type":"outcome","before":{"__proto__":{"isAdmin":true}}}\n`],
    ['members that are only inherited', `{"__proto__":${JSON.stringify(HEAD)}}\n`],
    ['a value that is too deep', `${textOf(HEAD)}${deep}\n`],
  ])('%s', (_, text) => {
    const { code, exitCode } = refusal(text)
    expect([code, exitCode]).toEqual(['RECEIPT_INVALID', 3])
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  test('without a hidden character of its own in what is said', () => {
    const { detail } = refusal(textOf(HEAD, { ...OUTCOME, target: 'x', address: 'a["\u001b]0;pwned\u0007"]' }))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(detail).not.toMatch(/[\u0000-\u001f]/)
  })
})
