import fc from 'fast-check'
import { addressOf } from '../../src/kinds/address.ts'
import { KINDS } from '../../src/kinds/index.ts'
import type { Change } from '../../src/model.ts'

export const changeAt = (
  kind: string,
  repository: string,
  { action = 'create', blocked }: { action?: 'create' | 'update' | 'delete'; blocked?: string } = {},
): Change =>
  ({
    name: repository,
    address: addressOf(kind, repository),
    target: 'default',
    kind,
    label: kind,
    scope: 'repository',
    repository,
    action,
    before: action === 'create' ? null : {},
    after: action === 'delete' ? null : {},
    paths: action === 'update' ? [blocked ?? 'field'] : [],
    want: {},
    sources: [],
    lines: [],
    facts: [],
    needs: [],
    requires: [],
    operations: [],
    ...(blocked !== undefined && { blocked: { code: blocked, reason: '', hint: '' } }),
  }) as Change

/** Any changes of some repositories: at each address one, and perhaps another that is blocked. */
export const anyChanges: fc.Arbitrary<readonly Change[]> = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...KINDS.map(({ key }) => key)),
      repository: fc.constantFrom('a', 'a/b', 'b', 'c'),
      action: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
      refused: fc.option(fc.constantFrom('CANNOT_CHANGE', 'TOO_MANY_TAGS')),
    }),
    { selector: ({ kind, repository }) => addressOf(kind, repository), maxLength: 12 },
  )
  .map(entries =>
    entries.flatMap(({ kind, repository, action, refused }) => [
      changeAt(kind, repository, { action }),
      ...(action === 'update' && refused !== null ? [changeAt(kind, repository, { action, blocked: refused })] : []),
    ]),
  )
