import { HIDDEN, harmless } from '../harmless.ts'

/** A word as a shell reads it back. What is hidden stands as an escape, which bash, zsh and ksh know: behind `\U` it takes eight digits. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (word.search(HIDDEN) >= 0) return `$'${word.replace(/[\\']/g, '\\$&').replace(HIDDEN, escaped)}'`
  return `'${word.replaceAll("'", "'\\''")}'`
}

function escaped(character: string): string {
  const code = character.codePointAt(0) as number
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : harmless(character)
}

/** Any command of ecrsync, for a pattern: who looks for one in a text loads none. */
export const COMMAND =
  'apply|autocomplete|copy|emulator|explain|fmt|iam|import|init|inventory|login|plan|preview|revert|schema|show|validate'

/** What starts ecrsync as this run was started. */
export const program = (): readonly string[] => (process.env.npm_command === 'exec' ? ['npx', 'ecrsync'] : ['ecrsync'])

/** Flags that were given, as words of a command line; those that say nothing are left out. */
export const flagWords = (flags: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(flags).flatMap(([flag, value]) =>
    [value ?? []]
      .flat()
      .flatMap(one => (one === true ? [`--${flag}`] : one === false ? [] : [`--${flag}`, String(one)])),
  )
