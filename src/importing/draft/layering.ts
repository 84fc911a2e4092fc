import { agreementsOn, bySetting, type SaidInTarget } from './agreement.ts'
import { type FileOf, hereOf } from './here.ts'
import { type Layer, layersFrom, type Piece } from './layers.ts'
import { piecesOf } from './pieces.ts'
import type { Said, ValueKey } from './settings.ts'
import type { TargetSet } from './targets.ts'

/** What a repository says itself. */
export interface Block {
  readonly name: string
  readonly file: string
  readonly targets: TargetSet
  readonly said: Said
}

export interface Layering {
  /** In their order. */
  readonly layers: readonly Layer[]
  /** By name. */
  readonly blocks: readonly Block[]
}

/** What layers and blocks come to is what each repository says in each of its targets. */
export function layeringOf(targets: readonly SaidInTarget[], fileOf: FileOf, isFlat: boolean): Layering {
  const here = hereOf(targets, fileOf, isFlat)
  const pieces: Piece[] = []
  const saidBy = new Map(here.names.map(name => [name, new Map<string, ValueKey>()] as const))
  for (const [id, inTargets] of bySetting(targets)) {
    const { pieces: ofSetting, own } = piecesOf(id, agreementsOn(id, inTargets, targets), here)
    for (const piece of ofSetting) pieces.push(piece)
    for (const [name, value] of own) saidBy.get(name)?.set(id, value)
  }
  const blocks = [...saidBy].map(([name, said]) => ({ name, file: fileOf(name), targets: here.targetsOf(name), said }))
  return { layers: layersFrom(pieces), blocks }
}
