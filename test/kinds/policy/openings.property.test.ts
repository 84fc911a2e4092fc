import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalDocument, type PolicyDocument } from '../../../src/kinds/policy/document.ts'
import { gains } from '../../../src/kinds/policy/evaluation/gains.ts'
import { somebodyNamed } from '../../../src/kinds/policy/evaluation/people.ts'
import { OTHER } from '../../../src/kinds/policy/evaluation/texts.ts'
import { isAllowed, type Principal, takesAction } from './iam.ts'
import { ASKED, PRINCIPALS, pairs, requestsOf } from './worlds.ts'

/** By hand: thousands of them, from other seeds. */
const RUNS = Number(process.env.POLICY_RUNS ?? 100)
const SEED = Number(process.env.POLICY_SEED ?? 1)
const canonical = (policy: unknown) => (policy === null ? null : canonicalDocument(policy as PolicyDocument))

test('who gains which actions is who has some request for them newly allowed', () => {
  fc.assert(
    fc.property(pairs, ({ before, after, keys }) => {
      const classOf = classing([before, after])
      const actions = [...new Map(ASKED.map(action => [classOf(action), action])).values()]
      const isNew = (principal: Principal, action: string) =>
        requestsOf(principal, action, keys).some(one => isAllowed(after, one) && !isAllowed(before, one))
      const opened = PRINCIPALS.flatMap(principal =>
        actions
          .filter(action => isNew(principal, action))
          .map(action => ({ names: namesOf(principal, [before, after]), action: classOf(action) })),
      )
      const found = gains(canonical(before), canonical(after)).flatMap(({ who, actions }) =>
        who.flatMap(({ own }) => [...new Set(actions.map(classOf))].map(action => ({ own, action }))),
      )
      const isSame = ({ names, action }: (typeof opened)[number], gain: (typeof found)[number]) =>
        action === gain.action && names.has(gain.own)
      expect(
        opened.filter(one => !found.some(gain => isSame(one, gain))),
        'opened, and not told',
      ).toEqual([])
      expect(
        found.filter(gain => !opened.some(one => isSame(one, gain))),
        'told, and not opened',
      ).toEqual([])
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

interface Actions {
  readonly Action?: unknown
  readonly NotAction?: unknown
}

/** Actions that the policies do not tell apart are of one class. */
function classing(policies: readonly unknown[]): (action: string) => string {
  const statements = policies.flatMap(policy => (policy as { Statement: readonly Actions[] } | null)?.Statement ?? [])
  const patterns = statements.flatMap(({ Action, NotAction }) => [Action ?? NotAction].flat().map(String))
  return action => patterns.map(pattern => Number(takesAction(pattern, action))).join('')
}

/** Every name by which somebody can gain something. A service that no policy names is one of the others. */
function namesOf(principal: Principal, policies: readonly unknown[]): ReadonlySet<string> {
  if (principal.kind === 'aws') return somebodyNamed('AWS', principal.arn)?.names ?? new Set()
  const isNamed = JSON.stringify(policies).includes(`"${principal.name}"`)
  return new Set([...(somebodyNamed('Service', principal.name)?.names ?? []), ...(isNamed ? [] : [`Service:${OTHER}`])])
}
