import { describe, expect, test } from 'vitest'
import { environmentOf } from '../../../src/manifest/meaning/variables.ts'
import { findingsIn, HEAD, loadedFrom, resolvedFrom, settingsOf } from '../world.ts'

const KNOWN = {
  target: { name: 'prod', account: '111122223333', region: 'eu-west-1' },
  environment: { STAGE: 'live', MODE: 'IMMUTABLE', DAYS: '14', CI: '444455556666' },
}
const ENV = 'env: [STAGE, MODE, DAYS, CI]\n'

const settings = async (own: string, options: object = KNOWN, root = ENV) =>
  settingsOf(await resolvedFrom(`${HEAD}${root}repositories:\n  team/app: ${own}\n`, options), 'team/app')

test('a variable of the environment that is not set is none', async () => {
  const { root } = await loadedFrom(`${HEAD}env: [STAGE, NOBODY]\nrepositories: { app: }\n`)
  const surroundings = { environment: { STAGE: 'live' }, allowed: ['STAGE', 'NOBODY'] }
  expect([...environmentOf(root, surroundings)]).toEqual([['env.STAGE', 'live']])
})

test('nor is one that a manifest may not read, whatever is handed over', async () => {
  const { root } = await loadedFrom(
    `${HEAD}env: [AWS_SECRET_ACCESS_KEY, HOME, ECRSYNC_VAR_A]\nrepositories: { app: }\n`,
  )
  const environment = { AWS_SECRET_ACCESS_KEY: 'shh', HOME: '/root', ECRSYNC_VAR_A: 'a' }
  const allowed = ['AWS_SECRET_ACCESS_KEY']
  expect([...environmentOf(root, { environment, allowed })]).toEqual([['env.ECRSYNC_VAR_A', 'a']])
})

describe('a variable is filled in', () => {
  test.each<[string, string, object]>([
    [
      'of the target',
      '{ tags: { a: "${{ target.name }} ${{target.account}} ${{  target.region}}" } }',
      { tags: { a: 'prod 111122223333 eu-west-1' } },
    ],
    ['of the repository', '{ tags: { a: "/${{ repository.name }}/" } }', { tags: { a: '/team/app/' } }],
    ['of the environment', '{ tags: { a: "${{ env.STAGE }}-x" } }', { tags: { a: 'live-x' } }],
    ['for a value of a fixed set', '{ imageTagMutability: "${{ env.MODE }}" }', { imageTagMutability: 'IMMUTABLE' }],
    [
      'within a map',
      '{ encryptionConfiguration: { encryptionType: KMS, kmsKey: "alias/${{ env.STAGE }}" } }',
      { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/live' } },
    ],
    [
      'within a rule',
      '{ lifecyclePolicy: [{ any: true, expireAfter: "${{ env.DAYS }} days" }] }',
      { lifecyclePolicy: [[{ any: true, expireAfter: '14 days' }]] },
    ],
    [
      'within a policy',
      '{ repositoryPolicy: { access: { pull: ["${{ env.CI }}"] } } }',
      { repositoryPolicy: [{ access: { pull: ['444455556666'] } }] },
    ],
  ])('%s', async (_name, own, expected) => {
    expect(await settings(own)).toEqual(expected)
  })

  test('within a file, but not as a key', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}repositories:\n  team/app: { repositoryPolicy: { file: p.json } }\n`,
      'p.json': JSON.stringify({ Version: '2012-10-17', Statement: { '${{ target.region }}': 'x' } }),
    }
    expect(await findingsIn(files)).toEqual(['ecrsync.yaml:4:35 error UNKNOWN_VARIABLE'])
  })

  test('within a file', async () => {
    const resolved = await resolvedFrom(
      {
        'ecrsync.yaml': `${HEAD}repositories:\n  team/app: { repositoryPolicy: { file: p.json } }\n`,
        'p.json': JSON.stringify({
          Statement: [{ Sid: '${{ repository.name }}', Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }],
        }),
      },
      KNOWN,
    )
    expect(settingsOf(resolved, 'team/app').repositoryPolicy).toMatchObject([{ Statement: [{ Sid: 'team/app' }] }])
  })

  test('within what a layer says, for each repository its own', async () => {
    const resolved = await resolvedFrom(
      `${HEAD}defaults: [{ match: "**", tags: { a: "\${{ repository.name }}" } }]\nrepositories:\n  x1:\n  y1:\n`,
    )
    expect(['x1', 'y1'].map(name => settingsOf(resolved, name))).toEqual([{ tags: { a: 'x1' } }, { tags: { a: 'y1' } }])
  })

  test('within the name of the manifest and its accounts, from the environment', async () => {
    const manifest = `version: 1\nname: acme-\${{ env.STAGE }}\n${ENV}accounts: { ci: "\${{ env.CI }}" }\nrepositories:\n  app:\n`
    const { name, accounts } = await resolvedFrom(manifest, KNOWN)
    expect({ name, accounts: [...accounts] }).toEqual({ name: 'acme-live', accounts: [['444455556666', 'ci']] })
  })

  test('beside numbers, true and null, which stay', async () => {
    const rule = { any: true, keepNewest: 3, description: '${{ env.STAGE }}' }
    expect(await settings(`{ lifecyclePolicy: [${JSON.stringify(rule)}] }`)).toEqual({
      lifecyclePolicy: [[{ ...rule, description: 'live' }]],
    })
  })
})

describe('a text stays as it is written', () => {
  test.each<[string, string]>([
    ["with IAM's own variables", '${aws:username} ${*}'],
    ['with a dollar and braces that are no placeholder', '$ { {a}} ${b} }} {{ c }}'],
    ['with a variable of a target that is not known yet', '${{ target.account }}'],
  ])('%s', async (_name, text) => {
    const statement = { Sid: text, Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }
    const own = `{ repositoryPolicy: { statements: [${JSON.stringify(statement)}] } }`
    expect(await settings(own, {}, '')).toEqual({ repositoryPolicy: [{ statements: [statement] }] })
  })
})

test('whether a value that is not known yet goes with another is judged when it is known', async () => {
  const own = '{ imageTagMutability: "${{ target.name }}", imageTagMutabilityExclusionFilters: [v] }'
  const manifest = `${HEAD}repositories:\n  app: ${own}\n`
  expect(await findingsIn(manifest)).toEqual([])
  expect(await findingsIn(manifest, { target: { name: 'IMMUTABLE' } })).toEqual([
    'ecrsync.yaml:4:52 error EXCLUSION_FILTERS',
  ])
})

describe('a variable that means nothing is refused', () => {
  test.each<[string, string, string]>([
    ['an unknown one', 'repositories: { app: { tags: { a: "${{ target.zone }}" } } }', '3:32 error UNKNOWN_VARIABLE'],
    ['one without a name', 'repositories: { app: { tags: { a: "${{ }}" } } }', '3:32 error UNKNOWN_VARIABLE'],
    [
      'one that does not end',
      'repositories: { app: { tags: { a: "${{ target.name" } } }',
      '3:32 error UNKNOWN_VARIABLE',
    ],
    [
      'one within another',
      'repositories: { app: { tags: { a: "${{ ${{ target.name }} }}" } } }',
      '3:32 error UNKNOWN_VARIABLE',
    ],
    ['one in a glob', 'defaults: [{ match: "${{ target.name }}" }]', '3:14 error UNKNOWN_VARIABLE'],
    [
      'one in the reason of a tombstone',
      'removed: [{ name: app, reason: "${{ target.name }}" }]',
      '3:24 error UNKNOWN_VARIABLE',
    ],
    [
      'one in the name of a policy',
      'repositories: { app: { lifecyclePolicy: "${{ target.name }}" } }',
      '3:24 error UNKNOWN_POLICY',
    ],
    ['one of the target in an account', 'accounts: { ci: "${{ target.account }}" }', '3:13 error UNKNOWN_VARIABLE'],
    ['one that is not set', 'env: [ECRSYNC_VAR_X]', '3:7 error ENV_NOT_SET'],
    ['one that is not for manifests', 'env: [HOME_OF_NOBODY]', '3:7 error ENV_NOT_ALLOWED'],
    ['one that only objects have', 'env: [constructor]', '3:7 error ENV_NOT_ALLOWED'],
    ['one that holds a placeholder', 'env: [NESTED]', '3:7 error ENV_PLACEHOLDER'],
    [
      'a value outside of its fixed set',
      `${ENV}repositories: { app: { imageTagMutability: "\${{ env.STAGE }}" } }`,
      '4:24 error WRONG_VALUE',
    ],
    [
      'a value that ECR refuses',
      `${ENV}repositories: { app: { lifecyclePolicy: [{ any: true, expireAfter: "\${{ env.STAGE }} days" }] } }`,
      '4:55 error NOT_DAYS',
    ],
  ])('%s', async (_name, text, found) => {
    const options = { environment: { ...KNOWN.environment, NESTED: '${{ target.name }}' } }
    expect(await findingsIn(`${HEAD}${text}\n`, options)).toEqual([`ecrsync.yaml:${found}`])
  })

  test('but not in what is ignored', async () => {
    expect(await findingsIn(`${HEAD}x-note: "\${{ anything }}"\nrepositories: { app: {} }\n`)).toEqual([])
  })

  test('a text of a hundred thousand beginnings is read at once', async () => {
    const text = '${{'.repeat(100_000)
    expect(await findingsIn(`${HEAD}repositories: { app: { tags: { a: "${text}" } } }\n`)).toEqual([
      'ecrsync.yaml:3:32 error UNKNOWN_VARIABLE',
    ])
  })
})
