import fc from 'fast-check'
import { anyText, mostly, some } from './values.ts'

const accountSettings = some({
  BASIC_SCAN_TYPE_VERSION: mostly(fc.constantFrom('AWS_NATIVE', 'CLAIR'), fc.constantFrom('V1', null)),
  REGISTRY_POLICY_SCOPE: mostly(fc.constantFrom('V1', 'V2'), anyText()),
  BLOB_MOUNTING: mostly(fc.constantFrom('ENABLED', 'DISABLED'), fc.constantFrom('', true)),
})

const principal = mostly(
  fc.constantFrom(
    'arn:aws:iam::123456789012:role/scanner',
    'arn:aws:iam::444455556666:role/ci/build@1',
    'arn:aws:iam::123456789012:user/old',
  ),
  fc.oneof(
    fc.constantFrom(
      'arn:aws-cn:iam::123456789012:role/scanner',
      'arn:aws:iam::123456789012:root',
      'arn:aws:iam::123456789012:role/*',
      `arn:aws:iam::123456789012:role/${'r'.repeat(170)}`,
    ),
    anyText(),
  ),
)

/** What a manifest says of the registry itself. */
export const registrySettings = some({
  accountSettings,
  pullTimeUpdateExclusions: fc.dictionary(principal, fc.option(fc.constant({})), { maxKeys: 3 }),
})
