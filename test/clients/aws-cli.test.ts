import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith, run } from './clients.ts'

const MANIFEST = `version: 1
name: acme
accounts: { ci: "444455556666" }
repositories:
  team/app:
    tags: { team: app }
    imageTagMutability: IMMUTABLE
    imageScanningConfiguration: { scanOnPush: true }
    repositoryPolicy: { access: { pull: [ci] } }
    lifecyclePolicy: [{ tagPattern: "v*", keepNewest: 30 }]
`

describeWith(['aws'], () => {
  test('sees what apply made, and a plan sees what the AWS CLI changed', async () => {
    const ecr = await seeded({ calls: [] })
    const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
    expect((await ecrsync(['apply', '--auto-approve'], options)).code).toBe(0)
    const name = ['--repository-name', 'team/app']

    const { repositories } = (await aws(ecr.url, 'ecr', 'describe-repositories')) as {
      repositories: [{ repositoryArn: string }]
    }
    expect(repositories).toMatchObject([
      { repositoryName: 'team/app', imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
    ])
    const tags = await aws(ecr.url, 'ecr', 'list-tags-for-resource', '--resource-arn', repositories[0].repositoryArn)
    expect(tags).toEqual({
      tags: expect.arrayContaining([
        { Key: 'team', Value: 'app' },
        { Key: 'ecrsync:manifest', Value: 'acme' },
      ]),
    })
    const lifecycle = (await aws(ecr.url, 'ecr', 'get-lifecycle-policy', ...name)) as { lifecyclePolicyText: string }
    expect(JSON.parse(lifecycle.lifecyclePolicyText)).toEqual({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber: 30 },
          action: { type: 'expire' },
        },
      ],
    })
    const policy = (await aws(ecr.url, 'ecr', 'get-repository-policy', ...name)) as { policyText: string }
    expect(JSON.parse(policy.policyText)).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: ['arn:aws:iam::444455556666:root'] },
          Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        },
      ],
    })

    await aws(ecr.url, 'ecr', 'put-image-tag-mutability', ...name, '--image-tag-mutability', 'MUTABLE')
    const { stdout } = await ecrsync(['plan'], options)
    expect(stdout.match(/~/g)).toHaveLength(1)
    expect(stdout).toContain('MUTABLE → IMMUTABLE')
    expect(stdout).toContain('Plan: 0 to create, 1 to update, 0 to delete, 0 blocked.')
  })

  test('assumes a role, and asks as it', async () => {
    const ecr = await seeded({ calls: [] })
    const role = ['--role-arn', 'arn:aws:iam::444455556666:role/ci', '--role-session-name', 'nightly']
    const assumed = (await aws(ecr.url, 'sts', 'assume-role', ...role, '--external-id', 'acme')) as {
      Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
      AssumedRoleUser: { Arn: string }
    }
    expect(assumed.AssumedRoleUser.Arn).toBe('arn:aws:sts::444455556666:assumed-role/ci/nightly')
    const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials
    const env = {
      ...awsEnvironment(ecr.url),
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
      AWS_DEFAULT_REGION: 'us-east-1',
    }
    const asked = async (...args: readonly string[]) =>
      JSON.parse(await run('aws', [...args, '--endpoint-url', ecr.url, '--output', 'json'], { env }))
    expect(await asked('sts', 'get-caller-identity')).toMatchObject({ Arn: assumed.AssumedRoleUser.Arn })
    expect(await asked('ecr', 'describe-registry')).toMatchObject({ registryId: '444455556666' })
  })
})
