import type { Change, Guards, Limit, PlanRefusal } from '../../model.ts'
import { counted as countText } from '../../words.ts'
import type { Counted, Guard } from './guard.ts'

/** What a guard is asked about. */
export interface Asked {
  readonly guards: Guards
  /** Those that would be made. */
  readonly changes: readonly Change[]
  /** Managed repositories that are listed. */
  readonly managed: number
  /** Images that others take beside these changes. */
  readonly beside?: number
}

/** A refusal before it is known what else is refused. */
export interface Breach {
  readonly code: string
  readonly summary: string
  readonly detail: string
  /** Where to look, without what to type. */
  readonly hint: string
  readonly targets?: readonly string[]
  readonly allow: NonNullable<PlanRefusal['allow']>
}

/** Where a plan goes beyond a guard, whatever has been consented to; nothing of it is applied then. */
export function breachesOf(guard: Guard, { guards, changes, managed, beside }: Asked): readonly Breach[] {
  const said = guards[guard.key]
  const limit: Limit = { ...guard.byDefault, ...said }
  const counted = guard.counted(changes, beside)
  const isDefault = (key: keyof Limit) => said?.[key] === undefined
  const breach = breachedBy(guard, counted.count)
  const beyond = beyondText(guard, { counted, limit, managed, isDefault })
  const { percent: most = Number.POSITIVE_INFINITY } = limit
  const shares = guard
    .shares?.(changes)
    .filter(({ percent }) => percent > most)
    .map(({ percent, text, target, isUpperBound }) => ({
      ...breach(`${Math.ceil(percent)} % ${text}, guards.${guard.key}.percent is ${most}`, { isUpperBound }),
      targets: [target],
    }))
  return [...(beyond === undefined ? [] : [breach(`${counted.text}, ${beyond}`, counted)]), ...(shares ?? [])]
}

interface Compared {
  readonly counted: Counted
  readonly limit: Limit
  readonly managed: number
  isDefault(key: keyof Limit): boolean
}

/** Of `max` and `percent` the one that is less; undefined where neither is exceeded. */
function beyondText(
  { key }: Guard,
  { counted: { count, shared }, limit: { max = Number.POSITIVE_INFINITY, percent }, managed, isDefault }: Compared,
): string | undefined {
  const share = percent === undefined ? Number.POSITIVE_INFINITY : shareOf(percent, managed)
  const byDefault = (part: keyof Limit) => (isDefault(part) ? ' by default' : '')
  if (count > max && (max <= share || shared <= share)) return `guards.${key}.max is ${max}${byDefault('max')}`
  if (shared <= share) return undefined
  const whole = countText(managed, 'managed repository', 'managed repositories')
  return `guards.${key}.percent is ${percent}${byDefault('percent')}, which is ${share} of ${whole}`
}

/** Rounded up, so that something of the smallest registry can be changed; 100 is no limit. */
export const shareOf = (percent: number, managed: number): number =>
  percent === 100 ? Number.POSITIVE_INFINITY : Math.ceil(Number(((percent * managed) / 100).toFixed(6)))

const breachedBy =
  ({ key, code, detail, look }: Guard, count: number) =>
  (summary: string, { isUpperBound = false }: Pick<Counted, 'isUpperBound'>): Breach => ({
    code,
    summary: isUpperBound ? `${summary} (an upper bound)` : summary,
    detail: isUpperBound
      ? `${detail} Parts of multi-arch images, which ECR keeps, may have been counted: the plan does not know them all.`
      : detail,
    hint: isUpperBound ? `${look}, or ask ECR, which knows the parts: --lifecycle-preview server` : look,
    allow: { guard: key, count },
  })
