import type { Fields } from '../../model.ts'
import { isAccount } from '../../names.ts'
import type { HeldRegistry } from '../held.ts'
import type { AccountNames } from './accounts.ts'
import type { SaidInTarget } from './agreement.ts'
import { withBodies } from './bodies.ts'
import { type ThingKey, thingsIn } from './registry.ts'
import { relativeTo } from './relative.ts'
import { type Said, saidIn } from './settings.ts'

/** What a target holds, as a manifest says it. */
export interface InTarget {
  readonly repositories: SaidInTarget
  readonly registry: readonly ThingKey[]
}

/** A text as it is, and as it is left to the target. */
interface Reading<T> {
  readonly literal: T
  readonly relative: T
}

interface Readings {
  readonly repositories: ReadonlyMap<string, Reading<Said>>
  readonly registry: Reading<readonly ThingKey[]>
}

/** Accounts by their names, and what is the target's own left to the target where several targets then have the same. */
export function alikeIn(registries: readonly HeldRegistry[], names: AccountNames): readonly InTarget[] {
  const readings = registries.map(registry => readingsOf(registry, registries, names))
  const isShared = sharedIn(readings)
  const keyOf = (literal: string, relative = literal) => (isShared(relative) ? relative : literal)
  return readings.map(({ repositories, registry: { literal, relative } }) => ({
    repositories: new Map([...repositories].map(([name, said]) => [name, chosen(said, keyOf)] as const)),
    registry: literal.map((key, index) => keyOf(key, relative[index])),
  }))
}

const chosen = ({ literal, relative }: Reading<Said>, keyOf: (literal: string, relative?: string) => string): Said =>
  literal === relative ? literal : new Map([...literal].map(([id, key]) => [id, keyOf(key, relative.get(id))] as const))

function readingsOf(registry: HeldRegistry, registries: readonly HeldRegistry[], names: AccountNames): Readings {
  const ids = new Map([...names].map(([id, name]) => [name, id] as const))
  const named = (fields: Fields) => renamed(fields, name => names.get(name) ?? name)
  const repositories = new Map<string, Reading<Said>>()
  if (registries.length === 1) {
    for (const { name, states, unsaid } of registry.repositories)
      repositories.set(name, same(saidIn(named(states), unsaid)))
    return { repositories, registry: same(thingsIn(named(registry.registry))) }
  }
  const inTarget = relativeTo(registry, registries)
  const left = (fields: Fields) => named(inTarget(renamed(fields, name => idOf(ids, name))))
  for (const { name, states, unsaid } of registry.repositories)
    repositories.set(name, { literal: saidIn(named(states), unsaid), relative: saidIn(left(states), unsaid) })
  return {
    repositories,
    registry: { literal: thingsIn(named(registry.registry)), relative: thingsIn(left(registry.registry), inTarget) },
  }
}

const same = <T>(value: T): Reading<T> => ({ literal: value, relative: value })

const idOf = (ids: ReadonlyMap<string, string>, name: string): string =>
  isAccount(name) ? name : (ids.get(name) ?? name)

const renamed = (fields: Fields, nameOf: (name: string) => string): Fields =>
  withBodies(fields, ({ kind }, body) => kind.documents?.renamed?.(body, nameOf) ?? body)

/** Whether targets that have different texts have this one in common. */
function sharedIn(all: readonly Readings[]): (relative: string) => boolean {
  const first = new Map<string, string>()
  const shared = new Set<string>()
  for (const { repositories, registry } of all) {
    for (const { literal, relative } of repositories.values())
      if (literal !== relative) for (const [id, key] of literal) note(key, relative.get(id) ?? key)
    for (const [index, key] of registry.literal.entries()) note(key, registry.relative[index] ?? key)
  }
  return relative => shared.has(relative)

  function note(literal: string, relative: string): void {
    const known = first.get(relative)
    if (known === undefined) first.set(relative, literal)
    else if (known !== literal) shared.add(relative)
  }
}
