import { byText } from '../collate.ts'
import type { AccessLevels } from '../kinds/kind.ts'
import type { Change, Diagnostic, Guards, Plan, PlannedTarget, Summary, Unread, Wishes } from '../model.ts'
import { refusedBy } from './guard.ts'
import { order } from './order.ts'
import type { Planned } from './unit.ts'

/** What a manifest intends. */
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

export interface Assembling {
  readonly target: Omit<PlannedTarget, 'complete' | 'unread' | 'unchanged' | 'standing' | 'opened'>
  /** Of ecrsync. */
  readonly version: string
}

/** The plan as pure data: what is planned of the same units makes the same bytes, in whatever order they came. */
export function assemble(
  { wishes, manifest, warnings, guards }: Intent,
  planned: readonly PlannedUnit[],
  { target, version }: Assembling,
): Plan {
  const units = inOrder(planned, wishes)
  const changes = order(units.flatMap(unit => unit.changes))
  const unread = units
    .flatMap(unit => unit.unread)
    .sort((a, b) => byText(a.address, b.address) || byText(a.field ?? '', b.field ?? ''))
  const unchanged = units.filter(isUnchanged).length
  const standing = units.flatMap(unit => unit.standing).sort((a, b) => byText(a.address, b.address))
  const opened = units.flatMap(unit => unit.opened)
  return {
    formatVersion: 1,
    ecrsync: version,
    manifest,
    targets: [
      {
        ...target,
        complete: unread.length === 0,
        unread,
        unchanged,
        standing,
        ...(opened.length > 0 && { opened }),
      },
    ],
    changes,
    summary: summaryOf(changes, unchanged, unread),
    warnings: [...warnings, ...distinct(units.flatMap(unit => unit.warnings))],
    guards,
    refused: refusedBy(guards, changes),
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

function summaryOf(changes: readonly Change[], unchanged: number, unread: readonly Unread[]): Summary {
  const cannotChange = changes.filter(({ blocked }) => blocked?.code === 'CANNOT_CHANGE').length
  const blocked = changes.filter(change => change.blocked).length - cannotChange
  const count = (action: Change['action']) =>
    changes.filter(change => change.action === action && !change.blocked).length
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    replace: count('replace'),
    blocked,
    cannotChange,
    unchanged,
    unread: unread.length,
  }
}
