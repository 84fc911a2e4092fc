import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith, skipped } from './clients.ts'

const MANIFEST = `version: 1
name: acme
registry:
  scanningConfiguration:
    scanType: ENHANCED
    rules: [{ scanFrequency: CONTINUOUS_SCAN, repositoryFilters: ["prod*"] }]
  replicationConfiguration:
    rules: [{ destinations: [{ region: eu-west-1, registryId: "444455556666" }], repositoryFilters: [prod/] }]
  signingConfiguration:
    rules: [{ signingProfileArn: "arn:aws:signer:us-east-1:123456789012:/signing-profiles/release" }]
`

async function applied() {
  const ecr = await seeded({ calls: [] })
  const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
  expect((await ecrsync(['apply', '--auto-approve'], options)).code).toBe(0)
  return { url: ecr.url, plan: () => ecrsync(['plan'], options) }
}

describeWith(['aws'], () => {
  test('sees how the registry scans and what it copies, and a plan sees what the AWS CLI changed', async () => {
    const { url, plan } = await applied()
    expect(await aws(url, 'ecr', 'get-registry-scanning-configuration')).toMatchObject({
      scanningConfiguration: {
        scanType: 'ENHANCED',
        rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: 'prod*', filterType: 'WILDCARD' }] }],
      },
    })
    expect(await aws(url, 'ecr', 'describe-registry')).toMatchObject({
      replicationConfiguration: {
        rules: [
          {
            destinations: [{ region: 'eu-west-1', registryId: '444455556666' }],
            repositoryFilters: [{ filter: 'prod/', filterType: 'PREFIX_MATCH' }],
          },
        ],
      },
    })
    await aws(url, 'ecr', 'put-registry-scanning-configuration', '--scan-type', 'BASIC')
    await aws(url, 'ecr', 'put-replication-configuration', '--replication-configuration', '{"rules":[]}')
    expect((await plan()).stdout).toMatch(/Plan: 2 to create, 0 to update, 0 to delete, 0 blocked\.\n$/)
  })

  test('sees what is signed', async () => {
    const { url } = await applied()
    const answer = await aws(url, 'ecr', 'get-signing-configuration').catch(String)
    if (/[Ii]nvalid choice/.test(String(answer))) return void skipped('This version of the AWS CLI knows no signing')
    expect(answer).toMatchObject({
      signingConfiguration: {
        rules: [{ signingProfileArn: 'arn:aws:signer:us-east-1:123456789012:/signing-profiles/release' }],
      },
    })
  })
})
