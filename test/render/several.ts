import type { Change, Diagnostic, Fact, Line, Plan, PlannedTarget, Source, Unread } from '../../src/model.ts'

// Plans over several targets, by hand.

const at = (line: number): Source => ({ file: 'ecrsync.yaml', line, column: 3 })

interface Said {
  readonly action?: 'create' | 'update' | 'delete'
  readonly kind?: string
  readonly lines?: readonly (Omit<Line, 'sources'> & { readonly at?: number })[]
  readonly facts?: readonly Fact[]
  readonly blocked?: Change['blocked']
}

const SPECS = {
  create: { before: null, after: {} },
  update: { before: {}, after: {} },
  delete: { before: {}, after: null },
} as const

/** A change of a repository; without a name, of the registry. */
export function changeIn(target: string, repository: string, said: Said = {}): Change {
  const {
    action = 'update',
    kind = 'lifecyclePolicy',
    lines = [{ text: 'untagged 7 days' }],
    facts = [],
    blocked,
  } = said
  return {
    ...(repository === '' ? { scope: 'registry' } : { scope: 'repository', repository }),
    ...SPECS[action],
    action,
    address: `${kind}["${repository || 'registry'}"]`,
    target,
    kind,
    name: repository || 'registry',
    label: kind,
    want: null,
    paths: [],
    sources: [at(3)],
    lines: lines.map(({ at: line = 7, ...rest }) => ({ ...rest, sources: [at(line)] })),
    facts,
    needs: [],
    requires: [],
    operations: [],
    ...(blocked && { blocked }),
  } as Change
}

export const targetOf = (name: string, more: Partial<PlannedTarget> = {}): PlannedTarget => ({
  name,
  account: '111122223333',
  region: 'eu-west-1',
  complete: (more.unread ?? []).length === 0,
  unread: [],
  read: 60,
  declared: 60,
  managed: 60,
  unchanged: 58,
  discovered: 0,
  unmanaged: 0,
  unmanagedNames: [],
  inUse: [],
  standing: [],
  ...more,
})

/** Nothing of it could be read. */
export const failedTarget = (name: string, message: string, more: Partial<PlannedTarget> = {}): PlannedTarget =>
  targetOf(name, {
    unread: [{ scope: 'registry', address: `target["${name}"]`, label: 'target', code: 'UNREACHABLE', message }],
    read: 0,
    unchanged: 0,
    ...more,
  })

/** It is of another account than it says. */
export const refusedTarget = (name: string): PlannedTarget => targetOf(name, { complete: false, read: 0, unchanged: 0 })

export const wrongAccount = (name: string): Diagnostic => ({
  severity: 'error',
  code: 'WRONG_ACCOUNT',
  summary: `${name}: the credentials are of account 999988887777, the target says 111122223333`,
})

export const unreadIn = (repository: string): Unread => ({
  scope: 'repository',
  repository,
  address: `repositoryPolicy["${repository}"]`,
  label: 'repositoryPolicy',
  code: 'ACCESS_DENIED',
  message: 'GetRepositoryPolicy is not allowed',
})

export function planOver(
  targets: readonly PlannedTarget[],
  changes: readonly Change[] = [],
  refused: readonly Diagnostic[] = [],
): Plan {
  const count = (action: Change['action']) =>
    changes.filter(change => change.action === action && !change.blocked).length
  return {
    formatVersion: 1,
    ecrsync: '1.0.0',
    manifest: { name: 'acme-platform', digest: 'sha256:0', fragments: 0 },
    targets,
    changes,
    summary: {
      create: count('create'),
      update: count('update'),
      delete: count('delete'),
      replace: 0,
      blocked: changes.filter(({ blocked }) => blocked && blocked.code !== 'CANNOT_CHANGE').length,
      cannotChange: changes.filter(({ blocked }) => blocked?.code === 'CANNOT_CHANGE').length,
      unchanged: targets.reduce((sum, { unchanged }) => sum + unchanged, 0),
      unread: targets.reduce((sum, { unread }) => sum + unread.length, 0),
      expire: 0,
      archive: 0,
    },
    warnings: [],
    guards: {},
    refused,
  }
}
