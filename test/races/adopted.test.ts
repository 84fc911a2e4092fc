import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { folderWith } from '../folder.ts'
import { layoutOf } from '../images/layouts.ts'
import { NAME, race, tagsIn } from './race.ts'
import type { Moment } from './second-client.ts'

const create = (ecr: ECR) => ecr.createRepository({ repositoryName: NAME })

/** How a repository comes to be there that ECR does not find yet. */
const CREATED: Readonly<Record<string, readonly Moment[]>> = {
  'that this run created': [],
  'that this run created, with a lost answer': [{ after: 'CreateRepository', fate: 'lost' }],
  'that somebody else created just before': [{ before: 'CreateRepository', act: create }],
  'that somebody else created, when the create was throttled': [
    { before: 'CreateRepository', fate: 'throttled', act: create },
  ],
}

const POLICIES = `
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]`
const TAGS = '\n    tags: { team: api }\n    imageTagMutability: IMMUTABLE'

const nothing = async () => ({})
const manifest = (wishes: string) => `version: 1\nname: acme\nownership: none\nrepositories:\n  ${NAME}:${wishes}\n`

describe.each(Object.entries(CREATED))('a repository %s', (_, moments) => {
  test.each([0, 2])('gets all that is declared in this run, though %i calls do not find it', async createLag => {
    const { apply } = await race({ options: { createLag }, given: nothing, manifest: () => manifest(POLICIES + TAGS) })
    const { code, stdout } = await apply(...moments)
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/ 0 deleted\.\nReceipt: \S+\s*$/) })
  })

  test.each([
    ['SetRepositoryPolicy', 2],
    ['GetRepositoryPolicy', 1],
    ['PutLifecyclePolicy', 1],
  ])('is found by others and not by %s, %i times, and has it in the end', async (before, calls) => {
    const { apply, ecr } = await race({ given: nothing, manifest: () => manifest(POLICIES) })
    const missing = Array.from({ length: calls }, (_, at): Moment => ({ before, nth: at + 1, fate: 'missing' }))
    const { code } = await apply(...moments, ...missing)
    expect(code).toBe(0)
    await expect(ecr.getRepositoryPolicy({ repositoryName: NAME })).resolves.toBeDefined()
    await expect(ecr.getLifecyclePolicy({ repositoryName: NAME })).resolves.toBeDefined()
  })

  test.each(['InitiateLayerUpload', 'PutImage'])(
    'gets its images in this run, though %s does not find it',
    async before => {
      const folder = await folderWith({})
      const { digest } = await layoutOf(folder, 'layer')
      const images = `\n    images: { v1: "oci:${folder}:v1" }`
      const { apply, ecr } = await race({ given: nothing, manifest: () => manifest(images) })
      expect((await apply(...moments, { before, fate: 'missing' })).code).toBe(0)
      expect(await tagsIn(ecr)).toEqual({ v1: digest })
    },
  )
})

test('a repository that is not in this run is not waited for', async () => {
  const { apply } = await race({ given: create, manifest: () => manifest(POLICIES) })
  const { code, calls } = await apply({ before: 'PutLifecyclePolicy', fate: 'missing' })
  expect(code).toBe(6)
  expect(calls.filter(({ operation }) => operation === 'PutLifecyclePolicy')).toHaveLength(1)
})
