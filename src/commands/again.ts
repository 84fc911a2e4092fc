import { MANIFEST_FILE, withoutLogins } from '../names.ts'
import { COMMAND, flagWords, program, quoted } from './shell-words.ts'

/** Flags that say which manifest and which registries: another command is to be about the same. */
const CARRIED = ['file', 'local', 'endpoint-url', 'region', 'profile', 'target', 'allow-env', 'allow-endpoint'] as const

/** A line of a run that a hint tells somebody to type, with the words of the command that stand before its flags. */
const NAMED = new RegExp(`(?<![\\w/.-])ecrsync (${COMMAND})\\b(?=([^\\n\`;]*))`, 'g')

/**
 * What a hint tells to type, as it is to be typed here: begun as this run was, and about the same manifest and registries.
 * `commands`: of each its flags. `start`: what this run began with.
 */
export function asTypedHere(
  given: Readonly<Record<string, unknown>>,
  commands: ReadonlyMap<string, ReadonlySet<string>>,
  start = program(),
): (text: string) => string {
  const carried = CARRIED.filter(flag => flag !== 'file' || given.file !== MANIFEST_FILE)
  return text =>
    text.replace(NAMED, (_, name: string, rest: string) => {
      const isHelp = /^ --help/.test(rest)
      const flags = carried.filter(flag => commands.get(name)?.has(flag) && !rest.includes(`--${flag} `) && !isHelp)
      const words = flagWords(Object.fromEntries(flags.map(flag => [flag, given[flag]])))
      return withoutLogins([...start, name, ...words.map(quoted)].join(' '))
    })
}

/** What is said of a finding, or of a change that failed. */
interface Said {
  readonly hint?: string
  readonly example?: readonly string[]
}

/** Whatever of it tells to type something; a hint of which nothing is left is none. */
export function saidHere<T extends Said>(all: T, here: (text: string) => string): Omit<T, keyof Said> & Said {
  const { hint, example, ...said } = all
  const fit = hint === undefined ? '' : here(hint)
  return {
    ...said,
    ...(fit !== '' && { hint: fit }),
    ...(example && { example: example.map(here) }),
  }
}
