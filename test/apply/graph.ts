import fc from 'fast-check'
import type { Address, Change } from '../../src/model.ts'

/** A change of a graph, how long it takes, and how it ends if it is tried. */
export interface Step {
  readonly change: Change
  readonly takes: number
  readonly fails: boolean
}

interface Draft {
  readonly action: 'create' | 'update' | 'delete'
  readonly takes: number
  readonly fails: boolean
  readonly isBlocked: boolean
  /** Which of the changes before it are needed: each bit one. */
  readonly needs: number
}

const drafts = fc.array(
  fc.record<Draft>({
    action: fc.constantFrom('create', 'create', 'update', 'delete'),
    takes: fc.integer({ min: 0, max: 5 }),
    fails: fc.boolean(),
    isBlocked: fc.integer({ min: 0, max: 7 }).map(number => number === 0),
    needs: fc.nat({ max: 0xffff }),
  }),
  { minLength: 1, maxLength: 14 },
)

const addressOf = (index: number): Address => `repository["r${index}"]`

/** Any graph without a cycle, in which deletes need deletes and all else needs all else. */
export const anyGraph: fc.Arbitrary<readonly Step[]> = drafts.map(list =>
  list.map((draft, index) => ({ change: changeOf(draft, index, list), takes: draft.takes, fails: draft.fails })),
)

function changeOf({ action, needs, isBlocked }: Draft, index: number, list: readonly Draft[]): Change {
  const earlier = list.slice(0, index).flatMap((other, position) => {
    const isNeeded = (needs & (1 << position)) !== 0 && (other.action === 'delete') === (action === 'delete')
    return isNeeded ? [{ target: 'default', address: addressOf(position) }] : []
  })
  return {
    name: `r${index}`,
    address: addressOf(index),
    target: 'default',
    kind: 'repository',
    action,
    before: action === 'create' ? null : {},
    after: action === 'delete' ? null : {},
    paths: [],
    want: {},
    scope: 'repository',
    repository: `r${index}`,
    label: 'repository',
    sources: [],
    lines: [],
    facts: [],
    needs: earlier,
    requires: [],
    operations: [],
    ...(isBlocked && { blocked: { code: 'NOT_EMPTY', reason: '', hint: '' } }),
  } as Change
}
