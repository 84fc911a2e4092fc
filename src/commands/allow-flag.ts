import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'
import type { ConsentKey } from '../model.ts'
import { didYouMean } from '../nearest.ts'
import { CONSENT_KEYS } from '../plan/guards/consent.ts'
import { written } from './flag-errors.ts'

/** Of what, and to how much, as it is typed: `delete=12`. */
export type Allowed = readonly [guard: ConsentKey, count: number]

const EXAMPLE = 'Write what the plan says, for example --allow delete=12'

/** @throws EcrsyncError INVALID_FLAG */
export function allowedBy(given: string): Allowed {
  const [, name = '', , count] = /^([^=]*)(=(.*))?$/s.exec(given) ?? []
  const guard = CONSENT_KEYS.find(key => key === name)
  if (guard === undefined) throw wrong(given, `${written(name)} is no guard.`, didYouMean(name, CONSENT_KEYS))
  if (count === undefined || count === '')
    throw wrong(given, 'It lacks its number: whoever allows something says how much of it.', EXAMPLE)
  if (!/^\d{1,9}$/.test(count))
    throw wrong(given, `${written(count)} is no number: it is how many may be touched, and no share of them.`, EXAMPLE)
  return [guard, Number(count)]
}

const wrong = (given: string, detail: string, hint: string): EcrsyncError =>
  new EcrsyncError('INVALID_FLAG', `--allow ${written(given)} allows nothing`, { detail, hint })

/** Flag of whatever is judged by guards: consent to what one of them refuses. */
export const allowFlag = {
  allow: Flags.custom<Allowed>({
    parse: async given => allowedBy(given),
    summary:
      'Let a guard pass that refuses the plan, up to N: the plan says which, and how many; may be repeated. It holds for this run alone, and is no part of a saved plan.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GUARD=N',
  })(),
}
