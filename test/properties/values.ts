import fc from 'fast-check'

/** Now and then a value that ECR may not take: more manifests pass than not, and every rule is tried. */
export const mostly = <T, U>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof<[fc.WeightedArbitrary<T | U>, fc.WeightedArbitrary<T | U>]>(
    { weight: 200, arbitrary: good },
    { weight: 1, arbitrary: bad },
  )

/** Any text, but no half of a character: JSON and YAML have none. */
export const anyText = (maxLength = 12): fc.Arbitrary<string> => fc.string({ unit: 'binary', maxLength })

/** Members that may be left out. */
export const some = <T extends Readonly<Record<string, fc.Arbitrary<unknown>>>>(members: T) =>
  fc.record(members, { requiredKeys: [] })

export const NAMES = ['team/api', 'team/web', 'team/a.b/c_d', 'legacy', 'x1', 'team/worker-2'] as const

export const repositoryName: fc.Arbitrary<string> = mostly(
  fc.constantFrom<string>(...NAMES),
  fc.oneof(fc.constantFrom('a', 'A/b', 'a//b', 'a--b', 'a__b/c', '1st', 'toString', `n${'n'.repeat(256)}`), anyText()),
)

const tagText = fc.string({
  unit: fc.constantFrom(...'abcXYZ019 +-=._:/@äß漢𝒳'),
  minLength: 1,
  maxLength: 6,
})

export const tagKey: fc.Arbitrary<string> = mostly(
  fc.oneof(fc.constantFrom('team', 'env', 'cost center', 'constructor'), tagText),
  fc.oneof(
    fc.constantFrom('aws:x', 'AWS:x', 'ecrsync:manifest', 'ecrsync:protect', '', 'k'.repeat(129), 'a,b'),
    anyText(),
  ),
)

export const tagValue: fc.Arbitrary<string> = mostly(
  fc.oneof(
    fc.constantFrom('', 'true', '1', '${{ target.region }}', '${{ repository.name }} of ${{ target.account }}'),
    tagText,
  ),
  fc.oneof(fc.constantFrom('v'.repeat(257), 'a;b', '${{ repository.name'), anyText()),
)

export const encryption = fc
  .record({
    encryptionType: mostly(fc.constantFrom('AES256', 'KMS', 'KMS'), fc.constantFrom('KMS_DSSE')),
    kmsKey: fc.option(
      mostly(
        fc.constantFrom(
          'alias/ecr',
          'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
          '1234abcd-12ab-34cd-56ef-1234567890ab',
          'alias/aws/ecr',
          'mrk-1234',
        ),
        fc.oneof(fc.constantFrom('', 'key/1', 'arn:aws:kms:us-east-1:1:key/x', 'alias/'), anyText()),
      ),
    ),
    isConsistent: mostly(fc.constant(true), fc.constant(false)),
  })
  .map(({ encryptionType, kmsKey, isConsistent }) => ({
    encryptionType,
    ...(kmsKey !== null && !(isConsistent && encryptionType === 'AES256') && { kmsKey }),
  }))

const filter = mostly(
  fc.constantFrom('prod', 'stable', 'v*', '*-rc*', 'A.b_c-d', '*'),
  fc.oneof(fc.constantFrom('', '*a*b*', 'a/b', 'f'.repeat(129)), anyText()),
)

const filters = mostly(
  fc.array(fc.oneof(filter, fc.record({ filterType: fc.constant('WILDCARD'), filter })), {
    minLength: 1,
    maxLength: 5,
  }),
  fc.array(filter, { maxLength: 7 }),
)

/** `imageTagMutability` with its filters, mostly those that go together. */
export const mutability = fc
  .record({
    imageTagMutability: fc.constantFrom('MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'),
    imageTagMutabilityExclusionFilters: filters,
    isConsistent: mostly(fc.constant(true), fc.constant(false)),
  })
  .map(({ imageTagMutability, imageTagMutabilityExclusionFilters, isConsistent }) => ({
    imageTagMutability,
    ...((imageTagMutability.endsWith('EXCLUSION') || !isConsistent) && { imageTagMutabilityExclusionFilters }),
  }))
