import type { Plan, PlannedTarget } from '../../model.ts'
import { counted, EMBEDDED } from '../../words.ts'
import type { Breach } from './breaches.ts'

/** What the last receipts of a manifest say of it: how much there was. */
export interface LastApplied {
  readonly manifest: { readonly fragments: number }
  readonly targets: readonly LastTarget[]
}

interface LastTarget extends Pick<PlannedTarget, 'name' | 'account' | 'region' | 'endpoint' | 'declared' | 'read'> {
  /** Repositories that the apply created where there were none. */
  readonly created?: number
}

type Judged = Pick<Plan, 'manifest' | 'targets'>

/** So many are a world that does not vanish by itself. */
const MANY = 2

/** What was there when the manifest was last applied, and is suddenly gone: so looks a file that was cut off, or another registry. */
export const emptyWorlds = ({ manifest, targets }: Judged, last: LastApplied): readonly Breach[] => [
  ...lostFragments(manifest.fragments, last.manifest.fragments),
  ...targets.filter(isSeen).flatMap(target => {
    const there = last.targets.filter(one => isSamePlace(one, target))
    const before = there.find(({ account }) => account === target.account)
    return before === undefined
      ? there.slice(0, 1).flatMap(other => nothingListed(target, other))
      : [...nothingDeclared(target, before), ...nothingListed(target, before)]
  }),
]

/** Of one that failed, nothing is known. */
const isSeen = ({ complete, read }: PlannedTarget): boolean => complete || read > 0

/** In whatever account: credentials decide that. What `--local` has is another registry. */
const isSamePlace = (one: LastTarget, other: LastTarget): boolean =>
  one.name === other.name &&
  one.region === other.region &&
  (one.endpoint === EMBEDDED) === (other.endpoint === EMBEDDED)

function nothingDeclared({ name, declared }: PlannedTarget, before: LastTarget): readonly Breach[] {
  if (declared > 0 || before.declared === 0) return []
  const were = counted(before.declared, 'repository', 'repositories')
  return [
    {
      ...breach(`The manifest declares no repository any more in ${name}, where it declared ${were}`, before.declared),
      detail: `So looks a manifest of which a part is missing. ${SINCE}`,
      hint: 'Look at the manifest, at what it includes and at what its targets select',
      targets: [name],
    },
  ]
}

function nothingListed(
  { name, declared, read, endpoint, account }: PlannedTarget,
  before: LastTarget,
): readonly Breach[] {
  // What was made in an emulator says nothing of the registry at AWS.
  const held = before.read + (before.endpoint === endpoint ? (before.created ?? 0) : 0)
  if (read > 0 || declared < MANY || held === 0) return []
  const isElsewhere = account !== before.account
  const were = `${held === 1 ? 'was' : 'were'} ${counted(held, 'repository', 'repositories')}`
  return [
    {
      ...breach(
        isElsewhere
          ? `The registry of ${name} in the account ${account} is empty, where ${were} in ${before.account}`
          : `The registry of ${name} is empty, where ${were}`,
        held,
      ),
      detail: `So looks another registry than the one that is meant, and all of it would be created anew. ${SINCE}`,
      hint: 'Look at the account, the region and the endpoint',
      targets: [name],
    },
  ]
}

function lostFragments(now: number, before: number): readonly Breach[] {
  if (2 * now >= before) return []
  return [
    {
      ...breach(`The manifest includes ${counted(now, 'file')}, where it included ${before}`, before - now),
      detail: `So looks a checkout that is not whole, or a glob that matches less. ${SINCE}`,
      hint: 'Look at include, and at the folders that it names',
    },
  ]
}

const SINCE = 'It was otherwise when the manifest was last applied from here, by its receipt.'

const breach = (summary: string, count: number) =>
  ({ code: 'GUARD_EMPTY_WORLD', summary, allow: { guard: 'empty-world', count } }) as const satisfies Partial<Breach>
