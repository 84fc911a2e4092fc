import { expect, test } from 'vitest'
import type { Filter } from '../../../src/kinds/rules/filters.ts'
import type { SigningSpec } from '../../../src/kinds/signing/spec.ts'
import { weakenedSigning } from '../../../src/kinds/signing/weakening.ts'
import type { Difference } from '../../../src/model.ts'

const by = (profile: string, repositoryFilters?: readonly Filter[]) => ({
  signingProfileArn: profile,
  ...(repositoryFilters && { repositoryFilters }),
})
const spec = (...rules: SigningSpec['rules']): SigningSpec => ({ rules })
const NEW_TYPE = { filter: 'prod', filterType: 'NEW' }

test.each<readonly [string, SigningSpec | null, SigningSpec | null, readonly string[]]>([
  ['what is new weakens nothing', null, spec(by('a')), []],
  ['all goes', spec(by('a')), null, ['not signed any more when it is pushed: *']],
  ['by another profile it is signed as well', spec(by('a', ['prod/*'])), spec(by('b')), []],
  [
    'a filter goes',
    spec(by('a', ['prod/*', 'dev'])),
    spec(by('a', ['prod/*'])),
    ['not signed any more when it is pushed: dev'],
  ],
  ['a filter of a type that is not known stays', spec(by('a', [NEW_TYPE])), spec(by('a', [NEW_TYPE])), []],
  [
    'or goes',
    spec(by('a', [NEW_TYPE])),
    spec(by('a', ['prod'])),
    ['not signed any more when it is pushed: {"filter":"prod","filterType":"NEW"}'],
  ],
])('%s', (_, before, after, expected) =>
  expect(
    weakenedSigning({ name: '', action: 'update', before, after, paths: [] } as unknown as Difference<SigningSpec>),
  ).toEqual(expected),
)
