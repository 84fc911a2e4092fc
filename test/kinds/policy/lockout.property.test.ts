import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalDocument, type PolicyDocument } from '../../../src/kinds/policy/document.ts'
import { deniesOf, isDeniedAlways } from '../../../src/kinds/policy/evaluation/denied.ts'
import { menderBy } from '../../../src/kinds/policy/evaluation/mender.ts'
import { runs } from '../../runs.ts'
import { isAllowed, type Principal } from './iam.ts'
import { PRINCIPALS, pairs, requestsOf } from './worlds.ts'

const SET = 'ecr:SetRepositoryPolicy'
/** Whom a `NotPrincipal` excepts with its account alone, the oracle takes otherwise than this judge, which goes for sure. */
const isJudged = ({ Effect, NotPrincipal }: PolicyDocument['Statement'][number]) =>
  Effect === 'Deny' && NotPrincipal === undefined

/** Whether some request for the action is not denied: in the account, any right to it comes from its own policies. */
function passes(denies: PolicyDocument, principal: Principal, keys: Parameters<typeof requestsOf>[2]): boolean {
  const allowed = { ...denies, Statement: [{ Effect: 'Allow', Principal: '*', Action: '*' }, ...denies.Statement] }
  return requestsOf(principal, SET, keys).some(request => isAllowed(allowed, request))
}

test('nobody is said to be locked out who has a request that is not denied', () => {
  fc.assert(
    fc.property(pairs, ({ after, keys }) => {
      const document = after === null ? null : canonicalDocument(after as PolicyDocument)
      const denies = { ...document, Statement: (document?.Statement ?? []).filter(isJudged) }
      for (const principal of PRINCIPALS) {
        if (principal.kind !== 'aws') continue
        const mender = menderBy(principal.arn, {})
        if (mender === undefined || !isDeniedAlways(mender, deniesOf(denies, SET))) continue
        expect(passes(denies, principal, keys), principal.arn).toBe(false)
      }
    }),
    { numRuns: runs(60) },
  )
})
