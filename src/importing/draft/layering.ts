import { byText, grouped } from '../../collate.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { onceFor } from '../../once.ts'
import { type Agreement, agreementsOn, bySetting, type SaidInTarget, wantedIn } from './agreement.ts'
import { type Endings, endingsOf, takeEndings } from './endings.ts'
import { type Branch, type NameTree, treeOf } from './names.ts'
import { type Said, settingOf, type ValueKey } from './settings.ts'
import { type NamesIn, namesIn, spreadOf } from './spread.ts'
import { bitOf, isWithin, type TargetSet } from './targets.ts'

/** Settings of many repositories, laid over the layers of lower ranks. */
export interface Layer {
  /** The prefix that its file is called by; empty for the root. */
  readonly file: string
  readonly match: readonly string[]
  /** Left out: all that have such repositories. */
  readonly targets?: TargetSet
  readonly said: Said
}

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

/** One setting of a layer, before it is known what else that says. */
interface Piece {
  readonly file: string
  readonly rank: number
  readonly match: readonly string[]
  readonly targets?: TargetSet
  readonly id: string
  readonly value: ValueKey
}

/** Where endings stand, and single names: behind every branch. */
const [ENDINGS, NAMES] = [1000, 2000]

type FileOf = (name: string) => string

/** What layers and blocks come to is what each repository says in each of its targets. */
export function layeringOf(targets: readonly SaidInTarget[], fileOf: FileOf, isFlat: boolean): Layering {
  const here = hereOf(targets, fileOf, isFlat)
  const pieces: Piece[] = []
  const own = new Map<string, Map<string, ValueKey>>()
  for (const [id, inTargets] of bySetting(targets)) {
    const spread = spreadOfSetting(id, agreementsOn(id, inTargets, targets), here)
    pieces.push(...spread.pieces)
    for (const [name, value] of spread.own) {
      const said = own.get(name) ?? new Map<string, ValueKey>()
      own.set(name, said.set(id, value))
    }
  }
  const blocks = [...here.targetsOf].map(([name, set]) => ({
    name,
    file: fileOf(name),
    targets: set,
    said: own.get(name) ?? NOTHING,
  }))
  return { layers: layersFrom(pieces), blocks }
}

const NOTHING: Said = new Map()

/** All that is there, whatever it says. */
interface Here {
  readonly tree: NameTree
  readonly endings: Endings
  /** By name, sorted. */
  readonly targetsOf: ReadonlyMap<string, TargetSet>
  /** Those that have repositories of a branch. */
  readonly reachOf: (branch: Branch) => TargetSet
  readonly namesIn: (targets: TargetSet) => NamesIn
  readonly fileOf: FileOf
  readonly isFlat: boolean
}

function hereOf(targets: readonly SaidInTarget[], fileOf: FileOf, isFlat: boolean): Here {
  const names = [...new Set(targets.flatMap(one => [...one.keys()]))].sort(byText)
  const setOf = (name: string) => targets.reduce((set, one, index) => (one.has(name) ? set | bitOf(index) : set), 0n)
  const targetsOf = new Map(names.map(name => [name, setOf(name)]))
  const tree = treeOf(names)
  const reach = new Map<Branch, TargetSet>()
  for (const branch of [...tree.branches].reverse()) {
    const sets = [...branch.names.map(name => targetsOf.get(name)), ...branch.children.map(child => reach.get(child))]
    reach.set(
      branch,
      sets.reduce<TargetSet>((all, set = 0n) => all | set, 0n),
    )
  }
  return {
    tree,
    endings: endingsOf(
      names.map(name => ({ name, file: fileOf(name) })),
      isFlat,
    ),
    targetsOf,
    reachOf: branch => reach.get(branch) ?? 0n,
    namesIn: onceFor((set: TargetSet) => namesIn(tree, name => ((targetsOf.get(name) ?? 0n) & set) !== 0n)),
    fileOf,
    isFlat,
  }
}

interface SettingSpread {
  readonly pieces: readonly Piece[]
  /** What repositories say of it themselves, by name. */
  readonly own: ReadonlyMap<string, ValueKey>
}

function spreadOfSetting(id: string, agreements: readonly Agreement[], here: Here): SettingSpread {
  const spreads = agreements.map(({ targets, said }) => {
    const wanted = { said, silent: settingOf(id).silent, names: here.namesIn(targets) }
    const { layers, exceptions } = spreadOf(here.tree, wanted)
    return { targets, layers, exceptions: new Map(exceptions) }
  })
  const ofBranches = spreads.flatMap(({ targets, layers }) => layers.map(layer => ({ ...layer, targets })))
  const [only, ...others] = spreads
  const [agreed] = agreements
  const ended =
    only && agreed && others.length === 0
      ? here.endings.flatMap((endings, phase) =>
          takeEndings(endings, only.exceptions, name => wantedIn(agreed, id, name)).map(one => ({
            file: one.ending.file,
            rank: ENDINGS + phase,
            match: [one.ending.match],
            id,
            value: one.value,
          })),
        )
      : []
  const { own, apart } = exceptionsOf(id, agreements, spreads, here)
  return { pieces: [...piecesOfBranches(id, ofBranches, here), ...ended, ...apart], own }
}

interface OfBranch {
  readonly branch: Branch
  readonly value: ValueKey
  readonly targets: TargetSet
}

/** What targets say alike of a branch, they say together. */
function piecesOfBranches(id: string, ofBranches: readonly OfBranch[], here: Here): readonly Piece[] {
  const alike = grouped(ofBranches, ({ branch, value }) => `${branch.index} ${value}`)
  return [...alike.values()].map(ones => {
    const [{ branch, value }] = ones as [OfBranch]
    const targets = ones.reduce((all, one) => all | one.targets, 0n)
    const isEverywhere = isWithin(here.reachOf(branch), targets)
    return {
      file: here.isFlat ? '' : fileOfPrefix(branch.prefix),
      rank: branch.depth,
      match: branch.match,
      ...(!isEverywhere && { targets }),
      id,
      value,
    }
  })
}

const fileOfPrefix = (prefix: string): string => (prefix.includes('/') ? (prefix.split('/')[0] as string) : '')

interface Excepted {
  readonly targets: TargetSet
  readonly exceptions: ReadonlyMap<string, ValueKey>
}

/** A repository says itself what is the same in all its targets: what it says wins over all layers. */
function exceptionsOf(id: string, agreements: readonly Agreement[], excepted: readonly Excepted[], here: Here) {
  const own = new Map<string, ValueKey>()
  const apart: Piece[] = []
  for (const name of new Set(excepted.flatMap(({ exceptions }) => [...exceptions.keys()]))) {
    const its = here.targetsOf.get(name) ?? 0n
    const values = agreements.flatMap(one => ((one.targets & its) === 0n ? [] : wantedIn(one, id, name)))
    const [value = ''] = values
    if (values.every(one => one === value)) own.set(name, value)
    else
      for (const { targets, exceptions } of excepted) {
        const inThese = exceptions.get(name)
        if (inThese !== undefined)
          apart.push({
            file: here.fileOf(name),
            rank: NAMES,
            match: [globOf(name)],
            targets: targets & its,
            id,
            value: inThese,
          })
      }
  }
  return { own, apart }
}

/** A name that is filled in is known by the rest of it. */
const globOf = (name: string): string => (hasPlaceholder(name) ? name.replace(/\$\{\{[^{}]*\}\}/g, '*') : name)

/** Pieces of one match are one layer, and those that say the same, too: of one rank, no name has two. */
function layersFrom(pieces: readonly Piece[]): readonly Layer[] {
  const matched = grouped(pieces, ({ file, rank, match, targets }) => JSON.stringify([file, rank, match, `${targets}`]))
  const layers = [...matched.values()].map(ones => {
    const { id: _, value: __, ...layer } = ones[0] as Piece
    return { ...layer, said: new Map(ones.map(one => [one.id, one.value] as const)) }
  })
  const sorted = layers.sort((a, b) => a.rank - b.rank || byText(a.match[0] ?? '', b.match[0] ?? ''))
  const alike = grouped(sorted, ({ file, rank, targets, said }) =>
    JSON.stringify([file, rank, `${targets}`, [...said].sort(([a], [b]) => byText(a, b))]),
  )
  return [...alike.values()].map(ones => {
    const { rank: _, ...layer } = ones[0] as (typeof layers)[number]
    return { ...layer, match: ones.flatMap(({ match }) => match) }
  })
}
