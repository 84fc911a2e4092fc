import { describe, expect, test } from 'vitest'
import { performer } from '../../src/apply/perform.ts'
import type { Change, Outcome } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { LAMBDAS } from '../lambda.ts'
import { madeAlone, type Registry, registry } from '../registry.ts'
import { arnOf, declared, tombstone } from '../world.ts'

const codesOf = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => ('error' in outcome ? outcome.error.code : outcome.status))

/** A registry that holds `old` with so many images. */
async function holding(images: number): Promise<Registry> {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  await client.createRepository({ repositoryName: 'old' })
  for (let index = 0; index < images; index += 1) await pushImage(client, 'old', `image ${index}`)
  return ecr
}

const deletesOf = ({ emulator }: Registry) =>
  emulator.calls.filter(({ operation }) => operation === 'DeleteRepository').map(({ input }) => input)
const ASKED = [{ repositoryName: 'old' }]

describe('a tombstone', () => {
  test('deletes an empty repository without force', async () => {
    const ecr = await holding(0)
    expect(codesOf((await ecr.apply([tombstone('old')])).outcomes)).toEqual(['done'])
    expect(deletesOf(ecr)).toEqual(ASKED)
  })

  test('looks again, deletes exactly the images that were counted, and then the repository without force', async () => {
    const ecr = await holding(2)
    const plan = await ecr.plan([tombstone('old', { maxImages: 2 })])
    ecr.emulator.clearCalls()
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['done'])
    expect(ecr.emulator.calls.map(({ operation }) => operation)).toEqual([
      // What goes with it is kept for the receipt.
      'DescribeRepositories',
      'ListTagsForResource',
      'GetRepositoryPolicy',
      'GetLifecyclePolicy',
      // A look before each call that deletes.
      'DescribeRepositories',
      'ListTagsForResource',
      'ListImages',
      'BatchDeleteImage',
      'DescribeRepositories',
      'ListTagsForResource',
      'ListImages',
      'DeleteRepository',
    ])
    expect(deletesOf(ecr)).toEqual(ASKED)
  })

  test.each<[string, object]>([
    ['any value', { Key: 'ecrsync:protect', Value: '' }],
    ['true', { Key: 'ecrsync:protect', Value: 'true' }],
  ])('is blocked where the repository is protected with %s, and says what to do', async (_, tag) => {
    const ecr = await holding(0)
    await clientOf(ecr.emulator).tagResource({
      resourceArn: arnOf('old'),
      tags: [tag as { Key: string; Value: string }],
    })
    const { plan, outcomes } = await ecr.apply([tombstone('old')])
    expect(plan.changes).toMatchObject([
      { blocked: { code: 'PROTECTED', hint: expect.stringContaining('old: { protect: false }') } },
    ])
    expect(codesOf(outcomes)).toEqual(['skipped'])
  })

  test('refuses where the repository was protected since the plan', async () => {
    const ecr = await holding(0)
    const plan = await ecr.plan([tombstone('old')])
    await clientOf(ecr.emulator).tagResource({
      resourceArn: arnOf('old'),
      tags: [{ Key: 'ecrsync:protect', Value: 'true' }],
    })
    expect(await ecr.carryOut(plan)).toMatchObject([{ status: 'failed', error: { code: 'REFUSED' } }])
    expect(deletesOf(ecr)).toEqual([])
  })

  test('of a repository whose tags cannot be read is unread: unknown is not unprotected', async () => {
    const ecr = await holding(0)
    ecr.emulator.inject({ operation: 'ListTagsForResource', error: 'AccessDeniedException' })
    const plan = await ecr.plan([tombstone('old')])
    expect(plan.changes).toEqual([])
    expect(plan.targets).toMatchObject([{ complete: false, unread: [{ address: 'repository["old"]', field: 'held' }] }])
  })

  test('refuses when there are more by then', async () => {
    const ecr = await holding(2)
    const plan = await ecr.plan([tombstone('old', { maxImages: 2 })])
    await pushImage(clientOf(ecr.emulator), 'old', 'one more')
    const [outcome] = await ecr.carryOut(plan)
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'REFUSED', message: 'holds 3 images, maxImages is 2: not deleted' },
    })
    expect(deletesOf(ecr)).toEqual([])
  })

  test.each(['ThrottlingException', 'ServerException', 'DropBefore'])(
    'counts again before it tries again after %s',
    async error => {
      const ecr = await holding(1)
      const plan = await ecr.plan([tombstone('old', { maxImages: 1 })])
      ecr.emulator.inject({ operation: 'DeleteRepository', error, when: { first: 1 } })
      const sleep = async () => void (await pushImage(clientOf(ecr.emulator), 'old', 'pushed meanwhile'))
      const perform = performer({ ...ecr.performing(plan), sleep })
      expect(codesOf([await madeAlone(perform, plan.changes[0] as Change)])).toEqual(['REFUSED'])
      expect(deletesOf(ecr)).toEqual(ASKED)
    },
  )

  test('is not deleted by a run that was interrupted while it counted', async () => {
    const ecr = await holding(1)
    const plan = await ecr.plan([tombstone('old', { maxImages: 1 })])
    const perform = performer({ ...ecr.performing(plan), isInterrupted: () => true })
    expect(await madeAlone(perform, plan.changes[0] as Change)).toEqual({ status: 'skipped', because: 'interrupted' })
    expect(deletesOf(ecr)).toEqual([])
  })

  test('leaves what was pushed into an empty repository in between', async () => {
    const ecr = await holding(0)
    const plan = await ecr.plan([tombstone('old')])
    await pushImage(clientOf(ecr.emulator), 'old', 'first')
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['REFUSED'])
  })

  test('refuses when they cannot be counted any more', async () => {
    const ecr = await holding(1)
    const plan = await ecr.plan([tombstone('old', { maxImages: 5 })])
    ecr.emulator.inject({ operation: 'ListImages', error: 'AccessDeniedException' })
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['NOT_SEEN'])
    expect(deletesOf(ecr)).toEqual([])
  })

  test('is done when somebody else was faster', async () => {
    const ecr = await holding(0)
    const plan = await ecr.plan([tombstone('old')])
    await clientOf(ecr.emulator).deleteRepository({ repositoryName: 'old' })
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['done'])
  })
})

const LIFECYCLE = [{ body: [{ any: true, keepNewest: 5 }] }]
const POLICY = [{ body: { access: { pull: ['111122223333'] } } }]

describe('a lost answer to a delete', () => {
  test.each([
    ['DeleteRepository', () => tombstone('old')],
    ['DeleteRepositoryPolicy', () => declared('repositoryPolicy', 'old', { repositoryPolicy: null })],
    ['DeleteLifecyclePolicy', () => declared('lifecyclePolicy', 'old', { lifecyclePolicy: null })],
  ] as const)('%s is no failure', async (operation, wish) => {
    const ecr = await holding(0)
    await ecr.apply([
      declared('repositoryPolicy', 'old', { repositoryPolicy: POLICY }),
      declared('lifecyclePolicy', 'old', { lifecyclePolicy: LIFECYCLE }),
    ])
    ecr.emulator.inject({ operation, error: 'DropAfter', when: { at: 1 } })
    const { outcomes } = await ecr.apply([wish()])
    expect(codesOf(outcomes)).toEqual(['done'])
    expect(ecr.writes().filter(write => write === operation)).toHaveLength(1)
  })
})

describe('a policy that others write into', () => {
  const sidsIn = async ({ emulator }: Registry) => {
    const { policyText = '' } = await clientOf(emulator).getRepositoryPolicy({ repositoryName: 'old' })
    return JSON.parse(policyText).Statement.map(({ Sid }: { Sid?: string }) => Sid)
  }

  test("keeps Lambda's statement that came after the plan was made", async () => {
    const ecr = await holding(0)
    const plan = await ecr.plan([declared('repositoryPolicy', 'old', { repositoryPolicy: POLICY })])
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [LAMBDAS] })
    await clientOf(ecr.emulator).setRepositoryPolicy({ repositoryName: 'old', policyText })
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['done'])
    expect(await sidsIn(ecr)).toEqual([LAMBDAS.Sid, undefined])
  })

  test('is not written where it is already so', async () => {
    const ecr = await holding(0)
    const wishes = [declared('repositoryPolicy', 'old', { repositoryPolicy: POLICY })]
    const plan = await ecr.plan(wishes)
    await ecr.apply(wishes)
    ecr.emulator.clearCalls()
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['done'])
    expect(ecr.writes()).toEqual([])
  })
})
