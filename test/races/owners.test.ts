import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { arnOf } from '../world.ts'
import { NAME, PLANNED, race } from './race.ts'

const OWNER = 'ecrsync:manifest'
const resourceArn = arnOf(NAME)

const manifest = (root: string, wishes = '') =>
  `version: 1\nname: acme\n${root}\nrepositories:\n  ${NAME}: { ${wishes} }\n`
const given = (Value?: string) => async (ecr: ECR) =>
  void (await ecr.createRepository({ repositoryName: NAME, ...(Value && { tags: [{ Key: OWNER, Value }] }) }))

const take = (ecr: ECR) => ecr.tagResource({ resourceArn, tags: [{ Key: OWNER, Value: 'billing' }] })

async function ownerIn(ecr: ECR): Promise<string | undefined> {
  const { tags = [] } = await ecr.listTagsForResource({ resourceArn })
  return tags.find(({ Key }) => Key === OWNER)?.Value
}

describe('a repository that another manifest takes after the plan', () => {
  test.each([
    ['repositoryPolicy: { access: { pull: ["444455556666"] } }', 'SetRepositoryPolicy'],
    ['lifecyclePolicy: [{ any: true, keepNewest: 3 }]', 'PutLifecyclePolicy'],
    ['imageTagMutability: IMMUTABLE', 'PutImageTagMutability'],
    ['tags: { team: a }', 'TagResource'],
  ])('is left alone: %s', async (wishes, write) => {
    const { apply } = await race({ given: given(), manifest: () => manifest('', wishes) })
    const { code, stdout, calls } = await apply({ before: PLANNED, act: take })
    expect(calls.filter(({ by, operation }) => by === 'ecrsync' && operation === write)).toEqual([])
    expect({ code, stdout }).toEqual({
      code: 6,
      stdout: expect.stringMatching(/belongs\s+to\s+the\s+manifest\s+billing/),
    })
  })

  test('is not adopted, and not taken from the one that has it by now', async () => {
    for (const [owner, adopt] of [[undefined, '"**"'] as const, ['old', '{ match: "**", from: old }'] as const]) {
      const { apply, ecr } = await race({ given: given(owner), manifest: () => manifest(`adopt: [${adopt}]`) })
      expect((await apply({ before: PLANNED, act: take })).code).toBe(6)
      expect(await ownerIn(ecr)).toBe('billing')
    }
  })

  test('is not released: the tag is no longer ours', async () => {
    const text = manifest('released: [{ name: team/api, reason: moved }]').replace(/repositories:[\s\S]*/, '')
    const { apply, ecr } = await race({ given: given('acme'), manifest: () => text })
    expect((await apply({ before: PLANNED, act: take })).code).toBe(0)
    expect(await ownerIn(ecr)).toBe('billing')
  })

  test('does not go', async () => {
    const text = `version: 1\nname: acme\nremoved: [{ name: ${NAME} }]\n`
    const { apply, ecr } = await race({ given: given(), manifest: () => text })
    expect((await apply({ before: PLANNED, act: take })).code).toBe(6)
    expect(await ownerIn(ecr)).toBe('billing')
  })

  test('is not brought to the wish by a create that comes too late', async () => {
    const text = manifest('', 'imageTagMutability: IMMUTABLE')
    const { apply, ecr } = await race({ given: async () => {}, manifest: () => text })
    const { code } = await apply({ before: 'CreateRepository', act: given('billing') })
    const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: [NAME] })
    expect([code, repositories[0]?.imageTagMutability]).toEqual([6, 'MUTABLE'])
  })
})

describe('an adoption', () => {
  test.each(['lost', 'throttled', 'failed'] as const)('whose call is %s is made in this run', async fate => {
    const { apply, ecr } = await race({ given: given(), manifest: () => manifest('adopt: ["**"]') })
    expect((await apply({ after: 'TagResource', fate })).code).toBe(0)
    expect(await ownerIn(ecr)).toBe('acme')
  })

  test('that somebody has made meanwhile is done', async () => {
    const { apply, ecr } = await race({ given: given(), manifest: () => manifest('adopt: ["**"]') })
    const { code, calls } = await apply({ before: PLANNED, act: adopt })
    expect([code, await ownerIn(ecr)]).toEqual([0, 'acme'])
    expect(calls.filter(({ by, operation }) => by === 'ecrsync' && operation === 'TagResource')).toEqual([])
  })
})

const adopt = (ecr: ECR) => ecr.tagResource({ resourceArn, tags: [{ Key: OWNER, Value: 'acme' }] })
