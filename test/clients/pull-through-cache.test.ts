import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith } from './clients.ts'

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/docker-hub-AbCdEf'
const ROLE = 'arn:aws:iam::123456789012:role/ecr-templates'

const MANIFEST = `version: 1
name: acme
accounts: { ci: "444455556666" }
lifecyclePolicies: { standard: [{ untagged: true, expireAfter: 7 days }, { any: true, keepNewest: 30 }] }
registry:
  pullThroughCacheRules:
    docker-hub: { upstreamRegistryUrl: registry-1.docker.io, credentialArn: "${SECRET}" }
    quay: { upstreamRegistryUrl: quay.io }
  repositoryCreationTemplates:
    docker-hub:
      appliedFor: [PULL_THROUGH_CACHE]
      description: what Docker Hub has
      resourceTags: { source: docker-hub }
      repositoryPolicy: { access: { pull: [ci] } }
      lifecyclePolicy: standard
      customRoleArn: "${ROLE}"
`

describeWith(['aws'], () => {
  test('sees the rules and templates that apply made, and a plan sees what the AWS CLI changed', async () => {
    const ecr = await seeded({ calls: [] })
    const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
    expect((await ecrsync(['apply', '--auto-approve'], options)).code).toBe(0)

    const { pullThroughCacheRules } = (await aws(ecr.url, 'ecr', 'describe-pull-through-cache-rules')) as {
      pullThroughCacheRules: readonly object[]
    }
    expect(pullThroughCacheRules).toMatchObject([
      { ecrRepositoryPrefix: 'docker-hub', upstreamRegistryUrl: 'registry-1.docker.io', credentialArn: SECRET },
      { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io', upstreamRegistry: 'quay' },
    ])
    const found = (await aws(ecr.url, 'ecr', 'describe-repository-creation-templates')) as {
      repositoryCreationTemplates: readonly [{ repositoryPolicy: string; lifecyclePolicy: string }]
    }
    const [{ repositoryPolicy, lifecyclePolicy, ...template }] = found.repositoryCreationTemplates
    expect(template).toMatchObject({
      prefix: 'docker-hub',
      appliedFor: ['PULL_THROUGH_CACHE'],
      description: 'what Docker Hub has',
      resourceTags: [{ Key: 'source', Value: 'docker-hub' }],
      customRoleArn: ROLE,
    })
    expect(JSON.parse(repositoryPolicy).Statement[0].Principal.AWS).toEqual(['arn:aws:iam::444455556666:root'])
    expect(JSON.parse(lifecyclePolicy).rules[1].selection.countNumber).toBe(30)

    const { length } = SECRET
    const other = `${SECRET.slice(0, length - 6)}Zzzzzz`
    const rule = ['--ecr-repository-prefix', 'docker-hub']
    await aws(ecr.url, 'ecr', 'update-pull-through-cache-rule', ...rule, '--credential-arn', other)
    await aws(ecr.url, 'ecr', 'delete-repository-creation-template', '--prefix', 'docker-hub')
    const { stdout } = await ecrsync(['plan'], options)
    expect(stdout).toContain('~ pullThroughCacheRule docker-hub')
    expect(stdout).toContain('+ repositoryCreationTemplate docker-hub')
    expect(stdout).toContain('Plan: 1 to create, 1 to update, 0 to delete, 0 blocked.')
  })
})
