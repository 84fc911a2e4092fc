import { describe, expect, test } from 'vitest'
import { REGISTRY_ACTIONS, REPOSITORY_ACTIONS } from '../../../src/kinds/policy/actions.ts'
import { repositoryPolicy } from '../../../src/kinds/repository-policy.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'

const found = (more: Fields) =>
  repositoryPolicy.check(
    {
      repositoryPolicy: [{ body: { statements: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, ...more }] } }],
    },
    CONTEXT,
  )
const codes = (more: Fields) => found(more).map(({ severity = 'error', code }) => `${severity} ${code}`)

describe('actions', () => {
  test.each([...REPOSITORY_ACTIONS, 'ecr:*', '*', 'ecr:Get*', 'ECR:batch?etimage', 'ecr:${{ env.X }}'])(
    '%s is good',
    Action => expect(codes({ Action })).toEqual([]),
  )

  test.each([...REGISTRY_ACTIONS, 'ecr:getauthorizationtoken', 'ecr:GetAuthorization*', 'ecr:*Registry'])(
    '%s is accepted by ECR and has no effect: a warning',
    Action => expect(codes({ Action: ['ecr:PutImage', Action] })).toEqual(['warning ECR105']),
  )

  test.each([
    ['ecr:BatchGetImages', 'Did you mean "ecr:BatchGetImage"?'],
    ['ecr:PullImage', 'Did you mean "ecr:PutImage"?'],
    ['ecr:Nothing*', 'Write for example "ecr:BatchGetImage".'],
    [`ecr:${'x'.repeat(9_000)}`, 'Write for example "ecr:BatchGetImage".'],
  ])('%s is not known: a warning', (Action, hint) =>
    expect(found({ Action })).toMatchObject([{ severity: 'warning', code: 'ECR104', hint }]),
  )

  test.each([
    's3:GetObject',
    'sts:AssumeRole',
    'ecr-public:GetAuthorizationToken',
    'PutImage',
    'ecr:Put Image',
    'ecr:',
    '',
    1,
  ])('%j is no action of ECR: an error', Action =>
    expect(codes({ Action: [Action] })).toEqual(['error REPOSITORY_POLICY']),
  )

  test('one without its service is told with it', () =>
    expect(found({ Action: ['batchgetimages'] })[0]?.hint).toBe('Did you mean "ecr:BatchGetImage"?'))

  test('what is excepted for nothing does no harm', () =>
    expect(codes({ NotAction: ['ecr:GetAuthorizationToken', 'ecr:Nothing'] })).toEqual([]))
})
