import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith } from './clients.ts'

const SETTINGS = { BASIC_SCAN_TYPE_VERSION: 'CLAIR', REGISTRY_POLICY_SCOPE: 'V1', BLOB_MOUNTING: 'ENABLED' }
const MANIFEST = `version: 1\nname: acme\nregistry: ${JSON.stringify({ accountSettings: SETTINGS })}\n`

describeWith(['aws'], () => {
  test('sees the account settings that apply made, and a plan sees what the AWS CLI changed', async () => {
    const ecr = await seeded({ calls: [] })
    const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
    expect((await ecrsync(['apply', '--auto-approve'], options)).code).toBe(0)
    const seen = await Promise.all(
      Object.keys(SETTINGS).map(name => aws(ecr.url, 'ecr', 'get-account-setting', '--name', name)),
    )
    expect(seen).toEqual(Object.entries(SETTINGS).map(([name, value]) => ({ name, value })))

    await aws(ecr.url, 'ecr', 'put-account-setting', '--name', 'REGISTRY_POLICY_SCOPE', '--value', 'V2')
    const { stdout } = await ecrsync(['plan'], options)
    expect(stdout).toContain('accountSetting REGISTRY_POLICY_SCOPE  V2 → V1')
    expect(stdout).toContain('Plan: 0 to create, 1 to update, 0 to delete, 0 blocked.')
  })
})
