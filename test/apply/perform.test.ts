import { describe, expect, test } from 'vitest'
import { performer } from '../../src/apply/perform.ts'
import type { CallWriter } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Change, Outcome } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { LAMBDAS } from '../lambda.ts'
import { madeAlone, type Registry, registry } from '../registry.ts'
import { declared } from '../world.ts'

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: ['ecr:BatchGetImage'] }],
}
const policyOf = (name: string) =>
  declared('repositoryPolicy', name, { repositoryPolicy: [{ file: 'p.json', body: POLICY }] })
const repositoryOf = (name: string, fields = {}) => declared('repository', name, fields)
const codesOf = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => ('error' in outcome ? outcome.error.code : outcome.status))
const reasonOf = (outcome: Outcome | undefined) =>
  outcome !== undefined && 'error' in outcome ? outcome.error : undefined

/** A registry with `a` in it, a plan made over it, and then what somebody else does before it is carried out. */
async function planned(ecr: Registry, wishes: Parameters<Registry['plan']>[0], meanwhile: () => Promise<unknown>) {
  const plan = await ecr.plan(wishes)
  await meanwhile()
  ecr.emulator.clearCalls()
  return { plan, outcomes: await ecr.carryOut(plan) }
}

describe('a create', () => {
  test('whose answer is lost is adopted', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'CreateRepository', error: 'DropAfter', when: { at: 1 } })
    const wishes = [repositoryOf('team/a', { tags: { x: '1' } }), policyOf('team/a')]
    const { outcomes } = await ecr.apply(wishes)
    expect(codesOf(outcomes)).toEqual(['done', 'done'])
    expect(ecr.writes()).toEqual(['CreateRepository', 'CreateRepository', 'SetRepositoryPolicy'])
    expect((await ecr.plan(wishes)).changes).toEqual([])
  })

  test('of what somebody else has just created brings it to the wish', async () => {
    const ecr = await registry()
    const wishes = [repositoryOf('team/a', { tags: { x: '1' }, imageTagMutability: 'IMMUTABLE' })]
    const { outcomes } = await planned(ecr, wishes, () =>
      clientOf(ecr.emulator).createRepository({ repositoryName: 'team/a', tags: [{ Key: 'y', Value: '2' }] }),
    )
    expect(codesOf(outcomes)).toEqual(['done'])
    expect(ecr.writes()).toEqual(['CreateRepository', 'TagResource', 'PutImageTagMutability'])
    expect((await ecr.plan(wishes)).changes).toEqual([])
  })

  test('of what is there with another encryption mends the rest, and fails', async () => {
    const ecr = await registry()
    const wishes = [
      repositoryOf('team/a', { imageTagMutability: 'IMMUTABLE', encryptionConfiguration: { encryptionType: 'KMS' } }),
      policyOf('team/a'),
    ]
    const { outcomes } = await planned(ecr, wishes, () =>
      clientOf(ecr.emulator).createRepository({ repositoryName: 'team/a' }),
    )
    expect(codesOf(outcomes)).toEqual(['REFUSED', 'skipped'])
    expect(reasonOf(outcomes[0])?.message).toBe('AES256, declared KMS: ECR fixes it at creation')
    expect(ecr.writes()).toEqual(['CreateRepository', 'PutImageTagMutability'])
  })

  test('that is adopted is waited for until ECR finds it', async () => {
    const ecr = await registry({ createLag: 3 })
    ecr.emulator.inject({ operation: 'CreateRepository', error: 'DropAfter', when: { at: 1 } })
    const { outcomes } = await ecr.apply([repositoryOf('team/a', { tags: { x: '1' } })])
    expect(codesOf(outcomes)).toEqual(['done'])
    expect(ecr.slept).toEqual([250, 500, 1000])
  })

  test('that ECR says exists and never finds fails, and says so', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'CreateRepository', error: 'RepositoryAlreadyExistsException' })
    const { outcomes } = await ecr.apply([repositoryOf('team/a')])
    expect(codesOf(outcomes)).toEqual(['NOT_SEEN'])
    expect(ecr.slept).toHaveLength(8)
  })

  test('keeps the policy that an adopted repository got from Lambda', async () => {
    const ecr = await registry()
    const wishes = [repositoryOf('team/a'), policyOf('team/a')]
    const { outcomes } = await planned(ecr, wishes, async () => {
      const other = clientOf(ecr.emulator)
      await other.createRepository({ repositoryName: 'team/a' })
      await other.setRepositoryPolicy({
        repositoryName: 'team/a',
        policyText: JSON.stringify({ ...POLICY, Statement: [LAMBDAS] }),
      })
    })
    expect(codesOf(outcomes)).toEqual(['done', 'done'])
    const { policyText = '' } = await clientOf(ecr.emulator).getRepositoryPolicy({ repositoryName: 'team/a' })
    expect(JSON.parse(policyText).Statement.map(({ Sid }: { Sid?: string }) => Sid)).toEqual([LAMBDAS.Sid, undefined])
  })
})

describe('what ECR has not yet caught up with', () => {
  test('a repository of this run that is not found is tried again', async () => {
    const ecr = await registry({ createLag: 2 })
    const lifecycle = declared('lifecyclePolicy', 'team/a', {
      lifecyclePolicy: [{ body: [{ any: true, keepNewest: 9 }] }],
    })
    const { outcomes } = await ecr.apply([repositoryOf('team/a'), lifecycle])
    expect(codesOf(outcomes)).toEqual(['done', 'done'])
    expect(ecr.slept).toEqual([250, 500])
  })

  test('a repository of another run that is not found is gone', async () => {
    const ecr = await registry()
    await ecr.apply([repositoryOf('team/a')])
    const wishes = [repositoryOf('team/a', { imageTagMutability: 'IMMUTABLE' })]
    const { outcomes } = await planned(ecr, wishes, () =>
      clientOf(ecr.emulator).deleteRepository({ repositoryName: 'team/a' }),
    )
    expect([codesOf(outcomes), ecr.slept]).toEqual([['REFUSED'], []])
  })

  const notFound = {
    operation: 'SetRepositoryPolicy',
    error: 'InvalidParameterException',
    message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Principal not found'",
  }

  test('a principal that is not found is tried again', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ ...notFound, when: { first: 2 } })
    const { outcomes } = await ecr.apply([repositoryOf('team/a'), policyOf('team/a')])
    expect([codesOf(outcomes), ecr.slept]).toEqual([
      ['done', 'done'],
      [250, 500],
    ])
  })

  test('and given up after about a minute', async () => {
    const ecr = await registry()
    ecr.emulator.inject(notFound)
    const { outcomes } = await ecr.apply([repositoryOf('team/a'), policyOf('team/a')])
    expect(codesOf(outcomes)).toEqual(['done', 'AWS_ERROR'])
    expect(reasonOf(outcomes[1])?.detail).toContain('Principal not found')
    expect(ecr.slept.reduce((sum, wait) => sum + wait, 0)).toBe(63_750)
  })

  test('and then not waited for by the policies that follow', async () => {
    const ecr = await registry()
    ecr.emulator.inject(notFound)
    const names = Array.from({ length: 40 }, (_, index) => `team/app-${index}`)
    const { outcomes } = await ecr.apply(names.flatMap(name => [repositoryOf(name), policyOf(name)]))
    expect(codesOf(outcomes).filter(code => code === 'AWS_ERROR')).toHaveLength(40)
    expect(ecr.slept.length).toBeLessThanOrEqual(8 * 8)
  })

  test('nor by a run that is interrupted', async () => {
    const ecr = await registry()
    ecr.emulator.inject(notFound)
    const plan = await ecr.plan([repositoryOf('team/a'), policyOf('team/a')])
    let isInterrupted = false
    const writer: CallWriter = {
      ...ecr.client.writer,
      perform: operation => {
        isInterrupted = operation.action === 'SetRepositoryPolicy'
        return ecr.client.writer.perform(operation)
      },
    }
    const sleep = async () => {
      throw new Error('nobody waits any longer')
    }
    const perform = performer({ ...ecr.performing(plan), writer, sleep, isInterrupted: () => isInterrupted })
    const [create, policy] = plan.changes as [Change, Change]
    expect(codesOf([await madeAlone(perform, create), await madeAlone(perform, policy)])).toEqual(['done', 'AWS_ERROR'])
  })

  test('keeps the statement that Lambda adds while a policy is tried again', async () => {
    const ecr = await registry()
    const client = clientOf(ecr.emulator)
    await client.createRepository({ repositoryName: 'team/a' })
    const plan = await ecr.plan([repositoryOf('team/a'), policyOf('team/a')])
    ecr.emulator.inject({ operation: 'SetRepositoryPolicy', error: 'ThrottlingException', when: { first: 1 } })
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [LAMBDAS] })
    const sleep = async () => void (await client.setRepositoryPolicy({ repositoryName: 'team/a', policyText }))
    const perform = performer({ ...ecr.performing(plan), sleep })
    expect(codesOf([await madeAlone(perform, plan.changes.at(-1) as Change)])).toEqual(['done'])
    const stored = await client.getRepositoryPolicy({ repositoryName: 'team/a' })
    expect(stored.policyText).toContain('LambdaECRImageRetrievalPolicy')
  })

  test('another bad parameter is not tried again', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ ...notFound, message: 'Invalid repository policy provided' })
    const { outcomes } = await ecr.apply([repositoryOf('team/a'), policyOf('team/a')])
    expect([codesOf(outcomes), ecr.slept]).toEqual([['done', 'AWS_ERROR'], []])
  })
})

test('a bug is told as one, and ends nothing but its own change', async () => {
  const ecr = await registry()
  const plan = await ecr.plan([repositoryOf('team/a')])
  const { changes } = plan
  const broken = async () => {
    throw new TypeError('x is not a function')
  }
  const perform = performer({
    ...ecr.performing(plan),
    writer: { perform: broken, performOnce: broken },
    deleter: { deleteImages: broken },
    sleep: broken,
  })
  expect(await Promise.all(changes.map(change => madeAlone(perform, change)))).toMatchObject([
    { status: 'failed', error: { code: 'INTERNAL', message: 'TypeError: x is not a function' } },
  ])
})

describe('a change of several calls', () => {
  const wishes = [
    repositoryOf('team/a', {
      tags: { x: '1', old: null },
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  ]
  const withOldTag = async () => {
    const ecr = await registry()
    await clientOf(ecr.emulator).createRepository({ repositoryName: 'team/a', tags: [{ Key: 'old', Value: '1' }] })
    return ecr
  }

  test('tries every one, also after one that failed, and tells all that failed', async () => {
    const ecr = await withOldTag()
    ecr.emulator.inject({ operation: 'UntagResource', error: 'AccessDeniedException', message: 'first' })
    ecr.emulator.inject({ operation: 'PutImageTagMutability', error: 'ValidationException', message: 'second' })
    ecr.emulator.clearCalls()
    const { outcomes } = await ecr.apply(wishes)
    expect(ecr.writes()).toEqual([
      'UntagResource',
      'TagResource',
      'PutImageTagMutability',
      'PutImageScanningConfiguration',
    ])
    expect(codesOf(outcomes)).toEqual(['ACCESS_DENIED'])
    expect(reasonOf(outcomes[0])?.detail).toBe('first; PutImageTagMutability failed with ValidationException. second')
  })

  test('has only those left that failed', async () => {
    const ecr = await withOldTag()
    ecr.emulator.inject({ operation: 'TagResource', error: 'AccessDeniedException', when: { at: 1 } })
    await ecr.apply(wishes)
    ecr.emulator.clearCalls()
    expect(codesOf((await ecr.apply(wishes)).outcomes)).toEqual(['done'])
    expect(ecr.writes()).toEqual(['TagResource'])
  })
})

test('a tag that somebody else moves while the image is on its way is left to them', async () => {
  const ecr = await registry()
  const other = clientOf(ecr.emulator)
  for (const repositoryName of ['team/a', 'staging']) await other.createRepository({ repositoryName })
  await pushImage(other, 'team/a', 'one', 'prod')
  const two = await pushImage(other, 'staging', 'two', 'v2')
  const wishes = [declared('image', 'team/a', { images: { prod: `ecr:staging@${two}` } })]
  const plan = await ecr.plan(wishes)
  expect(plan.changes.map(({ action }) => action)).toEqual(['update'])
  const hotfix: string[] = []
  const { bring, ...performing } = ecr.performing(plan)
  const perform = performer({
    ...performing,
    bring: async operation => {
      const put = await bring(operation)
      hotfix.push(await pushImage(other, 'team/a', 'hotfix', 'prod'))
      return put
    },
  })
  const [change] = plan.changes as [Change]
  expect(reasonOf(await madeAlone(perform, change))?.code).toBe('REFUSED')
  const { imageDetails } = await other.describeImages({ repositoryName: 'team/a', imageIds: [{ imageTag: 'prod' }] })
  expect(imageDetails?.map(({ imageDigest }) => imageDigest)).toEqual(hotfix)
})

describe('of several calls of one change', () => {
  test.each(['UntagResource', 'PutImageTagMutability'])(
    '%s that took effect is done, whatever was answered',
    async garbled => {
      const ecr = await registry()
      const tags = [{ Key: 'x', Value: '1' }]
      await clientOf(ecr.emulator).createRepository({ repositoryName: 'team/a', tags })
      const wishes = [repositoryOf('team/a', { tags: { x: null, y: '2' }, imageTagMutability: 'IMMUTABLE' })]
      const plan = await ecr.plan(wishes)
      const { performOnce } = ecr.client.writer
      ecr.client.writer.performOnce = async operation => {
        const answered = await performOnce(operation)
        if (operation.action === garbled) throw new EcrsyncError('NOT_ECR', 'nobody can read this')
        return answered
      }
      expect(codesOf(await ecr.carryOut(plan))).toEqual(['done'])
      expect((await ecr.plan(wishes)).changes).toEqual([])
    },
  )

  test('one that fails is made no second time, and said', async () => {
    const ecr = await registry()
    await clientOf(ecr.emulator).createRepository({ repositoryName: 'team/a' })
    ecr.emulator.inject({ operation: 'TagResource', error: 'AccessDeniedException' })
    const plan = await ecr.plan([repositoryOf('team/a', { tags: { y: '2' }, imageTagMutability: 'IMMUTABLE' })])
    ecr.emulator.clearCalls()
    expect(codesOf(await ecr.carryOut(plan))).toEqual(['ACCESS_DENIED'])
    expect(ecr.writes().toSorted()).toEqual(['PutImageTagMutability', 'TagResource'])
  })
})
