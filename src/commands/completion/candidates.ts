/** A flag as the built list of commands has it. */
export interface KnownFlag {
  readonly name: string
  readonly char?: string
  readonly type: 'boolean' | 'option'
  readonly options?: readonly string[]
  readonly multiple?: boolean
  readonly allowNo?: boolean
  readonly hidden?: boolean
}

export interface KnownCommand {
  readonly id: string
  readonly flags: Readonly<Record<string, KnownFlag>>
  readonly args: Readonly<Record<string, unknown>>
  /** Whether it takes no more arguments than these. */
  readonly strict?: boolean
}

/** What a manifest has names for. */
export type NamesOf = (what: 'target' | 'repository', typed: Typed) => Promise<readonly string[]>

/** Of the words before the last, the flags that say which manifest is meant. */
export interface Typed {
  readonly file?: string
  readonly region?: string
  readonly 'allow-env': readonly string[]
}

/** Flags and arguments that take names of a manifest. */
const NAMED: Readonly<Record<string, 'target' | 'repository'>> = {
  target: 'target',
  only: 'repository',
  repository: 'repository',
  from: 'repository',
  to: 'repository',
}

/** What may stand in the place of the last word; nothing where that is a file, or anything. */
export async function candidatesFor(
  words: readonly string[],
  commands: readonly KnownCommand[],
  namesOf: NamesOf,
): Promise<readonly string[]> {
  const [id = '', ...rest] = words
  if (rest.length === 0) return beginning(id, [...commands.map(command => command.id), 'help'])
  if (id === 'help')
    return beginning(
      rest.at(-1) ?? '',
      commands.map(command => command.id),
    )
  const command = commands.find(one => one.id === id)
  return command === undefined || rest.slice(0, -1).includes('--') ? [] : within(command, rest, namesOf)
}

async function within(command: KnownCommand, words: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const [last = '', before = ''] = [words.at(-1), words.at(-2)]
  const typed = typedIn(words.slice(0, -1))
  const [, name = '', value = ''] = /^--([a-z-]+)=(.*)$/.exec(last) ?? []
  if (name !== '')
    return (await valuesOf(flagIn(command, `--${name}`), value, typed, namesOf)).map(one => `--${name}=${one}`)
  const taken = flagIn(command, before)
  if (taken?.type === 'option') return valuesOf(taken, last, typed, namesOf)
  if (last.startsWith('-')) return beginning(last, flagsOf(command, words.slice(0, -1)))
  const what = NAMED[argAt(command, argumentsIn(command, words.slice(0, -1))) ?? '']
  return what === undefined ? [] : beginning(last, await namesOf(what, typed))
}

const flagIn = ({ flags }: KnownCommand, word: string): KnownFlag | undefined =>
  Object.values(flags).find(({ name, char }) => word === `--${name}` || (char !== undefined && word === `-${char}`))

async function valuesOf(
  flag: KnownFlag | undefined,
  value: string,
  typed: Typed,
  namesOf: NamesOf,
): Promise<readonly string[]> {
  if (flag?.options) return beginning(value, flag.options)
  const what = flag && NAMED[flag.name]
  return what === undefined ? [] : beginning(value, await namesOf(what, typed))
}

/** How many of the words are neither flags nor their values. */
const argumentsIn = (command: KnownCommand, words: readonly string[]): number =>
  words.filter((word, index) => !word.startsWith('-') && flagIn(command, words[index - 1] ?? '')?.type !== 'option')
    .length

function argAt({ args, strict }: KnownCommand, place: number): string | undefined {
  const names = Object.keys(args)
  return names[place] ?? (strict === false ? names.at(-1) : undefined)
}

/** Those that may still be said. */
const flagsOf = ({ flags }: KnownCommand, said: readonly string[]): readonly string[] =>
  Object.values(flags)
    .filter(({ hidden }) => !hidden)
    .flatMap(({ name, allowNo, multiple }) => {
      const spellings = [`--${name}`, ...(allowNo ? [`--no-${name}`] : [])]
      return !multiple && spellings.some(one => said.includes(one)) ? [] : spellings
    })

function typedIn(words: readonly string[]): Typed {
  const valuesAfter = (...flags: readonly string[]) =>
    words.flatMap((word, index) => {
      const joined = flags.find(flag => word.startsWith(`${flag}=`))
      if (joined !== undefined) return [word.slice(joined.length + 1)]
      return flags.includes(word) ? [words[index + 1] ?? ''] : []
    })
  const [file, region] = [valuesAfter('--file', '-f').at(-1), valuesAfter('--region').at(-1)]
  return { ...(file && { file }), ...(region && { region }), 'allow-env': valuesAfter('--allow-env') }
}

/** Sorted, each once; what a shell would read otherwise is not offered, because nobody quotes it. */
const beginning = (word: string, all: readonly string[]): readonly string[] =>
  [...new Set(all)].filter(one => one.startsWith(word) && /^[\w@%+=:,./-]+$/.test(one)).sort()
