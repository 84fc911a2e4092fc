import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import { sayableOf } from '../../src/kinds/sayable.ts'
import type { Fields } from '../../src/model.ts'
import { setting } from './setting.ts'
import { STATING } from './stated.ts'

const sayable = (key: string, name: string, live: Fields) => {
  const kind = kindOf(key)
  return sayableOf(kind, name, kind.canonical(live), STATING)
}

const pull = (AWS: unknown, more: Fields = {}) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS }, Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], ...more },
  ],
})
const rule = (description: string) => ({
  rules: [
    {
      rulePriority: 1,
      description,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
      action: { type: 'expire' },
    },
  ],
})

describe('what a manifest can say', () => {
  test('is all that is stated of most things', () => {
    expect(sayable('repositoryPolicy', 'team/api', pull('444455556666'))).toEqual({
      states: { repositoryPolicy: { access: { pull: ['ci'] } } },
      unsaid: [],
    })
  })

  test('is a variable of IAM, or money', () => {
    expect(sayable('lifecyclePolicy', 'team/api', rule('for ${aws:username}, $5, $HOME')).unsaid).toEqual([])
  })

  test('is nothing of what nobody has to say', () => {
    expect(sayable('accountSetting', 'BLOB_MOUNTING', { value: 'DISABLED' })).toEqual({ states: {}, unsaid: [] })
    expect(sayableOf(setting, 'one', { value: 2 }, STATING)).toEqual({ states: {}, unsaid: [] })
  })
})

describe('what it cannot say is left out, with the reason', () => {
  const FILLED_IN = 'A text in it looks like a variable, which a manifest would fill in or refuse'

  test.each<[string, string, Fields, string]>([
    [
      'a principal that is gone',
      'repositoryPolicy',
      pull('AROAEXAMPLEEXAMPLE123'),
      'AROAEXAMPLEEXAMPLE123 is what remains of a deleted role',
    ],
    [
      'a text in which something would be filled in',
      'repositoryPolicy',
      pull('111122223333', { Sid: 'of ${{ env.ECRSYNC_VAR_X }}' }),
      FILLED_IN,
    ],
    [
      'a name of a member in which something would be filled in',
      'repositoryPolicy',
      pull('111122223333', { Condition: { StringEquals: { 'aws:PrincipalTag/${{ x }}': 'y' } } }),
      FILLED_IN,
    ],
    ['a description in which something would be filled in', 'lifecyclePolicy', rule('${{ target.region }}'), FILLED_IN],
    ['what looks like a misspelt variable', 'lifecyclePolicy', rule('of {{ env.HOME }}'), FILLED_IN],
    ['a variable of the shell that is for manifests', 'lifecyclePolicy', rule('$ECRSYNC_VAR_X'), FILLED_IN],
  ])('%s', (_, key, live, reason) => {
    expect(sayable(key, 'team/api', live)).toEqual({ states: {}, unsaid: [{ facet: key, reason }] })
  })

  test('one setting of several, and those that are one setting with it', () => {
    const live = {
      tags: { team: 'payments' },
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['*a*b*'],
      imageScanningConfiguration: { scanOnPush: true },
    }
    expect(sayable('repository', 'team/api', live)).toEqual({
      states: { tags: { team: 'payments' }, imageScanningConfiguration: { scanOnPush: true } },
      unsaid: ['imageTagMutability', 'imageTagMutabilityExclusionFilters'].map(facet => ({
        facet,
        reason: 'Invalid exclusion filter "*a*b*"',
      })),
    })
  })

  test('all of a repository with a name that no manifest takes', () => {
    const { states, unsaid } = sayable('repository', 'Team/API', { tags: { a: 'b' }, imageTagMutability: 'MUTABLE' })
    expect(states).toEqual({})
    expect(unsaid.map(({ facet }) => facet)).toEqual(['tags', 'imageTagMutability'])
  })

  test('a template for its document, and a rule for where it copies from', () => {
    const template = { appliedFor: ['REPLICATION'], repositoryPolicy: pull('AIDAEXAMPLEEXAMPLE123') }
    expect(sayable('repositoryCreationTemplate', 'ROOT', template)).toMatchObject({
      states: {},
      unsaid: [{ facet: 'repositoryCreationTemplates', reason: expect.stringContaining('a deleted user') }],
    })
    const rule = { upstreamRegistryUrl: 'registry.acme.example', upstreamRegistry: 'new' }
    expect(sayable('pullThroughCacheRule', 'hub', rule)).toMatchObject({
      states: {},
      unsaid: [{ facet: 'pullThroughCacheRules', reason: expect.stringContaining('registry.acme.example') }],
    })
  })
})

test('a template with sound documents is said', () => {
  const template = { appliedFor: ['REPLICATION'], repositoryPolicy: pull('444455556666'), lifecyclePolicy: rule('x') }
  expect(sayable('repositoryCreationTemplate', 'ROOT', template)).toEqual({
    states: {
      repositoryCreationTemplates: {
        ROOT: {
          appliedFor: ['REPLICATION'],
          repositoryPolicy: { access: { pull: ['ci'] } },
          lifecyclePolicy: [{ any: true, keepNewest: 9, description: 'x' }],
        },
      },
    },
    unsaid: [],
  })
})
