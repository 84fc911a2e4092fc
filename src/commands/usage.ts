import { EcrsyncError } from '../errors.ts'
import { meant } from '../nearest.ts'
import { clipped, counted, lowered } from '../words.ts'
import { invalidFlag } from './flag-errors.ts'

interface ParseError extends Error {
  readonly flags?: readonly string[]
  /** Those that are too many, as they are typed, or those that are missing, as the command knows them. */
  readonly args?: readonly (string | { readonly name: string; readonly description?: string })[]
}

/** A command, as far as what is wrong with its line is about it. */
export interface Used {
  /** What the user types for it. */
  readonly name: string
  readonly flags: Readonly<Record<string, object>>
  readonly args: Readonly<Record<string, object>>
  /** Of every command, its name and flags. */
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>
}

/** oclif's errors about flags and arguments in our own words; undefined for any other error. */
export function usageError(error: ParseError, used: Used): EcrsyncError | undefined {
  const help = `See ecrsync ${used.name} --help`
  switch (error.constructor.name) {
    case 'NonExistentFlagsError':
      return unknownFlag(error.flags?.[0] ?? '', used, help)
    case 'UnexpectedArgsError':
      return unexpected(error.args?.join(' ') ?? '', used, help)
    case 'RequiredArgsError':
      return missing(error, used, help)
    case 'CLIParseError':
    case 'FailedFlagValidationError':
    case 'FlagInvalidOptionError':
    case 'InvalidArgsSpecError':
    case 'CLIError':
      return invalidFlag(error.message, used.flags, help)
    default:
      return undefined
  }
}

const lineOf = ({ name, args }: Used): string =>
  ['ecrsync', name, ...Object.keys(args).map(arg => arg.toUpperCase())].join(' ')

const unexpected = (text: string, used: Used, help: string): EcrsyncError => {
  const count = Object.keys(used.args).length
  const takes = count === 0 ? 'flags only' : `${counted(count, 'argument')} beside flags: ${lineOf(used)}`
  return new EcrsyncError('UNEXPECTED_ARGUMENT', `Unexpected argument ${clipped(text)}`, {
    detail: `ecrsync ${used.name} takes ${takes}.`,
    hint: help,
  })
}

function missing({ args = [] }: ParseError, used: Used, help: string): EcrsyncError {
  const lacking = args.flatMap(arg => (typeof arg === 'string' ? [] : [arg]))
  const names = lacking.map(({ name }) => name.toUpperCase())
  return new EcrsyncError('MISSING_ARGUMENT', `ecrsync ${used.name} lacks ${names.join(' and ')}`, {
    detail: lacking.map(({ name, description = '' }) => `${name.toUpperCase()} is ${lowered(description)}`).join(' '),
    hint: `Write ${lineOf(used)}. ${help}`,
  })
}

function unknownFlag(flag: string, { name, flags, commands }: Used, help: string): EcrsyncError {
  const known = Object.keys(flags).map(one => `--${one}`)
  return new EcrsyncError('UNKNOWN_FLAG', `Unknown flag ${clipped(flag)}`, {
    hint: hintFor(flag, name, commands) ?? meant(flag, known, near => near) ?? help,
  })
}

/** What other tools let pass everything by. */
const FORCING: ReadonlySet<string> = new Set(['force', 'no-guards', 'skip-guards', 'ignore-guards', 'disable-guards'])
const GUARDED: ReadonlySet<string> = new Set(['plan', 'apply'])

const NO_FORCE =
  'No flag lets everything pass: a guard that refuses is allowed by its name and a number, as in --allow delete=12; the plan says which.'

/** What is typed for a flag of another command, or of another tool. */
function hintFor(flag: string, name: string, commands: Used['commands']): string | undefined {
  const typed = flag.replace(/^--?/, '')
  if (typed === 'version') return 'Write ecrsync --version'
  if (typed === 'dry-run' && name === 'apply') return 'ecrsync plan shows what would change, and changes nothing.'
  if (FORCING.has(typed) && GUARDED.has(name)) return NO_FORCE
  const others = [...commands].flatMap(([other, flags]) => (flags.has(typed) ? [`ecrsync ${other}`] : []))
  if (others.length === 0) return undefined
  return `It is a flag of ${others.join(', ')}. See ecrsync ${name} --help`
}

/** `argv`: what comes after it. */
export function unknownCommand(id: string, argv: readonly string[], known: readonly string[]): EcrsyncError {
  if (id.startsWith('-')) return flagFirst(id, argv, known)
  return new EcrsyncError('UNKNOWN_COMMAND', `Unknown command ${clipped(id)}`, {
    hint: meant(id, known, near => `ecrsync ${near}`) ?? `Commands: ${known.join(', ')}. See ecrsync --help`,
  })
}

function flagFirst(flag: string, argv: readonly string[], known: readonly string[]): EcrsyncError {
  const command = argv.find(word => known.includes(word))
  if (command !== undefined)
    return new EcrsyncError('UNKNOWN_FLAG', `${clipped(flag)} stands before the command`, {
      detail: 'Flags come after the command that they are for.',
      hint: `Write ecrsync ${command} ${clipped(flag)}`,
    })
  return new EcrsyncError('UNKNOWN_FLAG', `Unknown flag ${clipped(flag)}`, {
    hint: meant(flag, ['--help', '--version'], near => near) ?? 'See ecrsync --help',
  })
}
