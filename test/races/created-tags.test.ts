import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { layoutOf } from '../images/layouts.ts'
import { digestsIn, imagesManifest, NAME, PLANNED, putting, race, tagsIn } from './race.ts'
import type { Moment } from './second-client.ts'

type Act = NonNullable<Moment['act']>

/** A tag that is created by a copy of two layers, in a repository that is there or is created by the same plan. */
async function world(isThere: boolean) {
  const folder = await folderWith({})
  const layout = await layoutOf(folder, 'first layer', 'second layer')
  const known = async (ecr: ECR) => {
    if (isThere) await ecr.createRepository({ repositoryName: NAME })
    return { digest: layout.digest }
  }
  return race({ given: known, manifest: () => imagesManifest(`v1: "oci:${folder}:v1"`) })
}

const push: Act = ecr => pushImage(ecr, NAME, 'hotfix', 'v1')

const MOMENTS: readonly [string, Omit<Moment, 'act'>][] = [
  ['when the layers are asked for', { before: 'BatchCheckLayerAvailability' }],
  ['when the first layer has been sent', { after: 'CompleteLayerUpload' }],
  ['when the last layer has been sent', { after: 'CompleteLayerUpload', nth: 3 }],
  ['when the tag was throttled', { before: 'PutImage', where: putting(), fate: 'throttled' }],
  ['when the tag got no answer', { before: 'PutImage', where: putting(), fate: 'lost' }],
  ['when the answer to the tag was lost', { after: 'PutImage', where: putting(), fate: 'lost' }],
]

describe.each([
  ['that is there', true],
  ['that this run creates', false],
])('what was pushed under the tag is not overwritten, in a repository %s', (_, isThere) => {
  test.each(MOMENTS)('%s', async (_when, moment) => {
    const { apply, ecr, given } = await world(isThere)
    const { code, stdout } = await apply({ ...moment, act: push })
    const { v1 } = await tagsIn(ecr)
    expect([v1 === undefined, v1 === given.digest]).toEqual([false, false])
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:v1"]`) })
  })
})

test('after the plan, neither', async () => {
  const { apply, ecr, given } = await world(true)
  const { code, stdout } = await apply({ before: PLANNED, act: push })
  expect((await tagsIn(ecr)).v1).not.toBe(given.digest)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:v1"]`) })
})

describe('undisturbed, the image ends with its tag', () => {
  test.each<[string, readonly Moment[]]>([
    ['at once', []],
    ['after the tag was throttled', [{ before: 'PutImage', where: putting(), fate: 'throttled' }]],
    ['after the answer to the tag was lost', [{ after: 'PutImage', where: putting(), fate: 'lost' }]],
    ['after the answer to a PutImage was lost', [{ after: 'PutImage', fate: 'lost' }]],
  ])('%s', async (_, moments) => {
    const { apply, ecr, given } = await world(true)
    const { code } = await apply(...moments)
    expect({ code, tags: await tagsIn(ecr) }).toEqual({ code: 0, tags: { v1: given.digest } })
  })
})

describe('a tag for an image that is there', () => {
  async function given(ecr: ECR) {
    await ecr.createRepository({ repositoryName: NAME })
    return { image: await pushImage(ecr, NAME, 'image', 'v2') }
  }
  const start = () => race({ given, manifest: ({ image }) => imagesManifest(`v1: "${image}"`) })

  test.each<[string, Moment]>([
    ['after the plan', { before: PLANNED, act: push }],
    ['before the manifest is fetched', { before: 'BatchGetImage', act: push }],
    ['when it was throttled', { before: 'PutImage', fate: 'throttled', act: push }],
    ['when its answer was lost', { after: 'PutImage', fate: 'lost', act: push }],
  ])('is not put over what was pushed under it, %s', async (_, moment) => {
    const { apply, ecr, given } = await start()
    const { code, stdout } = await apply(moment)
    const { v1 } = await tagsIn(ecr)
    expect([v1 === undefined, v1 === given.image]).toEqual([false, false])
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:v1"]`) })
  })

  test('that somebody else put there as well is done', async () => {
    const { apply, ecr, given } = await start()
    const { code } = await apply({ before: PLANNED, act: ecr => pushImage(ecr, NAME, 'image', 'v1') })
    expect([code, await tagsIn(ecr), await digestsIn(ecr)]).toEqual([
      0,
      { v1: given.image, v2: given.image },
      [given.image],
    ])
  })
})
