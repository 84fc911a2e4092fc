import { byText } from '../../collate.ts'
import type { Branch, NameTree } from './names.ts'
import { HANDS_OFF, type ValueKey } from './settings.ts'

/** One setting of the repositories of some targets that agree in it. */
export interface Wanted {
  /** By name, of those that say it. */
  readonly said: ReadonlyMap<string, ValueKey>
  /** What it is with all others. */
  readonly silent: ValueKey
  /** All that there are. */
  readonly names: NamesIn
}

/** Which names of a tree there are, and what it takes to say something of each. */
export interface NamesIn {
  has(name: string): boolean
  /** What it takes to say something of all names of a branch, one by one or by its branches. */
  oneByOne(branch: Branch): number
}

/** What layers and repositories say of one setting, in the fewest lines. */
export interface Spread {
  readonly layers: readonly { readonly branch: Branch; readonly value: ValueKey }[]
  /** What is otherwise than the layers say. */
  readonly exceptions: ReadonlyMap<string, ValueKey>
}

/** Lines that a layer is worth, where one setting of one repository is one. */
const priceOf = ({ depth, prefix }: Branch): number => (depth === 0 ? 1.5 : prefix.endsWith('/') ? 2.5 : 3.5)

/** No layer says anything. */
const NOTHING = 'nothing'

/** What a branch costs by what the layers above it say: `most` by anything that is not in `less`. */
interface Cost {
  readonly most: number
  readonly less: ReadonlyMap<ValueKey, number>
  /** The value that a layer of its own would say, and what it then costs. */
  readonly own: { readonly value: ValueKey; readonly cost: number } | undefined
}

/**
 * Each branch is decided by what its parts cost under each value that may come from above, as routes are made few: the cost
 * is the least there is. It takes time in what is said, not in names times values.
 */
export function spreadOf(tree: NameTree, wanted: Wanted): Spread {
  const costs = costsOf(tree, wanted)
  const layers: { branch: Branch; value: ValueKey }[] = []
  const exceptions = new Map<string, ValueKey>()
  settle(tree.root, NOTHING)
  return { layers, exceptions }

  function settle(branch: Branch, above: ValueKey): void {
    const cost = costs.get(branch)
    const own = cost ? ownOf(cost, above) : ownOfSilent(branch, above)
    if (own !== undefined) layers.push({ branch, value: own })
    const value = own ?? above
    for (const name of branch.names) {
      const missing = missingOf(name, value)
      if (missing !== undefined) exceptions.set(name, missing)
    }
    for (const child of branch.children) if (costs.has(child) || !isSilent(value)) settle(child, value)
  }

  function ownOfSilent(branch: Branch, above: ValueKey): ValueKey | undefined {
    return !isSilent(above) && priceOf(branch) < wanted.names.oneByOne(branch) ? wanted.silent : undefined
  }

  function isSilent(value: ValueKey): boolean {
    return value === NOTHING || value === wanted.silent
  }

  function missingOf(name: string, value: ValueKey): ValueKey | undefined {
    if (!wanted.names.has(name)) return undefined
    const said = wanted.said.get(name)
    if (said === undefined) return isSilent(value) ? undefined : wanted.silent
    return said === value || (said === HANDS_OFF && value === NOTHING) ? undefined : said
  }
}

const costUnder = ({ most, less }: Cost, value: ValueKey): number => most - (less.get(value) ?? 0)

const ownOf = (cost: Cost, above: ValueKey): ValueKey | undefined =>
  cost.own && cost.own.cost < costUnder(cost, above) ? cost.own.value : undefined

/** Of all branches in which something is said. */
function costsOf(tree: NameTree, wanted: Wanted): ReadonlyMap<Branch, Cost> {
  const costs = new Map<Branch, Cost>()
  for (const branch of withSaid(tree, wanted)) costs.set(branch, costOf(branch, wanted, costs))
  return costs
}

/** Parts before the whole. */
function withSaid({ homeOf, parentOf }: NameTree, { said }: Wanted): readonly Branch[] {
  const found = new Set<Branch>()
  for (const name of said.keys())
    for (let at = homeOf.get(name); at !== undefined && !found.has(at); at = parentOf.get(at)) found.add(at)
  return [...found].sort((a, b) => b.index - a.index)
}

function costOf(branch: Branch, { said, silent, names }: Wanted, costs: ReadonlyMap<Branch, Cost>): Cost {
  const less = new Map<ValueKey, number>()
  let [most, quiet] = [0, names.oneByOne(branch)]
  const spare = (value: ValueKey, amount: number) => less.set(value, (less.get(value) ?? 0) + amount)
  for (const name of branch.names) {
    const value = names.has(name) ? said.get(name) : undefined
    if (value === undefined) continue
    most += 1
    quiet -= 1
    spare(value, 1)
    if (value === HANDS_OFF) spare(NOTHING, 1)
  }
  for (const child of branch.children) {
    const cost = costs.get(child)
    if (cost === undefined) continue
    const { all, spared } = passedOn(cost)
    most += all
    quiet -= Math.min(names.oneByOne(child), priceOf(child))
    for (const [value, amount] of spared) spare(value, amount)
  }
  spare(NOTHING, quiet)
  spare(silent, quiet)
  return { most: most + quiet, less, own: bestOf(branch, most + quiet, less) }
}

/** What a branch costs those above it, which need not know what a layer of its own spares anyway. */
function passedOn({ most, less, own }: Cost) {
  const all = Math.min(most, own?.cost ?? most)
  const spared = [...less].flatMap(([value, amount]) => {
    const rest = all - (most - amount)
    return rest > 0 ? [[value, rest] as const] : []
  })
  return { all, spared }
}

/** Of values that spare as much, the first. What is so with few of many parts is said there: above, it would mislead. */
function bestOf(branch: Branch, most: number, less: ReadonlyMap<ValueKey, number>): Cost['own'] {
  let best: Sparing | undefined
  for (const [value, amount] of less)
    if (value !== NOTHING && isBetter({ value, amount }, best)) best = { value, amount }
  if (best === undefined || (best.amount * 2 <= most && best.amount < MANY)) return undefined
  return { value: best.value, cost: priceOf(branch) + most - best.amount }
}

/** Lines that are worth a layer for less than half of its repositories. */
const MANY = 20

interface Sparing {
  readonly value: ValueKey
  readonly amount: number
}

const isBetter = (one: Sparing, other: Sparing | undefined): boolean =>
  other === undefined ||
  one.amount > other.amount ||
  (one.amount === other.amount && byText(one.value, other.value) < 0)

/** Counted once for all settings of the same targets. */
export function namesIn(tree: NameTree, has: (name: string) => boolean): NamesIn {
  const counts = new Map<Branch, number>()
  for (const branch of [...tree.branches].reverse()) {
    const own = branch.names.filter(has).length
    const below = branch.children.map(child => Math.min(counts.get(child) ?? 0, priceOf(child)))
    counts.set(branch, own + below.reduce((sum, count) => sum + count, 0))
  }
  return { has, oneByOne: branch => counts.get(branch) ?? 0 }
}
