import { grouped } from '../collate.ts'
import type { Plan, PlannedTarget, Unread } from '../model.ts'
import { calledText, someOf } from '../words.ts'
import { bound, cut } from './cut.ts'
import { NAMED } from './repositories.ts'

type Placed = Pick<PlannedTarget, 'name' | 'endpoint'>

/** A run over one target names it in its header, and nowhere else. */
export const isOfSeveral = ({ targets }: { readonly targets: readonly unknown[] }): boolean => targets.length > 1

/** It is of another account than it says, or the same registry as another: nothing of it is planned. */
export const isRefused = ({ complete, unread }: PlannedTarget): boolean => !complete && unread.length === 0

/** Why nothing of a target could be read. */
export const isFailureOf = (name: string, { address }: Unread): boolean => address === `target["${name}"]`

export const failureOf = ({ name, unread }: PlannedTarget): Unread | undefined =>
  unread.find(one => isFailureOf(name, one))

/** `in prod-eu, prod-us and 4 more`; of very many, `in all 90 targets`, which stand in the table. */
export function inTargets(names: readonly string[], { targets }: Pick<Plan, 'targets'>, expand: boolean): string {
  if (names.length > NAMED && names.length === targets.length) return bound(`in all ${names.length} targets`)
  const said = expand ? names.join(', ') : someOf(names)
  return `${names.length > NAMED && !expand ? cut('in') : 'in'} ${said}`
}

/** The endpoint of all of them: empty where it is AWS's own, undefined where they have not the same. */
export function commonEndpoint(targets: readonly Placed[]): string | undefined {
  const [first = '', ...others] = new Set(targets.map(({ endpoint = '' }) => endpoint))
  return others.length === 0 ? first : undefined
}

/** Where calls went, each place once. */
export function placesCalled(targets: readonly Placed[]): readonly string[] {
  const places = [...grouped(targets, ({ endpoint }) => endpoint)]
  return places.flatMap(([endpoint, at]) => {
    const of = places.length > 1 ? ` for ${someOf(at.map(({ name }) => name))}` : ''
    return calledText(endpoint, of)
  })
}
