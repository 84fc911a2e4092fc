import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import { slugOf } from '../../src/kinds/slug.ts'

const documentsOf = (kind: string) => kindOf(kind).documents

describe('a lifecycle policy is called by what its rules do', () => {
  const UNTAGGED = { untagged: true, expireAfter: '7 days' }
  test.each<[string | undefined, unknown]>([
    ['keep-30', [{ any: true, keepNewest: 30 }]],
    ['untagged-7-days', [UNTAGGED]],
    ['untagged-7-days-keep-30-v', [UNTAGGED, { tagPattern: 'v*', keepNewest: 30 }]],
    ['keep-all-prod', [{ tagPrefix: 'prod', keepAll: true }]],
    ['30-days', [{ any: true, expireAfter: '30 days' }]],
    ['archive-but-5', [{ any: true, archiveAllButNewest: 5 }]],
    ['archive-1-day-a-b', [{ tagPatternList: ['a*', 'b'], archiveAfter: '1 day' }]],
    ['archive-unpulled-9-days-tagged', [{ tagPattern: '*', archiveIfNotPulledFor: '9 days' }]],
    ['archived-90-days', [{ any: true, expireArchivedAfter: '90 days' }]],
    [undefined, [UNTAGGED, UNTAGGED, UNTAGGED]],
    [undefined, { rules: [] }],
    [undefined, []],
    [undefined, ['x']],
    [undefined, [{ untagged: true }]],
  ])('%s', (name, body) => {
    expect(documentsOf('lifecyclePolicy')?.called?.(body)).toBe(name)
  })
})

describe('a policy is called by whom it lets do what', () => {
  const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
  const allow = (more: object) => ({ statements: [{ Effect: 'Allow', Principal: '*', Action: PULL, ...more }] })
  test.each<[string | undefined, unknown]>([
    ['org-pull', { access: { pull: ['o-abc1234567'] } }],
    ['unit-pull-ci-push', { access: { pull: ['o-abc1234567/r-ab12/ou-ab12-11111111'], push: 'ci' } }],
    ['ci-staging-pull', { access: { pull: ['ci', 'staging'] } }],
    ['3-principals-pull', { access: { pull: ['ci', 'staging', '111122223333'] } }],
    ['own-lambda', { access: { lambda: ['${{ target.account }}'] } }],
    ['deploy-push', { access: { push: ['arn:aws:iam::111122223333:role/team/Deploy'] } }],
    ['111122223333-pull', { access: { pull: ['arn:aws:iam::111122223333:root'] } }],
    ['allow-partner', allow({ Sid: 'AllowPartner' })],
    ['everybody-pull', allow({ Sid: '…' })],
    ['org-pull', allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-abc1234567'] } } })],
    ['everybody-pull', allow({ Condition: { Null: 'x', Bool: { 'aws:SecureTransport': 'true' } } })],
    ['lambda-pull', allow({ Principal: { Service: 'lambda.amazonaws.com' } })],
    [
      'deny-111122223333-delete-repository',
      allow({ Effect: 'Deny', Principal: { AWS: ['111122223333'] }, Action: 'ecr:DeleteRepository' }),
    ],
    ['everybody-all', { Version: '2008-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: 'ecr:*' } }],
    [undefined, allow({ Principal: undefined, Action: undefined })],
    [undefined, allow({ Action: ['ecr:BatchGetImage', 'ecr:ListImages'] })],
    [undefined, { statements: [] }],
    [undefined, { statements: ['x'] }],
    [undefined, { Version: '2012-10-17' }],
    [undefined, 'x'],
  ])('%s', (name, body) => {
    expect(documentsOf('repositoryPolicy')?.called?.(body)).toBe(name)
  })
})

test('the levels of access are documents of their own', () => {
  const body = { access: { pull: ['o-abc1234567'], push: ['ci'] } }
  const divided = [{ access: { pull: ['o-abc1234567'] } }, { access: { push: ['ci'] } }]
  expect(documentsOf('repositoryPolicy')?.divided?.(body)).toEqual(divided)
  expect(documentsOf('repositoryPolicy')?.divided?.({ statements: [] })).toEqual([{ statements: [] }])
  expect(documentsOf('repositoryPolicy')?.divided?.(null)).toEqual([null])
})

test('whom access names has other names', () => {
  const renamed = (body: unknown) => documentsOf('repositoryPolicy')?.renamed?.(body, name => `<${name}>`)
  expect(renamed({ access: { pull: 'ci', push: ['a', 'b'] } })).toEqual({
    access: { pull: ['<ci>'], push: ['<a>', '<b>'] },
  })
  expect(renamed({ statements: [] })).toEqual({ statements: [] })
  expect(renamed(null)).toBe(null)
})

test.each([
  ['AllowPullFromCI', 'allow-pull-from-ci'],
  ['  <script>Two, with spaces', 'script-two-with-spaces'],
  ['漢字', ''],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('%s is %s in a name', (text, slug) => {
  expect(slugOf(text)).toBe(slug)
})
