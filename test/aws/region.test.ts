import { afterEach, expect, test, vi } from 'vitest'
import { regionOf } from '../../src/aws/region.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test.each([
  ['a', 'b', 'c', 'd', 'a'],
  ['', 'b', 'c', 'd', 'b'],
  [undefined, '', 'c', 'd', 'c'],
  [undefined, '', '', 'd', 'd'],
  [undefined, '', '', '', undefined],
  [undefined, '', '', undefined, undefined],
])(
  'of %j, AWS_REGION=%s, AWS_DEFAULT_REGION=%s and the profile %j it is %j',
  (region, own, usual, profile, expected) => {
    vi.stubEnv('AWS_REGION', own)
    vi.stubEnv('AWS_DEFAULT_REGION', usual)
    expect(regionOf({ region }, profile)).toBe(expected)
  },
)
