import { describe, expect, onTestFinished, test } from 'vitest'
import { performer } from '../../src/apply/perform.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { intentOf } from '../properties/manifests.ts'
import { executed, registry } from '../registry.ts'
import { ACCOUNT } from '../world.ts'

const ADMIN = `arn:aws:iam::${ACCOUNT}:role/admin`
const session = (role: string) => async () => ({
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/ci`,
  account: ACCOUNT,
})

const denying = (Condition: object, more: object = {}) => ({
  Sid: 'admins-only',
  Effect: 'Deny',
  Principal: '*',
  Action: 'ecr:*',
  Condition,
  ...more,
})
const adminsOnly = denying({ ArnNotEquals: { 'aws:PrincipalArn': ADMIN } })

describe('a policy that locks out whoever applies it, where another made the plan', () => {
  const statements = { statements: [adminsOnly] }
  const template = { appliedFor: ['PULL_THROUGH_CACHE'], repositoryPolicy: statements }
  test.each([
    ['of a repository that is there', { repositories: { there: { repositoryPolicy: statements } } }],
    ['of a repository that this run creates', { repositories: { new: { repositoryPolicy: statements } } }],
    ['that is joined to what is there', { repositories: { there: { repositoryPolicy: ['live', statements] } } }],
    ['of the registry', { registry: { policy: { statements: [{ ...adminsOnly, Resource: '*' }] } } }],
    ['of a template', { registry: { repositoryCreationTemplates: { 'hub/': template } } }],
  ])('%s', async (_, declared) => {
    const intent = await intentOf({ version: 1, name: 'acme', ownership: 'none', ...declared })
    if (intent === undefined) throw new Error('The manifest is refused')
    const { emulator, plan, performing } = await registry()
    const ecr = clientOf(emulator, { accessKey: ACCOUNT })
    await ecr.createRepository({ repositoryName: 'there' })
    const made = await plan(intent)
    expect(made.changes.filter(({ blocked }) => blocked)).toEqual([])
    const applied = async (role: string) => {
      const outcomes = await executed(made, performer({ ...performing(made), caller: session(role) }))
      return outcomes.at(-1)
    }
    expect(await applied('ecrsync')).toMatchObject({ status: 'failed', error: { code: 'REFUSED' } })
    expect(emulator.calls.map(({ operation }) => operation)).not.toContain('SetRepositoryPolicy')
    expect(emulator.calls.map(({ operation }) => operation)).not.toContain('PutRegistryPolicy')
  })
})

describe('a plan', () => {
  async function planned(statement: object, { sts = true } = {}) {
    const emulator = await startEmulator()
    onTestFinished(() => emulator.close())
    const manifest = {
      version: 1,
      name: 'acme',
      ownership: 'none',
      repositories: { api: { repositoryPolicy: { statements: [statement] } } },
    }
    const cwd = await folderWith({ 'ecrsync.yaml': JSON.stringify(manifest) })
    const env = { ...awsEnvironment(emulator.url), ...(sts && { AWS_ENDPOINT_URL_STS: emulator.url }) }
    const { code, stdout, stderr } = await ecrsync(['plan'], { cwd, env })
    const asked = emulator.calls.filter(({ operation }) => operation === 'GetCallerIdentity').length
    return { code, text: `${stdout}${stderr}`.replace(/\s+/g, ' '), asked }
  }

  test('of a policy that keeps out its caller is blocked, with what to write instead', async () => {
    const { code, text, asked } = await planned(adminsOnly)
    expect(code).toBe(4)
    expect(asked).toBe(1)
    expect(text).toContain('the Deny "admins-only" would keep')
    expect(text).toContain('aws ecr set-repository-policy --force')
  })

  test('of one that keeps out the whole account is blocked, whoever asks', async () => {
    const elsewhere = denying({ StringNotEquals: { 'aws:PrincipalAccount': '444455556666' } })
    const { code, text } = await planned(elsewhere, { sts: false })
    expect(code).toBe(4)
    expect(text).toContain('everybody in this account')
  })

  test('of one that keeps out everybody is refused before anything is read', async () => {
    const { code, text, asked } = await planned(denying({ Bool: { 'aws:SecureTransport': 'true' } }))
    expect(code).toBe(3)
    expect(asked).toBe(0)
    expect(text).toContain('ecrsync.yaml:1')
  })

  test('says so where the caller is not known', async () => {
    const { code, text } = await planned(adminsOnly, { sts: false })
    expect(code).toBe(0)
    expect(text).toContain('is not known')
  })

  test('of a Deny that lets the organization pass asks who calls, and goes on', async () => {
    expect(await planned(denying({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } }))).toMatchObject({
      code: 0,
      asked: 1,
    })
  })

  test('of a Deny that is not about the policy asks nobody', async () => {
    expect(await planned(denying({}, { Action: 'ecr:PutImage' }))).toMatchObject({ code: 0, asked: 0 })
  })
})
