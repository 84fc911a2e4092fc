import { colored, plain, type Theme } from '../render/theme.ts'

/** Flags that say how to speak, and not what to do. */
export interface GlobalFlags {
  readonly 'no-color'?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** What is typed of them, for whoever has something to say of a command line that cannot be parsed. */
export function globalFlagsIn(argv: readonly string[]) {
  const typed = new Set(flagsIn(argv))
  return {
    'no-color': typed.has('--no-color'),
    quiet: typed.has('--quiet'),
    verbose: typed.has('--verbose') || typed.has('-v'),
  }
}

/** Somebody reads the answer who expects one document of JSON. */
export const wantsJson = (argv: readonly string[]): boolean =>
  /(^| )(--json|--format[ =]json)( |$)/.test(flagsIn(argv).join(' '))

/** What comes after -- is no flag. */
const flagsIn = (argv: readonly string[]): readonly string[] =>
  argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv

export function themeFor(stream: Pick<NodeJS.WriteStream, 'isTTY'>, given: GlobalFlags): Theme {
  if (given['no-color'] || process.env.NO_COLOR) return plain
  const isForced = process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0'
  return isForced || stream.isTTY ? colored : plain
}
