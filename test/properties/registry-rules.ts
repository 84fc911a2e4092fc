import fc from 'fast-check'
import { anyText, mostly, some } from './values.ts'

const prefix = mostly(
  fc.constantFrom('prod/', 'team', 'a.b/c-', 'ab'),
  fc.oneof(fc.constantFrom('a', 'A/', 'x*'), anyText()),
)
const pattern = mostly(
  fc.constantFrom('prod*', '*', 'team/api', 'a.b/*c'),
  fc.oneof(fc.constantFrom('', 'a//b', 'A'), anyText()),
)
const filtersOf = (filter: fc.Arbitrary<string>) => fc.array(filter, { minLength: 1, maxLength: 3 })
const destination = fc.record({
  region: mostly(fc.constantFrom('eu-west-1', 'us-west-2', 'us-east-1'), fc.constantFrom('cn-north-1', 'x', 'eu-west')),
  registryId: mostly(fc.constantFrom('111122223333', '444455556666'), fc.constantFrom('123456789012', 'ci')),
})
const scanningRules = (...frequencies: readonly string[]) =>
  fc.uniqueArray(fc.record({ scanFrequency: fc.constantFrom(...frequencies), repositoryFilters: filtersOf(pattern) }), {
    selector: ({ scanFrequency }) => scanFrequency,
    maxLength: 2,
  })
const replicationRule = fc
  .tuple(fc.array(destination, { minLength: 1, maxLength: 3 }), fc.option(filtersOf(prefix), { nil: undefined }))
  .map(([destinations, filters]) => ({ destinations, ...(filters && { repositoryFilters: filters }) }))
const withLive = (rules: fc.Arbitrary<readonly unknown[]>) =>
  fc.tuple(fc.boolean(), rules).map(([isShared, rules]) => (isShared ? ['live', ...rules] : rules))

/** Settings of the registry that are lists of rules. */
export const registryRules = some({
  scanningConfiguration: fc.oneof(
    fc.constant(null),
    fc.record({ scanType: fc.constant('BASIC'), rules: withLive(scanningRules('SCAN_ON_PUSH', 'MANUAL')) }),
    fc.record({
      scanType: fc.constant('ENHANCED'),
      rules: withLive(scanningRules('SCAN_ON_PUSH', 'CONTINUOUS_SCAN')),
    }),
  ),
  replicationConfiguration: fc.oneof(
    fc.constant(null),
    fc.record({ rules: withLive(fc.array(replicationRule, { maxLength: 4 })) }),
  ),
  signingConfiguration: fc.oneof(
    fc.constant(null),
    fc.record({
      rules: fc.array(
        fc.record({
          signingProfileArn: mostly(
            fc
              .constantFrom('release', 'all')
              .map(name => `arn:aws:signer:us-east-1:123456789012:/signing-profiles/${name}`),
            fc.constantFrom('release', 'arn:aws-cn:signer:cn-north-1:123456789012:/signing-profiles/x1'),
          ),
          repositoryFilters: filtersOf(pattern),
        }),
        { maxLength: 3 },
      ),
    }),
  ),
})
