import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { aws, describeWith } from './clients.ts'

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
})
