import { byCause } from '../causes.ts'
import { byText } from '../collate.ts'
import type { AccessLevels } from '../kinds/kind.ts'
import type {
  Change,
  Claims,
  Diagnostic,
  Guards,
  Plan,
  PlannedTarget,
  PlanRefusal,
  Shard,
  Summary,
  Wishes,
} from '../model.ts'
import { waitingForTargets } from './coming.ts'
import { digestOf } from './digest.ts'
import type { Gathered } from './gathering.ts'
import { type Given, guardRefusals, shardNotes } from './guards/judge.ts'
import { type InUseSight, inUseWarnings } from './in-use-notes.ts'
import { withoutPruning } from './incomplete.ts'
import { order } from './order.ts'
import type { Planned } from './unit.ts'
import { warningsOver } from './warnings.ts'

/** What a manifest intends for one target. */
export interface Intent {
  readonly wishes: Wishes
  readonly manifest: Plan['manifest']
  /** Account id → the manifest's name for it. */
  readonly accounts: ReadonlyMap<string, string>
  /** Of names for several accounts, how many these are. */
  readonly accountLists?: ReadonlyMap<string, number>
  readonly accessLevels?: AccessLevels
  readonly warnings: readonly Diagnostic[]
  readonly guards: Guards
}

/** What is planned of one repository, or of the registry itself. */
export interface PlannedUnit extends Planned {
  /** Empty for the registry. */
  readonly repository: string
  /** Counted where nothing of it changes: a repository that is to be there. */
  readonly isManaged: boolean
}

/** What is planned of one target, or why nothing is. */
export interface TargetPart {
  readonly target: PlannedTarget
  readonly changes: readonly Change[]
  readonly warnings: readonly Diagnostic[]
  /** Why nothing of the whole plan is applied. */
  readonly refused: readonly PlanRefusal[]
  /** What its registry has of a list of what is in use; left out: not known, or there is no list. */
  readonly inUseSight?: InUseSight | undefined
  /** Whose a repository is that might be pruned, or whether ECR makes it, could not be read. */
  readonly isUnsure?: boolean
  /** Nothing of it was planned: what is said of all others is said of all targets. */
  readonly isFailed: boolean
}

/** What is said of a target before its units have been planned. */
export type Told = Omit<PlannedTarget, 'complete' | 'unread' | 'unchanged' | 'standing' | 'opened'>

/** What is planned of the units of one target, in whatever order they came. */
export function partOf(
  { wishes, warnings }: Pick<Intent, 'wishes' | 'warnings'>,
  planned: Gathered,
  target: Told,
): TargetPart {
  const units = inOrder(planned.units, wishes)
  const unread = units
    .flatMap(unit => unit.unread)
    .sort((a, b) => byText(a.address, b.address) || byText(a.field ?? '', b.field ?? ''))
  const standing = units.flatMap(unit => unit.standing).sort((a, b) => byText(a.address, b.address))
  const opened = units.flatMap(unit => unit.opened)
  return {
    target: {
      ...target,
      complete: unread.length === 0,
      unread,
      unchanged: planned.unchanged + units.filter(isUnchanged).length,
      standing,
      ...(opened.length > 0 && { opened }),
    },
    changes: units.flatMap(unit => unit.changes),
    warnings: [...warnings, ...distinct(units.flatMap(unit => unit.warnings))],
    refused: [],
    isFailed: false,
  }
}

/** What holds for a plan as a whole. */
export interface About extends Pick<Intent, 'manifest' | 'guards'>, Given {
  /** Of ecrsync. */
  readonly version: string
  /** Left out: the plan is that of the whole. */
  readonly shard?: Shard | undefined
  /** As it is asked for; empty or left out: of all repositories, and of the registry. */
  readonly only?: readonly string[] | undefined
  /** Left out: ECR is not asked for a preview of lifecycle policies. */
  readonly lifecyclePreview?: 'server' | undefined
}

/** The plan of any number of targets, as pure data: the same parts make the same bytes. */
export function assemble(
  { manifest, guards, version, shard, only = [], lifecyclePreview, ...given }: About,
  parts: readonly TargetPart[],
): Plan {
  const targets = parts.map(({ target }) => target)
  const all = parts.flatMap(part => part.changes)
  const planned = withoutPruning(all, parts)
  const changes = order(waitingForTargets(planned, targets), targets)
  const part = { ...(shard && { shard }), ...(only.length > 0 && { only }) }
  const judged = { manifest, guards, targets, changes, ...part }
  const sights = parts.flatMap(({ inUseSight }) => inUseSight ?? [])
  return {
    formatVersion: 1,
    ecrsync: version,
    manifest,
    digest: digestOf({ manifest, targets, changes }),
    ...(lifecyclePreview && { lifecyclePreview }),
    ...part,
    targets,
    changes,
    summary: summaryOf(changes, targets),
    warnings: byCause([
      ...warningsOver(parts),
      // Where something could not be seen, nobody knows that a name is nowhere.
      ...(sights.length === parts.length ? inUseWarnings(sights) : []),
      ...shardNotes(judged),
    ]),
    guards,
    refused: [...parts.flatMap(({ refused }) => refused), ...guardRefusals(judged, given)],
  }
}

const isUnchanged = ({ isManaged, changes, unread }: PlannedUnit): boolean =>
  isManaged && changes.length === 0 && unread.length === 0

/** The registry first, then as the manifest names them, then the others by name: ECR lists in no order that is written down. */
function inOrder(units: readonly PlannedUnit[], { repositories }: Wishes): readonly PlannedUnit[] {
  const order = new Map(['', ...repositories].map((name, index) => [name, index]))
  const rankOf = ({ repository }: PlannedUnit) => order.get(repository) ?? order.size
  return units.toSorted((a, b) => rankOf(a) - rankOf(b) || byText(a.repository, b.repository))
}

/** Each once: a default of KMS over a thousand repositories is one sentence. */
const distinct = (warnings: readonly Diagnostic[]): readonly Diagnostic[] =>
  [
    ...new Map(warnings.toReversed().map(warning => [`${warning.code} ${warning.summary}`, warning])).values(),
  ].toReversed()

/** Counts of these changes. */
export function summaryOf(changes: readonly Change[], targets: readonly PlannedTarget[]): Summary {
  const cannotChange = changes.filter(({ blocked }) => blocked?.code === 'CANNOT_CHANGE').length
  const blocked = changes.filter(change => change.blocked).length - cannotChange
  const count = (action: Change['action']) =>
    changes.filter(change => change.action === action && !change.blocked && !change.claims).length
  const claiming = (claims: Claims) => changes.filter(change => change.claims === claims).length
  const imagesThat = (fate: 'expire' | 'archive') =>
    changes.reduce((sum, { blocked, impact }) => sum + (blocked ? 0 : (impact?.[fate].images ?? 0)), 0)
  return {
    create: count('create'),
    update: count('update'),
    adopt: claiming('adopt'),
    release: claiming('release'),
    delete: count('delete'),
    replace: count('replace'),
    blocked,
    cannotChange,
    unchanged: targets.reduce((sum, { unchanged }) => sum + unchanged, 0),
    unread: targets.reduce((sum, { unread }) => sum + unread.length, 0),
    expire: imagesThat('expire'),
    archive: imagesThat('archive'),
  }
}
