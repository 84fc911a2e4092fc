import { selecting } from '../../manifest/meaning/selectors.ts'
import type { Fields } from '../../model.ts'
import type { HeldRegistry } from '../held.ts'

/** A set of targets, a bit for each. */
export type TargetSet = bigint

export const bitOf = (index: number): TargetSet => 1n << BigInt(index)

export const allOf = (registries: readonly unknown[]): TargetSet => bitOf(registries.length) - 1n

export const isWithin = (some: TargetSet, all: TargetSet): boolean => (some & ~all) === 0n

/** The key `targets` of a root: entries that there are, or one for each registry that says its account or region. */
export function targetEntries(registries: readonly HeldRegistry[], written: unknown): Fields | undefined {
  if (written !== undefined) return written as Fields
  const named = registries.filter(({ target }) => target !== undefined)
  if (named.length === 0) return undefined
  return Object.fromEntries(
    named.map(({ target, account, region }) => [
      target,
      { ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
    ]),
  )
}

/** Says a set of targets in selectors, in the fewest; none of them fits a target of the root that is not held. */
export function selectorsOf(registries: readonly HeldRegistry[], written: unknown, others: readonly string[]) {
  const names = [...registries.map(({ target = '' }) => target), ...others]
  const targets = names.map(name => ({ name, labels: labelsOf(name, written) }))
  const candidates = candidatesOf(targets)
  return (set: TargetSet): readonly string[] => {
    const wanted = targets.map((_, index) => (set & bitOf(index)) !== 0n)
    const chosen = targets.filter((_, index) => wanted[index])
    if (chosen.length === 1) return chosen.map(({ name }) => name)
    const isSame = (fits: readonly boolean[]) => fits.every((one, index) => one === wanted[index])
    const found = candidates.find(({ fits }) => isSame(fits))
    return found ? [found.selector] : chosen.map(({ name }) => name)
  }
}

interface Selectable {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Labels before globs, in the order of the targets. */
function candidatesOf(targets: readonly Selectable[]) {
  const labels = targets.flatMap(one => Object.entries(one.labels).map(([key, value]) => `${key}=${value}`))
  const globs = targets.flatMap(({ name }) =>
    [...name.matchAll(/\//g)].map(({ index }) => `${name.slice(0, index)}/**`),
  )
  return [...new Set([...labels, ...globs])].map(selector => ({
    selector,
    fits: targets.map(selecting([selector])),
  }))
}

/** Of the entry that it is of. */
function labelsOf(target: string, written: unknown): Selectable['labels'] {
  const entries = Object.entries(
    (written ?? {}) as Readonly<Record<string, { readonly labels?: Selectable['labels'] }>>,
  )
  const own = entries.filter(([name]) => target === name || target.startsWith(`${name}/`))
  const [nearest] = own.sort(([a], [b]) => b.length - a.length)
  return nearest?.[1].labels ?? {}
}
