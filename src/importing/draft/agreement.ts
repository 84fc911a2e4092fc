import { HANDS_OFF, isLeftWhole, type Said, settingOf, type ValueKey } from './settings.ts'
import { bitOf, type TargetSet } from './targets.ts'

/** What the repositories of a target say, by name. */
export type SaidInTarget = ReadonlyMap<string, Said>

/** Targets in which every repository that they share has the same of one setting. */
export interface Agreement {
  readonly targets: TargetSet
  readonly said: ReadonlyMap<string, ValueKey>
}

/** One setting in all targets: by target, what its repositories say of it. */
type InTargets = readonly (ReadonlyMap<string, ValueKey> | undefined)[]

/** By setting, and by target. */
export function bySetting(targets: readonly SaidInTarget[]): ReadonlyMap<string, InTargets> {
  const found = new Map<string, Map<string, ValueKey>[]>()
  const note = (id: string, index: number, name: string, value: ValueKey) => {
    const inTargets = found.get(id) ?? []
    const inTarget = inTargets[index] ?? new Map<string, ValueKey>()
    inTargets[index] = inTarget.set(name, value)
    found.set(id, inTargets)
  }
  for (const [index, repositories] of targets.entries())
    for (const [name, said] of repositories) for (const [id, value] of said) note(id, index, name, value)
  for (const [index, repositories] of targets.entries())
    for (const [name, said] of repositories)
      if ([...said.values()].includes(HANDS_OFF))
        for (const id of found.keys())
          if (isLeftWhole(said, settingOf(id)) && !said.has(id)) note(id, index, name, HANDS_OFF)
  return found
}

/** Each target goes with the first others that it does not contradict. */
export function agreementsOn(id: string, inTargets: InTargets, targets: readonly SaidInTarget[]): readonly Agreement[] {
  const { silent } = settingOf(id)
  const found: { targets: TargetSet; said: Map<string, ValueKey>; names: Set<string> }[] = []
  for (const [index, repositories] of targets.entries()) {
    const own = inTargets[index] ?? new Map<string, ValueKey>()
    const isAlike = (here: ValueKey = silent, there: ValueKey = silent) => here === there
    const known = found.find(
      ({ said, names }) =>
        [...own].every(([name, value]) => !names.has(name) || isAlike(value, said.get(name))) &&
        [...said].every(([name, value]) => !repositories.has(name) || isAlike(own.get(name), value)),
    )
    const agreement = known ?? { targets: 0n, said: new Map(), names: new Set() }
    agreement.targets |= bitOf(index)
    for (const [name, value] of own) agreement.said.set(name, value)
    for (const name of repositories.keys()) agreement.names.add(name)
    if (!known) found.push(agreement)
  }
  return found
}

/** What of a setting a repository has in these targets. */
export const wantedIn = ({ said }: Agreement, id: string, name: string): ValueKey =>
  said.get(name) ?? settingOf(id).silent
