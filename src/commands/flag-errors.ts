import { EcrsyncError } from '../errors.ts'
import { meant } from '../nearest.ts'
import { clipped } from '../words.ts'

type Flags = Readonly<Record<string, object>>

/** Of each sentence of oclif about a flag, what it says, and what is to be typed. */
const SENTENCES: readonly (readonly [
  sentence: RegExp,
  said: (found: readonly string[], flags: Flags) => readonly [summary: string, hint: string],
])[] = [
  [
    /^Expected --([\w-]+)=(.*) to be one of: (.*)$/s,
    ([, flag = '', value = '', options = '']) => [
      `--${flag} takes ${options.split(', ').join(' or ')}, and not ${written(value)}.`,
      meant(value, options.split(', '), near => `--${flag} ${near}`) ?? '',
    ],
  ],
  [
    /Parsing --([\w-]+) .*Expected an integer(?: (greater|less) than or equal to (\d+))? but received: ?(.*?)(?:\nSee more help.*)?$/s,
    ([, flag = '', side, limit = '', value = '']) => [
      `--${flag} takes a whole number${limitText(side, limit)}, and not ${written(value)}.`,
      '',
    ],
  ],
  [
    /^Flag --([\w-]+) expects (?:a value|one of these values: (.*))$/s,
    ([, flag = '', options], flags) => [
      `--${flag} lacks its value.`,
      `Write --${flag} ${options?.split(', ')[0] ?? valueText(flags[flag])}.`,
    ],
  ],
  [
    /^\s*--([\w-]+)=.* cannot also be provided when using --([\w-]+)$/s,
    ([, one = '', other = '']) => [`--${one} and --${other} do not go together.`, 'Leave one of them out.'],
  ],
  [
    /^Missing required flag ([\w-]+)$/,
    ([, flag = ''], flags) => [`--${flag} is missing.`, `Write --${flag} ${valueText(flags[flag])}.`],
  ],
  [
    /^Flag --([\w-]+) can only be specified once$/,
    ([, flag = '']) => [`--${flag} stands there twice.`, 'Leave one of them out.'],
  ],
]

/** What follows a flag, if it may. @throws EcrsyncError INVALID_FLAG */
export function checkedValue(flag: string, value: string, faultOf: (value: string) => string | undefined): string {
  const detail = faultOf(value)
  if (detail === undefined) return value
  throw new EcrsyncError('INVALID_FLAG', `${flag} says what cannot be`, { detail, hint: `Mend what follows ${flag}.` })
}

/** A variable of a shell that is empty is a value, too. */
export const written = (value: string): string => (value === '' ? '""' : clipped(value))

/** What its help calls it. */
function valueText(flag: object = {}): unknown {
  if ('helpValue' in flag && flag.helpValue !== undefined) return flag.helpValue
  return 'options' in flag && Array.isArray(flag.options) ? flag.options.join(' or ') : 'VALUE'
}

const limitText = (side: string | undefined, limit: string): string =>
  side === undefined ? '' : ` of ${side === 'greater' ? 'at least' : 'at most'} ${limit}`

/** What oclif says of the value of a flag, in our own words. */
export function invalidFlag(message: string, flags: Flags, help: string): EcrsyncError {
  const text = withoutFrame(message)
  for (const [sentence, said] of SENTENCES) {
    const found = sentence.exec(text)
    if (found === null) continue
    const [summary, hint] = said(found, flags)
    return new EcrsyncError('INVALID_FLAG', summary.replace(/\.$/, ''), {
      hint: [hint, help].filter(Boolean).join(' '),
    })
  }
  return new EcrsyncError('INVALID_FLAG', text, { hint: help })
}

/** oclif says what it was doing, then what is wrong, then repeats its help. */
const withoutFrame = (message: string): string =>
  message
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/\n?See more help with --help\s*$/, '')
    .trim()
