import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openScreen } from '../../../src/render/events/screen.ts'
import { openTerminal } from './terminal.ts'

function opened(size: { readonly columns?: number; readonly rows?: number } = {}) {
  const terminal = openTerminal(size)
  const { stream } = terminal
  return { ...openScreen(stream, () => stream.columns), ...terminal }
}

const BLOCK = ['reading', '  … one', '  … two'].join('\n')

describe('a line that is said while a block is shown', () => {
  test('stands above it, and stays when it goes', async () => {
    const { say, show, clear, text } = opened()
    show(BLOCK)
    say('first')
    say('  second')
    expect(await text()).toEqual(['first', '  second', ...BLOCK.split('\n')])
    clear()
    expect(await text()).toEqual(['first', '  second'])
  })

  test('is broken between words where it is longer than the screen is wide', async () => {
    const { say, show, text } = opened({ columns: 40 })
    show(BLOCK)
    say('→ PutLifecyclePolicy arn:aws:ecr:eu-west-1:111122223333 in prod-eu')
    expect(await text()).toEqual([
      '→ PutLifecyclePolicy',
      '  arn:aws:ecr:eu-west-1:111122223333 in',
      '  prod-eu',
      ...BLOCK.split('\n'),
    ])
  })

  test('is whole where a word of it is longer than the screen is wide', async () => {
    const { say, show, clear, text } = opened({ columns: 40 })
    const name = 'a'.repeat(100)
    show(BLOCK)
    say(`→ DescribeImages ${name} in prod-eu`)
    clear()
    const lines = await text()
    expect(lines.join('')).toBe(`→ DescribeImages  ${name}  in prod-eu`)
    expect(lines).toHaveLength(5)
  })

  test.each([1, 3, 10])('is there, of very many of them, on a screen of %i rows', async rows => {
    const { say, show, clear, text } = opened({ rows })
    const said = Array.from({ length: 1000 }, (_, index) => `→ DescribeImages team/${index}`)
    for (const [index, line] of said.entries()) {
      show(`${BLOCK}\nat ${index}`)
      say(line)
    }
    clear()
    expect(await text()).toEqual(said)
  })

  test('is there whatever is shown, in any order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom('said', 'taken'), fc.nat(30))),
        fc.integer({ min: 4, max: 8 }),
        async (steps, rows) => {
          const { say, show, clear, text } = opened({ rows })
          const said: string[] = []
          for (const [index, step] of steps.entries()) {
            if (step === 'taken') clear()
            else if (step === 'said') {
              said.push(`line ${index}`)
              say(`line ${index}`)
            } else
              show(Array.from({ length: 1 + (Number(step) % rows) }, (_, row) => `row ${row} of ${step}`).join('\n'))
          }
          clear()
          expect(await text()).toEqual(said)
        },
      ),
    ))
})

describe('a block', () => {
  test('is drawn again where the screen has become narrower, and nothing of it is left behind', async () => {
    const { say, show, clear, text, resize } = opened({ columns: 100 })
    say('first')
    show(`${'x'.repeat(90)}\n${'y'.repeat(50)}`)
    await resize(40)
    show('z'.repeat(40))
    expect(await text()).toEqual(['first', 'z'.repeat(40)])
    await resize(20)
    clear()
    expect(await text()).toEqual(['first'])
  })

  test('leaves no row behind where the screen has become wider', async () => {
    const { show, clear, text, resize } = opened({ columns: 40 })
    show(BLOCK)
    await resize(100)
    show(BLOCK)
    expect(await text()).toEqual(BLOCK.split('\n'))
    clear()
    expect(await text()).toEqual([])
  })
})

describe('the end of the process', () => {
  const listening = (ending: 'exit' | 'uncaughtExceptionMonitor') => process.listeners(ending as 'exit')

  test.each(['exit', 'uncaughtExceptionMonitor'] as const)('by %s takes the block away, and no line', async ending => {
    const before = listening(ending)
    const { say, show, text } = opened()
    show(BLOCK)
    say('first')
    for (const listener of listening(ending).filter(one => !before.includes(one))) listener(0)
    expect(await text()).toEqual(['first'])
    expect(listening(ending)).toEqual(before)
  })

  test('finds the cursor as it was, whenever it comes', async () => {
    const { say, show, clear, written } = opened()
    show(BLOCK)
    say('first')
    clear()
    expect(await written()).not.toContain('\u001b[?25')
  })

  test('is waited for by nobody who shows nothing', () => {
    const before = listening('exit')
    const { show, clear } = opened()
    show(BLOCK)
    clear()
    clear()
    expect(listening('exit')).toEqual(before)
  })
})
