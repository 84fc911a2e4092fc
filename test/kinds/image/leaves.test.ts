import { expect, test } from 'vitest'
import type { SizedImage } from '../../../src/judges/images.ts'
import { leaves } from '../../../src/kinds/image/leaves.ts'
import type { ImageSpec } from '../../../src/kinds/image/spec.ts'
import type { Difference } from '../../../src/model.ts'
import { digestOf } from '../../scripted.ts'

const [A, B] = [digestOf('a'), digestOf('b')]
const NOW = '2026-01-31T12:00:00.000Z'

const image = (digest: string, ...tags: readonly string[]): SizedImage => ({
  id: digest,
  digest,
  tags,
  pushedAt: '2026-01-01T00:00:00.000Z',
  status: 'ACTIVE',
  bytes: 5,
  isIndex: false,
})
const spec = (imageDigest: string): ImageSpec => ({ imageDigest })
const left = (images: readonly SizedImage[], key: string, before: string | null, after: string | null) => {
  const name = `app${key.startsWith('sha256:') ? '@' : ':'}${key}`
  const difference = { name, paths: [], before: before && spec(before), after: after && spec(after) }
  const made = leaves(images, [difference as unknown as Difference<ImageSpec>], NOW)
  return made.map(({ digest, tags, pushedAt }) => [digest, tags, pushedAt === NOW])
}

test.each<readonly [name: string, given: Parameters<typeof left>, expected: readonly unknown[]]>([
  ['a tag that goes leaves the others', [[image(A, 'old', 'v1')], 'old', A, null], [[A, ['v1'], false]]],
  ['the last tag takes its image', [[image(A, 'old'), image(B, 'v1')], 'old', A, null], [[B, ['v1'], false]]],
  [
    'a tag that moves leaves an image without one',
    [[image(A, 'v1'), image(B)], 'v1', A, B],
    [
      [A, [], false],
      [B, ['v1'], false],
    ],
  ],
  [
    'what is new is the youngest',
    [[image(A, 'v1')], 'v2', null, B],
    [
      [A, ['v1'], false],
      [B, ['v2'], true],
    ],
  ],
  ['a tag that is there already is put once', [[image(A, 'v1')], 'v1', null, A], [[A, ['v1'], false]]],
  ['an image by its digest goes with its tags', [[image(A, 'v1'), image(B)], A, A, null], [[B, [], false]]],
  [
    'an image by its digest comes without a tag',
    [[image(A, 'v1')], B, null, B],
    [
      [A, ['v1'], false],
      [B, [], true],
    ],
  ],
])('%s', (_, given, expected) => expect(left(...given)).toEqual(expected))
