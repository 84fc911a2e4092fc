import type { Address, Change, Plan } from '../model.ts'
import { deedText } from './digest.ts'
import { keyOf } from './places.ts'

/** A thing that two plans do not do the same with. */
export interface Other {
  readonly target: string
  readonly address: Address
  /** What the one does; null for nothing. */
  readonly expected: string | null
  /** What the other does. */
  readonly planned: string | null
}

/** What one plan does and another does not, or does otherwise, by target and address. */
export function othersBetween(expected: Plan, planned: Plan): readonly Other[] {
  const [was, is] = [deedsOf(expected), deedsOf(planned)]
  const keys = [...new Set([...was.keys(), ...is.keys()])]
  return keys.flatMap(key => {
    const [one, other] = [was.get(key), is.get(key)]
    if (one?.text === other?.text) return []
    const { target, address } = (other ?? (one as Deed)).change
    return [{ target, address, expected: one?.words ?? null, planned: other?.words ?? null }]
  })
}

interface Deed {
  readonly change: Change
  readonly text: string
  readonly words: string
}

/** Where some fields of a thing are refused, it is changed twice. */
function deedsOf({ changes }: Plan): ReadonlyMap<string, Deed> {
  const deeds = new Map<string, Deed>()
  for (const change of changes) {
    const known = deeds.get(keyOf(change))
    const join = (one: string | undefined, other: string, by: string) =>
      one === undefined ? other : `${one}${by}${other}`
    const text = join(known?.text, deedText(change), '\n')
    deeds.set(keyOf(change), { change, text, words: join(known?.words, wordsOf(change), ', ') })
  }
  return deeds
}

const wordsOf = ({ action, blocked, paths }: Change): string =>
  `${action}${blocked ? `, blocked (${blocked.code})` : paths.length > 0 ? ` of ${paths.join(', ')}` : ''}`
