import { KEY_MISTAKES } from './key-mistakes.ts'
import type { Misfit, Mistake, Said } from './misfit.ts'
import { VALUE_MISTAKES } from './value-mistakes.ts'

const MISTAKES: Readonly<Record<Misfit['sort'], readonly Mistake[]>> = { key: KEY_MISTAKES, value: VALUE_MISTAKES }

/** What is said of a misfit by the first mistake that it is. */
export function saidOf(misfit: Misfit): Said {
  for (const mistake of MISTAKES[misfit.sort]) {
    const said = mistake(misfit)
    if (said) return said
  }
  return {}
}
