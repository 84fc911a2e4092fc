import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith } from './clients.ts'

const allow = (Sid: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: '444455556666' },
  Action: 'ecr:ReplicateImage',
  Resource: '*',
})

const MANIFEST = `version: 1
name: acme
registry: { policy: [live, { statements: [${JSON.stringify(allow('ours'))}] }] }
`

describeWith(['aws'], () => {
  test('puts a policy of the registry that ours is laid over, and sees both', async () => {
    const ecr = await seeded({ calls: [] })
    const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
    const theirs = JSON.stringify({ Version: '2012-10-17', Statement: [allow('theirs')] })
    await aws(ecr.url, 'ecr', 'put-registry-policy', '--policy-text', theirs)
    const sids = async () => {
      const { policyText } = (await aws(ecr.url, 'ecr', 'get-registry-policy')) as { policyText: string }
      return (JSON.parse(policyText) as { Statement: readonly { Sid: string }[] }).Statement.map(({ Sid }) => Sid)
    }

    expect((await ecrsync(['apply', '--auto-approve'], options)).code).toBe(0)
    expect(await sids()).toEqual(['theirs', 'ours'])
    expect((await ecrsync(['plan', '--detailed-exitcode'], options)).code).toBe(0)
    await aws(ecr.url, 'ecr', 'delete-registry-policy')
    expect((await ecrsync(['plan', '--detailed-exitcode'], options)).code).toBe(2)
  })
})
