import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { compareRepositories } from '../../src/images/comparison.ts'
import { ecrStore, holderOf } from '../../src/images/ecr.ts'
import { answered, fakeEcr } from '../aws/fake-ecr.ts'
import { sha256 } from '../emulator/ecr.ts'
import { runs } from '../runs.ts'

const DIGEST = sha256('app')

/** Of the form that ECR answers in, with anything in its places. */
const any = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(1e20, -1, DIGEST, null, '', 'x'))
const ANSWER = fc.record(
  {
    images: fc.oneof(
      any,
      fc.array(fc.record({ imageManifest: any, imageManifestMediaType: any, imageId: any }, { requiredKeys: [] }), {
        maxLength: 2,
      }),
    ),
    failures: fc.oneof(any, fc.array(any, { maxLength: 2 })),
    imageDetails: fc.oneof(
      any,
      fc.array(
        fc.record(
          {
            imageDigest: any,
            imageTags: any,
            imagePushedAt: any,
            imageSizeInBytes: any,
            imageStatus: any,
            imageManifestMediaType: any,
          },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
    ),
    referrers: fc.oneof(
      any,
      fc.array(fc.record({ digest: any, mediaType: any }, { requiredKeys: [] }), { maxLength: 2 }),
    ),
    downloadUrl: any,
    nextToken: fc.oneof(fc.constant(undefined), any),
  },
  { requiredKeys: [] },
)

test('whatever ECR answers of images ends as one, or as a finding', async () => {
  let answer: object = {}
  const { client } = await fakeEcr(response => answered(response, answer))
  const caller = client.images
  const store = ecrStore({
    caller,
    repositoryName: 'app',
    region: 'us-east-1',
    where: 'ecr:app',
    sleep: async () => {},
  })
  const end = { caller, repositoryName: 'app' }
  const looks: readonly (() => Promise<unknown>)[] = [
    async () => (await store.resolve({ tag: '1' })).pushedAt?.toISOString(),
    () => store.manifest({ digest: DIGEST }),
    () => store.referrers(DIGEST),
    () => store.blob({ digest: DIGEST, size: 1, mediaType: 'application/layer' }, 0),
    () => holderOf(caller, 'app', '1'),
    () => compareRepositories(end, end),
  ]
  await fc.assert(
    fc.asyncProperty(ANSWER, async given => {
      answer = given
      for (const look of looks) {
        const failure = await look().then(
          () => undefined,
          (error: unknown) => error,
        )
        if (failure === undefined) continue
        expect(failure).toBeInstanceOf(EcrsyncError)
        expect(
          (failure as EcrsyncError).code,
          String((failure as Error).cause && ((failure as Error).cause as Error).stack),
        ).not.toBe('INTERNAL')
      }
    }),
    { numRuns: runs(200) },
  )
})
