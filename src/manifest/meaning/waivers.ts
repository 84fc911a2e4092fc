import { perObject } from '../../once.ts'
import { DAY } from '../form/checks-schema.ts'
import { WAIVE } from '../form/facets.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import type { Waived } from './lay.ts'
import { keyedIn, type Settings } from './settings.ts'

/** A waiver of one repository, with all places that it came through, the last one in force. */
export interface Waiver extends Waived {
  readonly places: readonly Place[]
}

export const waiversIn = perObject((settings: Settings): readonly Waiver[] =>
  keyedIn(settings, WAIVE).map(([, { value, places }]) => ({ ...(value as Waived), places })),
)

/** One place is one key. */
export const placeKey = ({ parsed, path }: Place): string => JSON.stringify([parsed.file, ...path])

/** What is wrong with waivers as they are written: days that are none, and no reason. */
export function checkWaivers(waivers: readonly Waiver[], findings: Findings): void {
  for (const { until, reason, places } of waivers) {
    const place = places.at(-1) as Place
    if (!isDay(until)) findings.at(below(place, ['until']), noDay(until))
    if (reason.trim() === '') findings.at(below(place, ['reason']), NO_REASON)
  }
}

function isDay(text: string): boolean {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

const noDay = (until: string): Finding => ({
  code: 'WRONG_VALUE',
  summary: `${JSON.stringify(until.slice(0, 40))} is no day`,
  detail: 'A waiver holds until the end of a day, in UTC.',
  hint: 'Write it as in until: "2027-06-30".',
})

const NO_REASON: Finding = {
  code: 'NO_REASON',
  summary: 'A waiver without a reason',
  detail: 'Whoever reads it later wants to know why.',
  hint: 'Write for example reason: "A public mirror, reviewed by security in March".',
}

export const ended = ({ check, reason, until }: Waived): Finding => ({
  severity: 'warning',
  code: 'WAIVER_ENDED',
  summary: `The waiver of ${check} ended on ${until}`,
  detail: `What it waived is told again. Its reason was: ${reason.slice(0, 200)}`,
  hint: `Mend what ${check} finds, or look at it again and write a later day.`,
})

export const waivesNothing = ({ check }: Waived): Finding => ({
  severity: 'note',
  code: 'WAIVES_NOTHING',
  summary: `A waiver of ${check}, which finds nothing here`,
  detail: 'What it was written for is mended, or stands elsewhere.',
  hint: 'Remove it.',
})
