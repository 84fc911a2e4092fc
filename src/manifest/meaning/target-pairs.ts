import type { DeclaredTarget } from '../../model.ts'
import { roleIn } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { type Place, sourceOf } from '../text/place.ts'
import type { PlacedTarget } from './targets.ts'

/** Two targets of one name, or of one registry, which would be planned twice: said once of each entry or item. */
export function checkTogether(targets: readonly PlacedTarget[], findings: Findings): void {
  const [byName, byRegistry] = [new Map<string, PlacedTarget>(), new Map<string, PlacedTarget>()]
  const told = new Set<string>()
  for (const one of targets) {
    const sameName = byName.get(one.target.name)
    const other = sameName ?? byRegistry.get(registryOf(one.target))
    if (other) {
      const place = placeAgainst(one, other)
      const key = JSON.stringify(place.path)
      if (!told.has(key)) {
        const message = `${clipped(other.target.name)} is declared here`
        const finding = sameName ? namedTwice(one.target.name) : sameRegistry(one.target, other.target)
        findings.at(place, finding, [{ source: sourceOf(placeAgainst(other, one)), message }])
      }
      told.add(key)
    }
    if (!sameName) byName.set(one.target.name, one)
    if (!other) byRegistry.set(registryOf(one.target), one)
  }
}

/** Which registry it is, as far as that is said: without an account, that of the same credentials. */
function registryOf({ account, region, role, profile, endpoint }: DeclaredTarget): string {
  const known = account ?? (role === undefined ? undefined : roleIn(role)?.account)
  return JSON.stringify(known === undefined ? [region, role, profile, endpoint] : [known, region])
}

/** Within one entry, the item of the list that makes it the same. */
function placeAgainst(one: PlacedTarget, other: PlacedTarget): Place {
  if (one.place.path.at(-1) !== other.place.path.at(-1)) return one.place
  const isOfAnotherItem = JSON.stringify(one.accountAt.path) !== JSON.stringify(other.accountAt.path)
  return isOfAnotherItem ? one.accountAt : one.regionAt
}

const namedTwice = (name: string): Finding => ({
  code: 'SAME_TARGET',
  summary: `Two targets have the name ${clipped(name)}`,
  detail: 'A plan calls a target by its name, and so does `--target`.',
  hint: 'Remove one of the two, or rename its entry.',
})

const sameRegistry = ({ name, account, region }: DeclaredTarget, other: DeclaredTarget): Finding => ({
  code: 'SAME_TARGET',
  summary: `${clipped(name)} and ${clipped(other.name)} are the same registry`,
  detail: `Both are ${account === undefined ? 'the account of the same credentials' : `account ${account}`} in ${region ?? 'the region of the environment'}: every change would be made twice.`,
  hint: 'Remove one of the two, or exclude it.',
})
