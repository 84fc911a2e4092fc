import { EcrsyncError } from '../errors.ts'
import { meant } from '../nearest.ts'

interface ParseError extends Error {
  readonly flags?: readonly string[]
  readonly args?: readonly string[]
}

/** oclif's errors about flags and arguments in our own words; undefined for any other error. */
export function usageError(error: ParseError, name: string, flags: readonly string[]): EcrsyncError | undefined {
  const help = `See ecrsync ${name} --help`
  switch (error.constructor.name) {
    case 'NonExistentFlagsError':
      return unknownFlag(error.flags?.[0] ?? '', flags, help)
    case 'UnexpectedArgsError':
      return new EcrsyncError('UNEXPECTED_ARGUMENT', `Unexpected argument ${error.args?.join(' ')}`, {
        detail: `ecrsync ${name} takes flags only.`,
        hint: help,
      })
    case 'CLIParseError':
    case 'FailedFlagValidationError':
    case 'FlagInvalidOptionError':
    case 'InvalidArgsSpecError':
    case 'RequiredArgsError':
    case 'CLIError':
      return new EcrsyncError('INVALID_FLAG', firstSentence(error.message), { hint: help })
    default:
      return undefined
  }
}

/** oclif says what it was doing, then what is wrong, then repeats its help. */
const firstSentence = (message: string): string =>
  message
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^(The following error|See more help|Parsing --)/.test(line))
    .slice(0, 1)
    .join()

function unknownFlag(flag: string, known: readonly string[], help: string): EcrsyncError {
  return new EcrsyncError('UNKNOWN_FLAG', `Unknown flag ${flag}`, { hint: meant(flag, known, near => near) ?? help })
}

export function unknownCommand(id: string, known: readonly string[]): EcrsyncError {
  if (id.startsWith('-')) return unknownFlag(id, ['--help', '--version'], 'See ecrsync --help')
  return new EcrsyncError('UNKNOWN_COMMAND', `Unknown command ${id}`, {
    hint: meant(id, known, near => `ecrsync ${near}`) ?? `Commands: ${known.join(', ')}. See ecrsync --help`,
  })
}
