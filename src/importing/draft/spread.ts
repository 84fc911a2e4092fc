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
  /** How many there are in a branch. */
  count(branch: Branch): number
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
  /** By value, how many names say it. */
  readonly sayers: ReadonlyMap<ValueKey, number>
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

const costUnder = ({ most, less }: Pick<Cost, 'most' | 'less'>, value: ValueKey): number =>
  most - (less.get(value) ?? 0)

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
  const [less, sayers] = [new Map<ValueKey, number>(), new Map<ValueKey, number>()]
  let [most, quiet] = [0, names.oneByOne(branch)]
  for (const name of branch.names) {
    const value = names.has(name) ? said.get(name) : undefined
    if (value === undefined) continue
    most += 1
    quiet -= 1
    add(sayers, value, 1)
    add(less, value, 1)
    if (value === HANDS_OFF) add(less, NOTHING, 1)
  }
  for (const child of branch.children) {
    const cost = costs.get(child)
    if (cost === undefined) continue
    const { all, spared } = passedOn(cost)
    most += all
    quiet -= Math.min(names.oneByOne(child), priceOf(child))
    for (const [value, amount] of spared) add(less, value, amount)
    for (const [value, count] of cost.sayers) add(sayers, value, count)
  }
  add(less, NOTHING, quiet)
  add(less, silent, quiet)
  const cost = { most: most + quiet, less, sayers }
  return { ...cost, own: bestOf(branch, cost, { silent, count: names.count(branch) }) }
}

const add = (amounts: Map<ValueKey, number>, value: ValueKey, amount: number) =>
  amounts.set(value, (amounts.get(value) ?? 0) + amount)

/** What a branch costs those above it, which need not know what a layer of its own spares anyway. */
function passedOn({ most, less, own }: Cost) {
  const all = Math.min(most, own?.cost ?? most)
  const spared = [...less].flatMap(([value, amount]) => {
    const rest = all - (most - amount)
    return rest > 0 ? [[value, rest] as const] : []
  })
  return { all, spared }
}

interface Audience {
  readonly silent: ValueKey
  /** How many names there are. */
  readonly count: number
}

/** Of values that spare as much, the first. What is so with the fewer names is said of these: above, it would mislead. */
function bestOf(branch: Branch, cost: Omit<Cost, 'own'>, { silent, count }: Audience): Cost['own'] {
  let said = 0
  for (const one of cost.sayers.values()) said += one
  let best: Sparing | undefined
  for (const [value, amount] of cost.less) {
    const sayers = (cost.sayers.get(value) ?? 0) + (value === silent ? count - said : 0)
    const isOfMost = sayers * 2 > count || amount >= MANY
    if (value !== NOTHING && isOfMost && isBetter({ value, amount }, best)) best = { value, amount }
  }
  return best && { value: best.value, cost: priceOf(branch) + costUnder(cost, best.value) }
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
  const counts = new Map<Branch, { readonly count: number; readonly lines: number }>()
  const of = (branch: Branch) => counts.get(branch) ?? { count: 0, lines: 0 }
  for (const branch of [...tree.branches].reverse()) {
    const own = branch.names.filter(has).length
    counts.set(branch, {
      count: branch.children.reduce((sum, child) => sum + of(child).count, own),
      lines: branch.children.reduce((sum, child) => sum + Math.min(of(child).lines, priceOf(child)), own),
    })
  }
  return { has, count: branch => of(branch).count, oneByOne: branch => of(branch).lines }
}
