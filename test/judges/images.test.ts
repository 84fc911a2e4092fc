import { expect, test } from 'vitest'
import { readImages } from '../../src/judges/images.ts'
import { daysAgo, digestOf, holding, imageOf, scripted } from '../scripted.ts'

const [A, B] = [digestOf('a'), digestOf('b')]

test('a listing tells of every image what rules look at, and what a reader wants to know', async () => {
  const times = {
    lastActivatedAt: daysAgo(3),
    lastArchivedAt: daysAgo(4),
    lastRecordedPullTime: daysAgo(2),
    imageManifestMediaType: 'application/vnd.oci.image.index.v1+json',
    subjectManifestDigest: B,
  }
  const { reader } = scripted(holding({ app: { images: [imageOf(A, ['v2', 'v1'], { days: 5, ...times })] } }))
  expect(await readImages(reader, 'app')).toEqual([
    {
      id: A,
      digest: A,
      tags: ['v1', 'v2'],
      pushedAt: daysAgo(5).toISOString(),
      status: 'ACTIVE',
      bytes: 1000,
      isIndex: true,
      lastActivatedAt: daysAgo(3).toISOString(),
      lastArchivedAt: daysAgo(4).toISOString(),
      lastRecordedPullTime: daysAgo(2).toISOString(),
      subject: B,
    },
  ])
})

test('what a listing leaves out is taken for as old and as small as can be', async () => {
  const { reader } = scripted({ DescribeImages: () => ({ imageDetails: [{ imageDigest: A }] }) })
  expect(await readImages(reader, 'app')).toEqual([
    {
      id: A,
      digest: A,
      tags: [],
      pushedAt: '1970-01-01T00:00:00.000Z',
      status: 'ACTIVE',
      bytes: 0,
      isIndex: false,
    },
  ])
})
