import { byText } from '../../collate.ts'
import { onceFor } from '../../once.ts'
import type { SaidInTarget } from './agreement.ts'
import { type Endings, endingsOf } from './endings.ts'
import { type Branch, type NameTree, treeOf } from './names.ts'
import { type NamesIn, namesIn } from './spread.ts'
import { bitOf, type TargetSet } from './targets.ts'

/** The prefix that the file of a name, or of a branch, is called by; empty for the root. */
export type FileOf = (name: string) => string

/** All repositories that there are, whatever they say. */
export interface Here {
  /** Sorted. */
  readonly names: readonly string[]
  readonly tree: NameTree
  readonly endings: Endings
  readonly targetsOf: (name: string) => TargetSet
  /** Those that have repositories of a branch. */
  readonly reachOf: (branch: Branch) => TargetSet
  readonly namesIn: (targets: TargetSet) => NamesIn
  readonly fileOf: FileOf
}

export function hereOf(targets: readonly SaidInTarget[], fileOf: FileOf, isFlat: boolean): Here {
  const names = [...new Set(targets.flatMap(one => [...one.keys()]))].sort(byText)
  const targetsOf = onceFor((name: string) =>
    targets.reduce((set, one, index) => (one.has(name) ? set | bitOf(index) : set), 0n),
  )
  const reachOf = onceFor((branch: Branch): TargetSet => {
    const sets = [...branch.names.map(targetsOf), ...branch.children.map(reachOf)]
    return sets.reduce((all, set) => all | set, 0n)
  })
  const tree = treeOf(names)
  const places = names.map(name => ({ name, file: fileOf(name) }))
  return {
    names,
    tree,
    endings: endingsOf(places, isFlat),
    targetsOf,
    reachOf,
    namesIn: onceFor((set: TargetSet) => namesIn(tree, name => (targetsOf(name) & set) !== 0n)),
    fileOf,
  }
}
