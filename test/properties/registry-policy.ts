import fc from 'fast-check'
import { anyText, mostly, some } from './values.ts'

const sid = mostly(fc.constantFrom('one', 'theirs', 'Two, with spaces'), fc.oneof(fc.constant(''), anyText()))

/** Of other accounts: whether a Deny locks the own one out, only a target can tell. */
const principal = mostly(
  fc.constantFrom<unknown>({ AWS: '111122223333' }, { AWS: ['444455556666', 'arn:aws:iam::111122223333:role/ci'] }),
  fc.constantFrom<unknown>('111122223333', {}, { AWS: [] }, { Aws: '111122223333' }),
)
const actions = mostly(
  fc.constantFrom<unknown>('ecr:ReplicateImage', ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'], 'ecr:*'),
  fc.constantFrom<unknown>('s3:GetObject', [], 'ecr:a b'),
)
const resource = mostly(
  fc.constantFrom<unknown>(
    '*',
    'arn:${{ target.partition }}:ecr:${{ target.region }}:${{ target.account }}:repository/prod/*',
    ['arn:aws:ecr:*:*:repository/*'],
  ),
  fc.constantFrom<unknown>('prod/*', [], ''),
)
const statement = fc
  .tuple(
    fc.record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      Principal: principal,
      Action: actions,
      Resource: resource,
    }),
    some({ Sid: sid, Condition: fc.constant({ StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } }) }),
  )
  .map(([whole, more]) => ({ ...whole, ...more }))
const statements = fc.array(statement, { minLength: 1, maxLength: 3 })
const part = fc.oneof(
  fc.record({ statements }),
  fc.record({ Version: fc.constantFrom('2008-10-17', '2012-10-17'), Statement: statements }),
)

/** `live` and what goes with it, around parts of a policy. */
export const sharing = <T>(parts: fc.Arbitrary<readonly T[]>) =>
  fc
    .tuple(parts, fc.uniqueArray(fc.constantFrom('gone', 'old one'), { maxLength: 2 }))
    .map(([declared, absent]) => ['live', ...declared, ...(absent.length > 0 ? [{ absent }] : [])])

/** What a manifest says of the policy of the registry. */
export const registryPolicy: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  part,
  fc.array(part, { minLength: 1, maxLength: 2 }),
  sharing(fc.array(part, { minLength: 1, maxLength: 2 })),
)
