import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { iamSchema } from '../../src/render/iam-schema.ts'
import { ecrsync, unwrapped } from '../cli.ts'
import { folderWith } from '../folder.ts'

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(iamSchema)

const ONE = `version: 1
name: acme
targets:
  prod: { account: "111122223333", region: eu-west-1 }
repositories:
  team/api: { lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }] }
`

const SEVERAL = `version: 1
name: acme
targets:
  prod: { account: "111122223333", region: eu-west-1, role: "arn:aws:iam::111122223333:role/ecrsync" }
  test: { account: "444455556666", region: eu-west-1, role: "arn:aws:iam::444455556666:role/ecrsync" }
repositories:
  team/api:
`

async function iam(manifest: string, ...args: readonly string[]) {
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  return ecrsync(['iam', ...args], { cwd })
}

/** A document after another. */
const documentsIn = (stdout: string): readonly { readonly Statement: readonly { readonly Sid: string }[] }[] =>
  JSON.parse(`[${stdout.replaceAll(/^\}\n\{/gm, '},{')}]`)

describe('ecrsync iam', () => {
  test('prints one policy, as IAM takes it, without credentials and without a word beside it', async () => {
    const { code, stdout, stderr } = await iam(ONE, '--mode', 'plan')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'List',
          Effect: 'Allow',
          Action: ['ecr:DescribeRepositories'],
          Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/*',
        },
        {
          Sid: 'Plan',
          Effect: 'Allow',
          Action: ['ecr:DescribeImages', 'ecr:GetLifecyclePolicy', 'ecr:ListTagsForResource'],
          Resource: 'arn:aws:ecr:eu-west-1:111122223333:repository/team/api',
        },
        { Sid: 'Tags', Effect: 'Allow', Action: ['tag:GetResources'], Resource: '*' },
      ],
    })
  })

  test('prints several after one another, and says beside them whose they are', async () => {
    const { code, stdout, stderr } = await iam(SEVERAL, '--mode', 'apply')
    expect(code).toBe(0)
    expect(documentsIn(stdout).map(({ Statement }) => Statement.at(-1)?.Sid)).toEqual(['Apply', 'Apply', 'Targets'])
    expect(unwrapped(stderr)).toContain('note IAM_SEVERAL: 3 policies follow one another')
    expect((await iam(SEVERAL, '--mode', 'apply', '--quiet')).stderr).toBe('')
  })

  test('is about the targets that are chosen', async () => {
    const { stdout } = await iam(SEVERAL, '--mode', 'plan', '--target', 'test', '--json')
    expect(JSON.parse(stdout).policies.map(({ targets }: { readonly targets: unknown }) => targets)).toEqual([
      ['test'],
      ['test'],
    ])
  })

  test.each([
    ['one', ONE],
    ['several', SEVERAL],
    ['many', `${ONE}${Array.from({ length: 900 }, (_, index) => `  app${index}: {}`).join('\n')}\n`],
  ])('--json of %s is as its schema says', async (_, manifest) => {
    const { code, stdout } = await iam(manifest, '--mode', 'apply', '--with', 'login,revert', '--json')
    const document = JSON.parse(stdout)
    validate(document)
    expect([code, validate.errors]).toEqual([0, null])
    expect(document).toMatchObject({ formatVersion: 1, mode: 'apply', with: ['login', 'revert'] })
  })

  test.each<[string, readonly string[], string]>([
    ['no mode', [], '--mode'],
    ['a mode that there is not', ['--mode', 'revert'], '--mode'],
    ['an extra that there is not', ['--mode', 'plan', '--with', 'login,fly'], 'fly'],
    ['a target that there is not', ['--mode', 'plan', '--target', 'nowhere'], 'nowhere'],
  ])('with %s it prints nothing, and exits 3', async (_, args, said) => {
    const { code, stdout, stderr } = await iam(ONE, ...args)
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain(said)
  })

  test('refuses a manifest that is wrong', async () =>
    expect(await iam('version: 1\nname: acme\nrepositorys: {}\n', '--mode', 'plan')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('UNKNOWN_KEY'),
    }))
})
