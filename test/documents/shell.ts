import type { Block } from './pages.ts'

/** A command of a block, as words that a shell would make of it. */
export interface Command {
  readonly block: Block
  /** As it is written, in one line. */
  readonly text: string
  readonly words: readonly string[]
}

/** What ends a command or begins a comment, a word with its quotes, or the space between. */
const PIECE =
  /(?<end>\|\||&&|[|;]|>>?(?=\s))|(?<comment>(?<=^|\s)#.*)|(?<word>(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'|;&>])+)/g

/** The commands of a block of `sh`, or those after a prompt in one of `console`. */
export const commandsOf = (block: Block): readonly Command[] =>
  linesOf(block).flatMap(line =>
    simpleCommands(line).map(words => ({ block, text: line.replace(/\s+#.*$/, ''), words })),
  )

function linesOf({ language, text }: Block): readonly string[] {
  if (language !== 'sh' && language !== 'console') return []
  const whole = text.replaceAll(/(?:\\|(?<=\|))\n\s*/g, ' ')
  const lines = whole.split('\n').filter(line => line.trim() !== '')
  if (language === 'sh') return lines
  return lines.filter(line => line.startsWith('$ ')).map(line => line.slice(2))
}

function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]]
  let isTarget = false
  for (const { groups } of line.matchAll(PIECE)) {
    if (groups?.end !== undefined) {
      isTarget = groups.end.startsWith('>')
      if (!isTarget) commands.push([])
    } else if (groups?.word !== undefined) {
      if (!isTarget) commands.at(-1)?.push(unquoted(groups.word))
      isTarget = false
    }
  }
  return commands.filter(words => words.length > 0)
}

const unquoted = (word: string): string =>
  word.replaceAll(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
    (_all, double, single, escaped) => double ?? single ?? escaped,
  )
