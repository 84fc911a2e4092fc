import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { EcrsyncError } from '../errors.ts'
import { harmless } from '../harmless.ts'
import { wrapped } from '../render/page.ts'
import type { Question } from '../render/question-text.ts'
import type { Theme } from '../render/theme.ts'
import { clipped } from '../words.ts'

/** Where a person reads and types. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }
  readonly output: Writable & { readonly isTTY?: boolean }
  readonly theme: Theme
  /** Columns of a line. */
  readonly width: number
}

/**
 * Comes back when the answer is yes. What is typed before the question stands there answers nothing.
 *
 * @throws EcrsyncError NO_TERMINAL, DECLINED, INTERRUPTED
 */
export async function ask(question: Question, terminal: Terminal): Promise<void> {
  const { input, output, theme, width } = terminal
  if (!isThere(terminal)) throw nobodyToAsk()
  await dropTyped(input)
  const about = question.about.flatMap(line => (line.startsWith(' ') ? line : wrapped(line, width)))
  const text = wrapped(`${question.text}${question.word === undefined ? ' (y/N)' : ''}`, width - ANSWER)
  const above = [...about, ...text.slice(0, -1).map(line => theme('strong', line))]
  output.write(`\n${above.join('\n')}\n`)
  const answer = ((await answerTo(`${theme('strong', text.at(-1) ?? '')} `, terminal)) ?? '').trim()
  if (question.word === undefined ? /^y(es)?$/i.test(answer) : answer === question.word) return
  throw declined(answer, question)
}

/** What is asked where no answer is wrong by itself. */
export interface TextQuestion {
  readonly text: string
  /** What an empty answer stands for. */
  readonly offered?: string | undefined
  /** What is wrong with an answer. */
  faultOf(answer: string): string | undefined
}

/**
 * Asks until there is an answer with which nothing is wrong.
 *
 * @throws EcrsyncError NO_TERMINAL, DECLINED, INTERRUPTED
 */
export async function askFor({ text, offered, faultOf }: TextQuestion, terminal: Terminal): Promise<string> {
  const { input, output, theme, width } = terminal
  const question = wrapped(offered === undefined ? text : `${text} [${harmless(offered)}]`, width - ANSWER)
  for (;;) {
    if (!isThere(terminal)) throw nobodyToAnswer(text)
    await dropTyped(input)
    output.write(
      question
        .slice(0, -1)
        .map(line => `${theme('strong', line)}\n`)
        .join(''),
    )
    const typed = await answerTo(`${theme('strong', question.at(-1) ?? '')} `, terminal)
    const answer = typed?.trim() || offered
    if (typed === undefined || answer === undefined) throw new EcrsyncError('DECLINED', 'Declined: nothing was written')
    const fault = faultOf(answer)
    if (fault === undefined) return answer
    output.write(`${wrapped(fault, width).join('\n')}\n`)
  }
}

/** Whether somebody reads and types. */
export const isThere = ({ input, output }: Pick<Terminal, 'input' | 'output'>): boolean =>
  Boolean(input.isTTY && output.isTTY && input.readable)

/** Room for what is typed behind the question. */
const ANSWER = 10

export const nobodyToAsk = (): EcrsyncError =>
  new EcrsyncError('NO_TERMINAL', 'Nobody can be asked', {
    detail: 'There is no terminal, and nothing is written without a yes.',
    hint: 'Add --auto-approve.',
  })

const nobodyToAnswer = (text: string): EcrsyncError =>
  new EcrsyncError('NO_TERMINAL', 'Nobody can be asked', {
    detail: `There is no terminal, and no answer to "${harmless(text)}": nothing was written.`,
    hint: 'Say it by a flag, as --help tells.',
  })

/** Milliseconds without a key, after which all that was typed before has come. */
const QUIET = 50

/** What a terminal holds of it comes once the terminal hands out single keys. */
async function dropTyped(input: Terminal['input']): Promise<void> {
  let [isTyped, isOver] = [true, false]
  const drop = (typed: Buffer | string) => {
    isTyped = true
    isOver ||= String(typed).includes(CTRL_C)
  }
  input.setRawMode?.(true)
  input.on('data', drop).resume()
  while (isTyped && !isOver && input.readable) {
    isTyped = false
    await sleep(QUIET)
  }
  input.off('data', drop).pause()
  if (!isOver) return
  input.setRawMode?.(false)
  throw interruptedAtPrompt()
}

const CTRL_C = '\u0003'

/** One line; undefined where the input ends. */
async function answerTo(text: string, { input, output }: Terminal): Promise<string | undefined> {
  const lines = createInterface({ input, output, terminal: true, historySize: 0 })
  // Only ours: by its own, the library lets the terminal go.
  let release = () => {}
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      const broken = (end: () => void) => () => {
        output.write('\n')
        end()
      }
      lines.once(
        'SIGINT',
        broken(() => reject(interruptedAtPrompt())),
      )
      const onClose = broken(() => resolve(undefined))
      release = () => void lines.off('close', onClose)
      lines.once('close', onClose)
      lines.question(text, resolve)
    })
  } finally {
    release()
    lines.close()
  }
}

const declined = (answer: string, { word }: Question): EcrsyncError =>
  new EcrsyncError(
    'DECLINED',
    word === undefined || answer === ''
      ? 'Declined: nothing was written'
      : `Declined, because "${harmless(clipped(answer))}" is not ${word}: nothing was written`,
  )

const interruptedAtPrompt = (): EcrsyncError => new EcrsyncError('INTERRUPTED', 'Interrupted: nothing was written')
