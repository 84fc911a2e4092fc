import { byText } from '../../collate.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'

/** Names that begin alike: what is said for a branch is said for all of them. */
export interface Branch {
  /** `payments/`, `payments/web-`; empty for all names. */
  readonly prefix: string
  /** How many branches it is a part of. */
  readonly depth: number
  /** Its place in `branches`: behind the one that it is a part of. */
  readonly index: number
  readonly children: readonly Branch[]
  /** Those that are in no child. */
  readonly names: readonly string[]
  /** What matches its names, and none of others. */
  readonly match: readonly string[]
}

export interface NameTree {
  readonly root: Branch
  /** Each behind the one that it is a part of. */
  readonly branches: readonly Branch[]
  /** The branch in which a name stands by itself. */
  readonly homeOf: ReadonlyMap<string, Branch>
  readonly parentOf: ReadonlyMap<Branch, Branch>
}

interface Sprout {
  readonly prefix: string
  readonly children: Map<string, Sprout>
  readonly names: string[]
}

/** Without branches of one name, or of all names of the branch that they are a part of. */
export function treeOf(names: readonly string[]): NameTree {
  const seed = sproutOf('')
  // What is filled in could begin any part of a segment.
  const ends = names.some(hasPlaceholder) ? /\//g : /[-/]/g
  for (const name of names) grow(seed, name, ends)
  const branches: Branch[] = []
  const parentOf = new Map<Branch, Branch>()
  const homeOf = new Map<string, Branch>()
  const root = settled(seed, undefined)
  return { root, branches, homeOf, parentOf }

  function settled(sprout: Sprout, parent: Branch | undefined): Branch {
    const { children, names: own } = flattened(sprout)
    const inBranch: Branch[] = []
    const branch: Branch = {
      prefix: sprout.prefix,
      depth: parent === undefined ? 0 : parent.depth + 1,
      index: branches.length,
      children: inBranch,
      names: own,
      match: matchOf(sprout),
    }
    branches.push(branch)
    if (parent) parentOf.set(branch, parent)
    for (const name of own) homeOf.set(name, branch)
    for (const child of children) inBranch.push(settled(child, branch))
    return branch
  }
}

const sproutOf = (prefix: string): Sprout => ({ prefix, children: new Map(), names: [] })

/** A name that is filled in later is known as far as its last whole segment before that. */
function grow(seed: Sprout, name: string, ends: RegExp): void {
  const known = name.split('${{')[0] as string
  let sprout = seed
  for (const { index } of known.matchAll(ends)) {
    const prefix = known.slice(0, index + 1)
    const child = sprout.children.get(prefix) ?? sproutOf(prefix)
    sprout.children.set(prefix, child)
    sprout = child
  }
  sprout.names.push(name)
}

/** Its children of more than one name each, and the names of the others; where one child has all names, what that has. */
function flattened(sprout: Sprout): { readonly children: readonly Sprout[]; readonly names: readonly string[] } {
  const names = [...sprout.names]
  const children: Sprout[] = []
  for (const child of sprout.children.values()) {
    const lone = loneIn(child)
    if (lone === undefined) children.push(narrowed(child))
    else names.push(lone)
  }
  const [only] = children
  if (only && children.length === 1 && names.length === 0) return flattened(only)
  return { children: children.sort((a, b) => byText(a.prefix, b.prefix)), names: names.sort(byText) }
}

/** The one name of a sprout; undefined where it has several. */
function loneIn(sprout: Sprout): string | undefined {
  if (sprout.names.length + sprout.children.size !== 1) return undefined
  const [child] = sprout.children.values()
  return child ? loneIn(child) : sprout.names[0]
}

/** The last of those with the very same names; whole segments before parts of them. */
function narrowed(sprout: Sprout): Sprout {
  const [child] = sprout.children.values()
  if (child === undefined || sprout.names.length > 0 || sprout.children.size > 1) return sprout
  const inner = narrowed(child)
  return sprout.prefix.endsWith('/') && !inner.prefix.endsWith('/') ? sprout : inner
}

function matchOf(sprout: Sprout): readonly string[] {
  if (sprout.prefix === '' || sprout.prefix.endsWith('/')) return [`${sprout.prefix}**`]
  const { isHere, isBelow } = reachOf(sprout, sprout.prefix.length)
  return [...(isHere ? [`${sprout.prefix}*`] : []), ...(isBelow ? [`${sprout.prefix}*/**`] : [])]
}

/** Whether names end in the segment that a prefix ends in, and whether some go on. */
function reachOf(sprout: Sprout, from: number): { readonly isHere: boolean; readonly isBelow: boolean } {
  const own = sprout.names.map(name => name.includes('/', from))
  const below = [...sprout.children.values()].map(child =>
    child.prefix.endsWith('/') ? { isHere: false, isBelow: true } : reachOf(child, from),
  )
  return {
    isHere: own.includes(false) || below.some(({ isHere }) => isHere),
    isBelow: own.includes(true) || below.some(({ isBelow }) => isBelow),
  }
}
