import { expect, test } from 'vitest'
import { goingWith } from '../../src/apply/going-with.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Change } from '../../src/model.ts'
import { type Answers, notFound, scripted } from '../scripted.ts'
import { arnOf } from '../world.ts'

const deleted = { kind: 'repository', action: 'delete', name: 'a' } as Change

const THERE: Answers = {
  DescribeRepositories: () => ({ repositories: [{ repositoryName: 'a', repositoryArn: arnOf('a') }] }),
  ListTagsForResource: () => ({ tags: [{ Key: 'team', Value: 'app' }] }),
  GetRepositoryPolicy: () => {
    throw notFound('RepositoryPolicyNotFoundException')
  },
  GetLifecyclePolicy: () => ({ lifecyclePolicyText: '{"rules":[]}' }),
}

const takenFrom = (change: Change, answers: Answers) => goingWith(change, scripted(answers).reader)

const denied = () => {
  throw new EcrsyncError('ACCESS_DENIED', 'It is not allowed')
}

test('a repository goes with its tags and policies, and with what it never had', async () => {
  expect(await takenFrom(deleted, THERE)).toMatchObject({
    repository: { tags: { team: 'app' } },
    repositoryPolicy: null,
    lifecyclePolicy: { rules: [] },
  })
})

test('its tags are asked for once, by all that they say something of', async () => {
  const { reader, calls } = scripted(THERE)
  await goingWith(deleted, reader)
  expect(calls.map(({ action }) => action).toSorted()).toEqual([
    'DescribeRepositories',
    'GetLifecyclePolicy',
    'GetRepositoryPolicy',
    'ListTagsForResource',
  ])
})

test.each<[string, Change, Answers]>([
  ['of a change that is no delete', { ...deleted, action: 'update' } as Change, THERE],
  ['of a setting of the registry', { ...deleted, kind: 'accountSetting' } as Change, THERE],
  ['of a thing that nothing belongs to', { ...deleted, kind: 'lifecyclePolicy' } as Change, THERE],
  ['of a repository that may not be looked at', deleted, { ...THERE, DescribeRepositories: denied }],
])('%s nothing is kept', async (_, change, answers) => {
  expect(await takenFrom(change, answers)).toBeUndefined()
})

test.each([
  ['repository', 'ListTagsForResource'],
  ['repositoryPolicy', 'GetRepositoryPolicy'],
])('%s is left out where %s is not allowed, and the rest is kept', async (kind, action) => {
  const taken = await takenFrom(deleted, { ...THERE, [action]: denied })
  expect(taken).not.toHaveProperty([kind])
  expect(taken).toHaveProperty('lifecyclePolicy')
})

test('a bug is no failure of a call', async () => {
  const bug = () => {
    throw new EcrsyncError('INTERNAL', 'a bug')
  }
  await expect(takenFrom(deleted, { ...THERE, DescribeRepositories: bug })).rejects.toMatchObject({ code: 'INTERNAL' })
})

test.each<[string, string]>([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['rules that are none', '{"rules":[{"rulePriority":1}]}'],
  ['rules that are no list', '{"rules":{"length":1}}'],
  ['an action that is none', '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any"}}]}'],
])('a policy that is %s is left out, and is no bug', async (_, lifecyclePolicyText) => {
  const taken = await takenFrom(deleted, { ...THERE, GetLifecyclePolicy: () => ({ lifecyclePolicyText }) })
  expect(taken).not.toHaveProperty('lifecyclePolicy')
  expect(taken).toHaveProperty('repository')
})
