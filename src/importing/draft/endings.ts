import { byText, grouped } from '../../collate.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { ValueKey } from './settings.ts'

/** Names that end alike, within the file that they stand in. */
export interface Ending {
  readonly file: string
  readonly match: string
  readonly names: readonly string[]
}

/** Names that end in the same part of a segment, and those of the same last segment: in each list, no name has two. */
export type Endings = readonly [parts: readonly Ending[], segments: readonly Ending[]]

interface Place {
  readonly name: string
  readonly file: string
}

/** Of a text that is filled in, nobody knows how it ends. */
export function endingsOf(places: readonly Place[], isFlat: boolean): Endings {
  if (places.some(({ name }) => hasPlaceholder(name))) return [[], []]
  // The root's layers are for the repositories of all files.
  const anywhere = (file: string) => (isFlat || file !== '' ? '**/' : '')
  const endingsBy = (endOf: (name: string) => string | undefined): readonly Ending[] => {
    const ended = places.flatMap(place => {
      const end = endOf(place.name)
      return end === undefined ? [] : [{ ...place, match: anywhere(place.file) + end }]
    })
    const alike = [...grouped(ended, ({ file, match }) => `${file}\n${match}`).values()]
    return alike
      .filter(ones => ones.length >= FEWEST)
      .map(ones => ({ file: '', match: '', ...ones[0], names: ones.map(({ name }) => name) }))
      .sort((a, b) => byText(a.match, b.match))
  }
  return [endingsBy(lastPart), endingsBy(lastSegment)]
}

/** Of fewer, nothing is spared by a layer. */
const FEWEST = 4

/** Exceptions that one line must spare. */
const PRICE = 2.5

function lastPart(name: string): string | undefined {
  const part = /-([^-/]+)$/.exec(name)?.[1]
  return part === undefined ? undefined : `*-${part}`
}

const lastSegment = (name: string): string | undefined =>
  name.includes('/') ? name.slice(name.lastIndexOf('/') + 1) : undefined

/** What is said of one ending, and what is then otherwise. */
export interface Ended {
  readonly ending: Ending
  readonly value: ValueKey
}

/** Takes out of the exceptions what many of one ending share. */
export function takeEndings(
  endings: readonly Ending[],
  exceptions: Map<string, ValueKey>,
  wanted: (name: string) => ValueKey,
): readonly Ended[] {
  if (exceptions.size < FEWEST) return []
  return endings.flatMap(ending => {
    const value = commonest(ending.names.flatMap(name => exceptions.get(name) ?? []))
    if (value === undefined) return []
    const others = ending.names.filter(name => wanted(name) !== value)
    const spared = ending.names.filter(name => exceptions.has(name)).length - others.length
    if (spared <= PRICE) return []
    for (const name of ending.names) exceptions.delete(name)
    for (const name of others) exceptions.set(name, wanted(name))
    return [{ ending, value }]
  })
}

function commonest(values: readonly ValueKey[]): ValueKey | undefined {
  const counts = [...grouped(values, value => value)].map(([value, all]) => ({ value, count: all.length }))
  return counts.sort((a, b) => b.count - a.count || byText(a.value, b.value))[0]?.value
}
