import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'
import { written } from './flag-errors.ts'

const SECONDS = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 } as const

/** A century: what is longer is a slip. */
const LONGEST = 100 * 366 * SECONDS.d

/** `90s`, `24h`, `7d`, in seconds. @throws EcrsyncError INVALID_FLAG */
export function ageNamed(given: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(given) ?? []
  const seconds = Number(count) * SECONDS[(unit ?? 's') as keyof typeof SECONDS]
  if (seconds > 0 && seconds <= LONGEST) return seconds
  throw new EcrsyncError('INVALID_FLAG', `--max-age ${written(given)} is no age`, {
    detail: 'It is a whole number with s, m, h or d: seconds, minutes, hours or days.',
    hint: 'Write for example 90s, 24h or 7d.',
  })
}

/** Flags of what applies a plan that has been looked at. */
export const reviewedFlags = {
  'max-age': Flags.custom<number>({
    parse: async given => ageNamed(given),
    summary: 'How old a saved plan may be: 90s, 24h, 7d; 24h if it is left out.',
    helpValue: 'AGE',
  })(),
  stale: Flags.option({
    summary: 'What to do where changes of a saved plan are stale: write nothing, or leave these out.',
    options: ['refuse', 'skip'] as const,
  })(),
  expect: Flags.string({
    summary: 'Apply only the plan of this digest, sha256:…, or the one in this file.',
    helpValue: 'DIGEST',
  }),
}

/** What they say is in the plan already, or could not be as it was. */
const OF_THE_PLAN = ['target', 'only', 'shard', 'in-use', 'lifecycle-preview', 'tag-reader']
const OF_SAVED = ['max-age', 'stale']

/**
 * A flag that would not count is refused. `typed`: the flags of the command line.
 *
 * @throws EcrsyncError INVALID_FLAG
 */
export function refuseUnfit(file: string | undefined, typed: ReadonlySet<string>): void {
  const unfit = (file === undefined ? OF_SAVED : OF_THE_PLAN).find(flag => typed.has(flag))
  if (unfit === undefined) return
  if (file === undefined)
    throw new EcrsyncError('INVALID_FLAG', `--${unfit} is about a saved plan, and none is named`, {
      detail: 'A plan that is made now is neither old nor stale.',
      hint: `Name its file, or leave --${unfit} out.`,
    })
  throw new EcrsyncError('INVALID_FLAG', `--${unfit} belongs to the plan, and that has been made`, {
    detail: 'What a saved plan is about, and what it was judged by, stands in it: the reviewed plan is what runs.',
    hint: `Leave it out, or make another plan: ecrsync plan --${unfit} … --out FILE`,
  })
}
