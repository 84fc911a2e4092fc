import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../../src/errors.ts'
import { pin } from '../../../src/kinds/image/pin.ts'
import { sourceOf } from '../../../src/kinds/image/source.ts'
import type { ImageSpec, ImageWant } from '../../../src/kinds/image/spec.ts'
import type { ImageResolver, ResolvedImage } from '../../../src/kinds/pins.ts'

const [A, B] = ['a', 'b'].map(letter => `sha256:${letter.repeat(64)}`) as [string, string]
const HERE: ImageSpec = { imageDigest: A, imagePushedAt: '2026-01-01T00:00:00.000Z', imageStatus: 'ACTIVE' }

const wanting = (text: string, more: object = {}): ImageWant =>
  ({ source: { ...sourceOf(text, ''), ...more }, referrers: true, restore: false }) as ImageWant

/** What it is asked, and what it answers. */
function resolver(found: Partial<ResolvedImage>, lacking: () => Promise<readonly string[]>) {
  const asked: unknown[] = []
  const images: ImageResolver = {
    resolve: async () => ({ digest: A, ...found }),
    lackingReferrers: async (_source, _repository, image) => {
      asked.push(image)
      return lacking()
    },
  }
  return { images, asked }
}

const pinned = async (want: ImageWant, before: ImageSpec | null, images: ImageResolver) =>
  (await pin(want, images, { repository: 'app', before })) as { readonly pinned?: object }

describe('what refers to an image that is here', () => {
  test.each([
    ['a tag of a registry', wanting('docker://host/app:1'), {}],
    ['a digest of one', wanting(`docker://host/app@${A}`), {}],
    ['an index with its images', wanting('oci:./app'), { children: [B] }],
    [
      'an index that was made',
      wanting('docker://host/app:1', { narrowing: { platforms: ['linux/amd64'] } }),
      { whole: B, children: [] },
    ],
  ])('is looked for where that comes from: %s', async (_, want, found) => {
    const { images, asked } = resolver(found, async () => [B])
    expect(await pinned(want, HERE, images)).toMatchObject({ pinned: { digest: A, lacking: [B] } })
    expect(asked).toEqual([{ digest: A, whole: undefined, children: undefined, ...found }])
  })

  test.each([
    ['nobody asked for it', { ...wanting('docker://host/app:1'), referrers: false } as ImageWant, HERE, {}],
    ['it is promoted', wanting(A), HERE, {}],
    ['it is not here', wanting('docker://host/app:1'), null, {}],
    ['another one is', wanting('docker://host/app:1'), { ...HERE, imageDigest: B }, {}],
    ['it is in the archive', wanting('docker://host/app:1'), { ...HERE, imageStatus: 'ARCHIVED' }, {}],
    ['the plan brings it', wanting('ecr:base:1'), HERE, { requires: ['image["base:1"]' as const] }],
  ])('is not where %s', async (_, want, before, found) => {
    const { images, asked } = resolver(found, async () => [B])
    expect((await pinned(want, before, images)).pinned).not.toHaveProperty('lacking')
    expect(asked).toEqual([])
  })

  test('makes nothing where nothing is lacking, and where nobody can be asked', async () => {
    const { images } = resolver({}, async () => [])
    const want = wanting(`docker://host/app@${A}`)
    const expected = { pinned: { digest: A, pushedAt: HERE.imagePushedAt } }
    expect(await pinned(want, { ...HERE, imageStatus: undefined } as never, images)).toMatchObject(expected)
    expect((await pinned(want, HERE, { resolve: images.resolve })).pinned).not.toHaveProperty('lacking')
  })

  test.each([
    ['of a registry is said', `docker://host/app@${A}`, 'SOURCE_NOT_FOUND', { unseen: 'There is none. at all' }],
    ['of a layout that is damaged is said', `oci:./app@${A}`, 'SOURCE_INVALID', { unseen: 'There is none. at all' }],
    ['of a layout that nobody has built here is not', `oci:./app@${A}`, 'SOURCE_NOT_FOUND', {}],
  ] as const)('%s', async (_, text, code, expected) => {
    const { images } = resolver({}, () => Promise.reject(new EcrsyncError(code, 'There is none', { detail: 'at all' })))
    expect((await pinned(wanting(text), HERE, images)).pinned).toEqual({
      digest: A,
      pushedAt: HERE.imagePushedAt,
      ...expected,
    })
  })

  test.each([new TypeError('a bug'), new EcrsyncError('INTERNAL', 'a bug')])('a bug is one', async bug => {
    const { images } = resolver({}, () => Promise.reject(bug))
    await expect(pinned(wanting('oci:./app'), HERE, images)).rejects.toThrow('a bug')
  })
})

test.each([
  [false, 0],
  [true, 2],
])(
  'what is made and said is not looked at where it is here, unless for its referrers: %j, %i looks',
  async (referrers, looks) => {
    let looked = 0
    const images: ImageResolver = {
      resolve: async () => {
        looked += 1
        return { digest: A, whole: B }
      },
    }
    const want = wanting('docker://host/app:1', { narrowing: { platforms: ['linux/amd64'], digest: A } })
    expect(await pinned({ ...want, referrers } as ImageWant, HERE, images)).toMatchObject({ pinned: { digest: A } })
    expect(looked).toBe(looks)
  },
)

test('the digest of an index that is made of the one that is here is found out', async () => {
  const { images } = resolver({ digest: B, whole: A }, async () => [])
  const want = wanting(`ecr:base@${A}`, { narrowing: { platforms: ['linux/amd64'] } })
  expect(await pinned(want, HERE, images)).toMatchObject({ pinned: { digest: B, whole: A } })
})
