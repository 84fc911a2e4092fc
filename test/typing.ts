import { PassThrough } from 'node:stream'

/** What somebody at a terminal types. */
export interface Typed {
  /** While the plan is still being read. */
  readonly before?: string
  /** When the question stands there; left out: the input ends. */
  readonly answer?: string
  /** To each of several questions in turn; where there is none any more, the input ends. */
  readonly answers?: readonly string[]
}

const QUESTION = /\(y\/N\)|, type .*:|(?::|\]|\)) $/s

/** The keyboard of a terminal, at which somebody types when it shows the question. */
export function keyboard({ before = '', answer, answers = [answer ?? []].flat() }: Typed) {
  const input = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode })
  const left = [...answers]
  let [shown, isEnded] = ['', false]
  function setRawMode(isRaw: boolean) {
    input.isRaw = isRaw
    return input
  }
  if (before !== '') input.write(before)
  return {
    input,
    /** Of each text that the terminal shows. */
    see(text: string): void {
      shown += text
      if (isEnded || !QUESTION.test(shown)) return
      shown = ''
      const next = left.shift()
      isEnded = next === undefined
      setImmediate(() => (next === undefined ? input.end() : input.write(next)))
    },
  }
}

/** Makes this process one at a terminal, until it is released. */
export function atTerminal(typed: Typed) {
  const { input, see } = keyboard(typed)
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor
  const { isTTY } = process.stderr
  Object.defineProperty(process, 'stdin', { value: input, configurable: true })
  process.stderr.isTTY = true
  return {
    see,
    release(): void {
      Object.defineProperty(process, 'stdin', stdin)
      process.stderr.isTTY = isTTY
    },
  }
}
