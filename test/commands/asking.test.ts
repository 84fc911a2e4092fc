import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ask, askFor } from '../../src/commands/asking.ts'
import { plain } from '../../src/render/theme.ts'
import { keyboard, type Typed } from '../typing.ts'

const ABOUT = ['In prod: account 111122223333, eu-west-1', 'Plan: 1 to create, 0 to update, 0 to delete, 0 blocked.']
const LETTER = { about: ABOUT, text: 'Make these changes?' }
const WORD = { about: ABOUT, text: 'What goes cannot be brought back. To make these changes, type prod:', word: 'prod' }

/** What comes of a question, and what the terminal shows. */
async function asked(question: typeof LETTER | typeof WORD, typed: Typed, more: object = {}) {
  const { input, see } = keyboard(typed)
  const output = Object.assign(new PassThrough(), { isTTY: true })
  let shown = ''
  output.on('data', chunk => {
    shown += String(chunk)
    see(String(chunk))
  })
  Object.assign(input, more)
  const ending = await ask(question, { input, output, theme: plain, width: 80 }).then(
    () => 'yes',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  )
  return { ending, shown, isRaw: input.isRaw }
}

const NO = 'DECLINED Declined: nothing was written'

describe('a question for a letter', () => {
  test.each<[string, Typed, string]>([
    ['y is yes', { answer: 'y\r' }, 'yes'],
    ['Yes is yes', { answer: 'Yes\r' }, 'yes'],
    ['n is no', { answer: 'n\r' }, NO],
    ['nothing is no', { answer: '\r' }, NO],
    ['what only begins like yes is no', { answer: 'yesterday\r' }, NO],
    ['Ctrl-D is no', { answer: '\u0004' }, NO],
    ['the end of the input is no', {}, NO],
    ['Ctrl-C is an interruption', { answer: '\u0003' }, 'INTERRUPTED Interrupted: nothing was written'],
    ['what was typed before answers nothing', { before: 'y\ny\n', answer: '\r' }, NO],
    ['what was typed before spoils nothing', { before: 'n', answer: 'y\r' }, 'yes'],
    ['Ctrl-C before is an interruption', { before: 'y\u0003' }, 'INTERRUPTED Interrupted: nothing was written'],
  ])('%s', async (_name, typed, ending) => {
    const result = await asked(LETTER, typed)
    expect(result).toMatchObject({ ending, isRaw: false })
  })

  test('stands below where and how much', async () => {
    const { shown } = await asked(LETTER, { answer: 'y\r' })
    expect(shown).toContain(`\n${ABOUT.join('\n')}\n`)
    expect(shown).toContain('Make these changes? (y/N) ')
  })
})

describe('a question for a word', () => {
  test.each<[string, Typed, string]>([
    ['the word is yes', { answer: 'prod\r' }, 'yes'],
    ['with spaces around it', { answer: ' prod \r' }, 'yes'],
    ['y is no', { answer: 'y\r' }, 'DECLINED Declined, because "y" is not prod: nothing was written'],
    [
      'the word in capitals is no',
      { answer: 'PROD\r' },
      'DECLINED Declined, because "PROD" is not prod: nothing was written',
    ],
    ['nothing is no', { answer: '\r' }, NO],
    ['typed before, the word answers nothing', { before: 'prod\n', answer: '\r' }, NO],
  ])('%s', async (_name, typed, ending) => {
    expect((await asked(WORD, typed)).ending).toBe(ending)
  })
})

test('Ctrl-C ends a question before which somebody never stops to type', async () => {
  const { input } = keyboard({})
  const typing = setInterval(() => input.emit('data', 'y'), 1)
  const output = Object.assign(new PassThrough(), { isTTY: true })
  const asking = ask(LETTER, { input, output, theme: plain, width: 80 })
  input.emit('data', '\u0003')
  await expect(asking).rejects.toMatchObject({ code: 'INTERRUPTED' })
  clearInterval(typing)
})

test.each([
  ['that is no terminal', { isTTY: false }],
  ['that has been read to its end', { readable: false }],
])('an input %s can answer nothing', async (_name, more) => {
  const { input } = keyboard({})
  const output = Object.assign(new PassThrough(), { isTTY: true })
  const terminal = {
    input: Object.create(input, Object.getOwnPropertyDescriptors(more)),
    output,
    theme: plain,
    width: 80,
  }
  await expect(ask(LETTER, terminal)).rejects.toMatchObject({ code: 'NO_TERMINAL', hint: 'Add --auto-approve.' })
  const question = { text: 'Region of the registry:', faultOf: () => undefined }
  await expect(askFor(question, terminal)).rejects.toMatchObject({
    code: 'NO_TERMINAL',
    hint: expect.stringContaining('flag'),
  })
})
