import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml'
import type { Path } from '../../kinds/kind.ts'
import { perObject } from '../../once.ts'

/** What each alias stands for, found once on the way through the document. */
export type Targets = ReadonlyMap<Alias, Node>

export interface Tree {
  readonly document: Document
  readonly targets: Targets
}

/** Where the key or list item at the path begins, or the nearest one above it that is there. */
export function offsetAt(tree: Tree, path: Path): number {
  const last = descend(tree, path).at(-1)
  return (isPair(last) ? (last.key as Node) : last)?.range?.[0] ?? 0
}

/** The text of the scalar at the path as it is written, without quotes. */
export function writtenAt(tree: Tree, path: Path): string | undefined {
  const last = descend(tree, path).at(-1)
  const node = isPair(last) ? last.value : last
  return isScalar(node) ? node.source : undefined
}

/** The nodes on the way down, as far as they are there: pairs for map members, nodes for list items. */
function descend({ document, targets }: Tree, path: Path): readonly (Pair | Node)[] {
  const way: (Pair | Node)[] = document.contents ? [document.contents] : []
  for (const step of path) {
    const last = way.at(-1)
    const next = stepInto(resolved(isPair(last) ? (last.value as Node | null) : last, targets), step)
    if (next === undefined) break
    way.push(next)
  }
  return way
}

const resolved = (node: Node | null | undefined, targets: Targets): Node | undefined =>
  isAlias(node) ? targets.get(node) : (node ?? undefined)

function stepInto(node: Node | undefined, step: Path[number]): Pair | Node | undefined {
  if (isMap(node)) return pairsOf(node as { readonly items: readonly Pair[] }).get(String(step))
  return isSeq(node) ? (node.items[Number(step)] as Node | undefined) : undefined
}

const pairsOf = perObject(
  (map: { readonly items: readonly Pair[] }): ReadonlyMap<string, Pair> =>
    new Map(map.items.map(pair => [String((pair.key as Scalar).value), pair])),
)
