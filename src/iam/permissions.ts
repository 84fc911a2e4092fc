import { belongingTo } from '../kinds/belonging.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Permissions, Permitted } from '../kinds/permissions.ts'
import type { Declared, Wishes } from '../model.ts'
import { actionsOf, COPIES, LISTS, LOGS_IN, LOOKS_BEFORE_COPY, readsOf, TELLS_TAGS } from './actions.ts'
import { ALL, common, patternsOf, repositoryArn, type Where } from './arns.ts'
import { keyPermissions, otherPermissions, passPermissions, serviceRolePermissions } from './beside.ts'
import type { Part, Permission } from './permission.ts'

export const EXTRAS = ['login', 'copy', 'server-preview', 'revert'] as const
export type Extra = (typeof EXTRAS)[number]

/** What whoever gets the permissions does. */
export interface Purpose {
  readonly mode: 'plan' | 'apply'
  readonly extras: ReadonlySet<Extra>
}

/** A wish, and the repositories that it is about, as IAM names them; none, where it is about the registry. */
interface Asked {
  readonly declared: Pick<Declared, 'kind' | 'name' | 'want' | 'isDiscovered'>
  readonly repositories: readonly string[]
}

/** All that a run may ask for over the wishes of one target, whatever its registry holds. */
export function permissionsOf(where: Where, wishes: Wishes, purpose: Purpose): readonly Permission[] {
  const { mode, extras } = purpose
  return [
    allow('List', LISTS, [repositoryArn(where, ALL)]),
    // Where the manifest does not say the account, an empty registry does.
    where.account === undefined ? allow('PlanRegistry', ['ecr:DescribeRegistry'], [ALL]) : [],
    ...askedBy(wishes).map(one => permissionsFor(one, where, purpose)),
    wishes.owned?.prune ? allow('PlanRegistry', actionsOf(KINDS.flatMap(readsOfMaker)), [ALL]) : [],
    isTagged(wishes) ? allow('Tags', TELLS_TAGS, [ALL]) : [],
    extras.has('login') ? allow('Login', LOGS_IN, [ALL]) : [],
    extras.has('copy') ? copyPermissions(where, wishes, mode) : [],
  ].flat()
}

/** Each of the actions on each of the resources. */
const allow = (part: Part, actions: readonly string[], resources: readonly string[]): readonly Permission[] =>
  actions.flatMap(action => resources.map(resource => ({ part, action, resource })))

function askedBy(wishes: Wishes): readonly Asked[] {
  const { owned, discovered } = wishes
  return [
    ...wishes.registry().map(declared => ({ declared, repositories: [] })),
    ...wishes.repositories.flatMap(name => wishes.of(name).map(declared => ({ declared, repositories: [name] }))),
    ...(discovered ? askedOfDiscovered(discovered) : []),
    // What is wished of one is wished of all.
    ...(owned?.prune ? askedOf(owned.prune.match, owned.prune.of(ALL)) : []),
  ]
}

const askedOf = (globs: readonly string[], wished: readonly Declared[]): readonly Asked[] =>
  wished.map(declared => ({ declared, repositories: patternsOf(globs) }))

/** Of an entry, not all that it matches need be adopted. */
function askedOfDiscovered(discovered: NonNullable<Wishes['discovered']>): readonly Asked[] {
  const samples = discovered.samples()
  const patterns = samples.flatMap(({ match }) => patternsOf(match))
  const claims = discovered.claims().flatMap(({ match, wishes }) => {
    const repositories = [...new Set(patternsOf(match).flatMap(one => patterns.flatMap(other => common(one, other))))]
    return repositories.length === 0 ? [] : wishes.map(declared => ({ declared, repositories }))
  })
  return [...samples.flatMap(({ match, wishes }) => askedOf(match, wishes)), ...claims]
}

/** Rules and templates by which ECR makes repositories: what they make is not pruned. */
const readsOfMaker = ({ makes, uses }: Kind) => (makes ? uses.reads : [])

/** The index of tags is asked where more than two repositories may be, and for what the manifest owns and does not name. */
const isTagged = ({ owned, discovered, repositories }: Wishes): boolean =>
  owned !== undefined || discovered !== undefined || repositories.length > 2

function permissionsFor({ declared, repositories }: Asked, where: Where, purpose: Purpose): readonly Permission[] {
  const { mode, extras } = purpose
  const kind = kindOf(declared.kind)
  const about = { isDiscovered: declared.isDiscovered === true, isTakenBack: extras.has('revert') }
  const permitted = permittedTo(kind, declared.want, about)
  const isOfRegistry = kind.scope === 'registry'
  const resources = isOfRegistry ? [ALL] : repositories.map(name => repositoryArn(where, name))
  const probes = extras.has('server-preview') && declared.want !== null ? (kind.uses.probes ?? []) : []
  return [
    ...allow(isOfRegistry ? 'PlanRegistry' : 'Plan', readsOf(permitted), resources),
    ...(permitted.elsewhere ?? []).flatMap(({ repositoryName, registry = where, reads, writes }) => [
      ...allow('Images', actionsOf(reads ?? []), [repositoryArn(registry, repositoryName)]),
      ...allow('Images', actionsOf((mode === 'apply' && writes) || []), [repositoryArn(registry, repositoryName)]),
    ]),
    ...allow('Preview', actionsOf(probes), resources),
    ...(mode === 'plan' ? [] : writesOf(kind, permitted, { resources, where })),
    ...goingPermissions(kind, declared, { resources, purpose }),
  ]
}

/** Without a hook, all that the kind uses. */
function permittedTo({ permits, uses }: Kind, want: unknown, about: Permitted): Permissions {
  if (permits) return permits(want, about)
  return { reads: uses.reads, writes: uses.writes.filter(action => action !== 'CopyImage') }
}

interface Written {
  readonly resources: readonly string[]
  readonly where: Where
}

function writesOf(kind: Kind, permitted: Permissions, { resources, where }: Written): readonly Permission[] {
  const { writes = [], others = [], serviceRoles = [], passes = [], keys = [] } = permitted
  return [
    ...allow(kind.scope === 'registry' ? 'ApplyRegistry' : 'Apply', actionsOf(writes), resources),
    ...otherPermissions(others),
    ...serviceRolePermissions(where, serviceRoles),
    ...passPermissions(passes, kind.uses.passesRolesTo ?? []),
    ...keyPermissions(where, keys),
  ]
}

/** All of a repository is to go. */
function isWhole({ takes }: Kind, { name, want }: Asked['declared']): boolean {
  const taken = takes?.(name, want)
  return taken !== undefined && taken.tag === undefined && taken.digest === undefined
}

/**
 * What goes with a repository is read for the receipt, and comes back with it; and before one that was created goes again, that
 * nothing has come into it since.
 */
function goingPermissions(
  kind: Kind,
  declared: Asked['declared'],
  { resources, purpose: { mode, extras } }: { readonly resources: readonly string[]; readonly purpose: Purpose },
): readonly Permission[] {
  const [goes, isTakenBack] = [isWhole(kind, declared), extras.has('revert')]
  const mayGoAgain = kind.tombstone !== undefined && isTakenBack && !declared.isDiscovered
  if (!mayGoAgain && !(goes && mode === 'apply')) return []
  return belongingTo(kind.key).flatMap(one => {
    const permitted = permittedTo(one, null, { isDiscovered: false, isTakenBack })
    const comesBack = goes && isTakenBack && mode === 'apply'
    return [
      ...allow('Plan', readsOf(permitted), resources),
      ...allow('Apply', actionsOf((comesBack && permitted.writes) || []), resources),
    ]
  })
}

/** A copy goes into repositories that are declared, and comes from any of those that are named. */
function copyPermissions(where: Where, { repositories }: Wishes, mode: Purpose['mode']): readonly Permission[] {
  const resources = repositories.map(name => repositoryArn(where, name))
  return allow('Copy', mode === 'plan' ? LOOKS_BEFORE_COPY : [...LOOKS_BEFORE_COPY, ...COPIES], resources)
}
