import { byText, grouped } from '../../collate.ts'
import type { Said, ValueKey } from './settings.ts'
import type { TargetSet } from './targets.ts'

/** Settings of many repositories, laid over the layers of lower ranks. */
export interface Layer {
  /** The prefix that its file is called by; empty for the root. */
  readonly file: string
  readonly match: readonly string[]
  /** Left out: all that have such repositories. */
  readonly targets?: TargetSet
  readonly said: Said
}

/** One setting of a layer, before it is known what else that says. */
export interface Piece extends Omit<Layer, 'said'> {
  /** Of one rank, no two layers are for the same repository but in other targets, or of other settings. */
  readonly rank: number
  readonly id: string
  readonly value: ValueKey
}

/** Where endings stand, and single names: behind every branch. */
export const [ENDINGS, NAMES] = [1000, 2000]

/** Pieces of one match are one layer, and those that say the same, too. */
export function layersFrom(pieces: readonly Piece[]): readonly Layer[] {
  const matched = grouped(pieces, ({ match, ...piece }) => `${placeOf(piece)} ${match.join()}`)
  const layers = [...matched.values()].map(ones => {
    const { id: _, value: __, ...layer } = ones[0] as Piece
    return { ...layer, said: new Map(ones.map(one => [one.id, one.value] as const)) }
  })
  const sorted = layers.sort((a, b) => a.rank - b.rank || byText(a.match.join(), b.match.join()))
  const alike = grouped(sorted, ({ said, ...layer }) => `${placeOf(layer)} ${JSON.stringify([...said].sort(byId))}`)
  return [...alike.values()].map(ones => {
    const { rank: _, ...layer } = ones[0] as (typeof layers)[number]
    return { ...layer, match: ones.flatMap(({ match }) => match) }
  })
}

const placeOf = ({ file, rank, targets }: Pick<Piece, 'file' | 'rank' | 'targets'>): string =>
  `${file} ${rank} ${targets}`

const byId = ([a]: readonly [string, ValueKey], [b]: readonly [string, ValueKey]): number => byText(a, b)
