import { grouped } from '../../collate.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { type Agreement, wantedIn } from './agreement.ts'
import { takeEndings } from './endings.ts'
import type { Here } from './here.ts'
import { ENDINGS, NAMES, type Piece } from './layers.ts'
import type { Branch } from './names.ts'
import { settingOf, type ValueKey } from './settings.ts'
import { spreadOf } from './spread.ts'
import { isWithin, type TargetSet } from './targets.ts'

/** What layers say of one setting, and what repositories say of it themselves, by name. */
export interface Pieces {
  readonly pieces: readonly Piece[]
  readonly own: ReadonlyMap<string, ValueKey>
}

/** What layers of branches say for targets that agree, and what is otherwise there. */
interface Excepted {
  readonly agreement: Agreement
  readonly layers: readonly { readonly branch: Branch; readonly value: ValueKey }[]
  readonly exceptions: Map<string, ValueKey>
}

export function piecesOf(id: string, agreements: readonly Agreement[], here: Here): Pieces {
  const excepted = agreements.map((agreement): Excepted => {
    const names = here.namesIn(agreement.targets)
    const { layers, exceptions } = spreadOf(here.tree, { said: agreement.said, silent: settingOf(id).silent, names })
    return { agreement, layers, exceptions: new Map(exceptions) }
  })
  const [only, ...others] = excepted
  // Where targets differ, what an ending has in common in one is seldom so in the other.
  const ended = only && others.length === 0 ? piecesOfEndings(id, only, here) : []
  const { own, apart } = piecesOfNames(id, excepted, here)
  return { pieces: [...piecesOfBranches(id, excepted, here), ...ended, ...apart], own }
}

/** What targets say alike of a branch, they say together. */
function piecesOfBranches(id: string, excepted: readonly Excepted[], here: Here): readonly Piece[] {
  const all = excepted.flatMap(({ layers, agreement: { targets } }) => layers.map(layer => ({ ...layer, targets })))
  const alike = grouped(all, ({ branch, value }) => `${branch.index} ${value}`)
  return [...alike.values()].map(ones => {
    const [{ branch, value }] = ones as [(typeof all)[number]]
    const targets = ones.reduce<TargetSet>((set, one) => set | one.targets, 0n)
    const isEverywhere = isWithin(here.reachOf(branch), targets)
    const { match, depth: rank } = branch
    return { file: here.fileOf(branch.prefix), rank, match, ...(!isEverywhere && { targets }), id, value }
  })
}

const piecesOfEndings = (id: string, { agreement, exceptions }: Excepted, { endings }: Here): readonly Piece[] =>
  endings.flatMap((ones, phase) =>
    takeEndings(ones, exceptions, name => wantedIn(agreement, id, name)).map(({ ending: { file, match }, value }) => ({
      file,
      rank: ENDINGS + phase,
      match: [match],
      id,
      value,
    })),
  )

/** A repository says itself what is the same in all its targets: what it says wins over all layers. */
function piecesOfNames(id: string, excepted: readonly Excepted[], here: Here) {
  const own = new Map<string, ValueKey>()
  const apart: Piece[] = []
  for (const name of new Set(excepted.flatMap(({ exceptions }) => [...exceptions.keys()]))) {
    const its = excepted.filter(({ agreement: { targets } }) => (targets & here.targetsOf(name)) !== 0n)
    const [value, ...others] = new Set(its.map(({ agreement }) => wantedIn(agreement, id, name)))
    if (value !== undefined && others.length === 0) own.set(name, value)
    else apart.push(...its.flatMap(one => pieceOfName(id, name, one, here)))
  }
  return { own, apart }
}

function pieceOfName(id: string, name: string, { agreement, exceptions }: Excepted, here: Here): readonly Piece[] {
  const value = exceptions.get(name)
  if (value === undefined) return []
  const targets = agreement.targets & here.targetsOf(name)
  return [{ file: here.fileOf(name), rank: NAMES, match: [globOf(name)], targets, id, value }]
}

/** A name that is filled in is known by the rest of it. */
const globOf = (name: string): string => (hasPlaceholder(name) ? name.replace(/\$\{\{[^{}]*\}\}/g, '*') : name)
