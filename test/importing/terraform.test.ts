import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { heldFromTerraform } from '../../src/importing/terraform/held.ts'
import type { Fields } from '../../src/model.ts'

/** What Terraform 1.11 wrote of a module for two teams, and a region more by a provider of its own. */
const textOf = (file: string) => readFile(new URL(`terraform/${file}`, import.meta.url), 'utf8')

const PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'
const ARN = 'arn:aws:ecr:us-east-1:123456789012:repository/app'

interface Written {
  readonly module?: string
  readonly mode?: string
  readonly provider?: string
  readonly instances?: readonly Fields[]
}

const resource = (type: string, attributes: Fields, { instances, ...more }: Written = {}): Fields => ({
  mode: 'managed',
  type,
  name: 'this',
  provider: PROVIDER,
  instances: instances ?? [{ attributes }],
  ...more,
})

const state = (...resources: readonly Fields[]) => JSON.stringify({ version: 4, resources })

const held = (...resources: readonly Fields[]) => heldFromTerraform(state(...resources))

const REPOSITORY = resource('aws_ecr_repository', { name: 'app', arn: ARN, registry_id: '123456789012' })
const EU = { name: 'app', arn: ARN.replace('us-east-1', 'eu-west-1'), registry_id: '123456789012' }

describe('a state of Terraform', () => {
  test('of two regions names the region of what is left out, and its key', () => {
    const other = resource('aws_ecr_repository', EU)
    const strange = resource(
      'aws_ecr_repository',
      {},
      {
        instances: [
          { index_key: 'web', attributes: { ...EU, name: 'web', image_tag_mutability: 'IMMUTABLE_WITH_EXCLUSION' } },
        ],
      },
    )
    const { leftOut } = held(REPOSITORY, other, strange)
    expect(leftOut).toEqual([
      {
        target: 'eu-west-1',
        name: 'aws_ecr_repository.this["web"]',
        reason: expect.stringMatching(/^imageTagMutability/),
      },
    ])
  })

  test('gives each region that its providers are for, with what its modules made there', async () => {
    const { registries, leftOut } = heldFromTerraform(await textOf('state.json'))
    expect(leftOut).toEqual([])
    expect(registries).toEqual([
      {
        target: 'eu-west-1',
        account: '123456789012',
        region: 'eu-west-1',
        repositories: [
          {
            name: 'plain',
            states: {
              tags: { team: 'eu' },
              imageTagMutability: 'MUTABLE',
              lifecyclePolicy: [{ any: true, keepNewest: 9 }],
            },
          },
        ],
        registry: {
          policy: {
            statements: [
              {
                Sid: 'replicas',
                Effect: 'Allow',
                Principal: { AWS: '111122223333' },
                Action: 'ecr:ReplicateImage',
                Resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/*',
              },
            ],
          },
        },
      },
      {
        target: 'us-east-1',
        account: '123456789012',
        region: 'us-east-1',
        repositories: ['a.b/app-0', 'a.b/app-1', 'c/app-0', 'c/app-1', 'plain'].map(name =>
          expect.objectContaining({ name }),
        ),
        registry: { accountSettings: { BASIC_SCAN_TYPE_VERSION: 'CLAIR' } },
      },
    ])
    expect(registries[1]?.repositories[0]?.states).toMatchObject({
      tags: { 'managed-by': 'terraform', team: 'a.b' },
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      repositoryPolicy: {},
    })
  })

  test('and what terraform show -json prints of it say the same of repositories', async () => {
    const repositoriesOf = (text: string) => heldFromTerraform(text).registries.map(({ repositories }) => repositories)
    expect(repositoriesOf(await textOf('shown.json'))).toEqual(repositoriesOf(await textOf('state.json')))
  })

  test('as it is shown names no providers: what may be in several registries is left out, and stays with Terraform', async () => {
    const { leftOut, removed } = heldFromTerraform(await textOf('shown.json'))
    expect(leftOut.map(({ name }) => name)).toEqual(['aws_ecr_account_setting.s', 'aws_ecr_registry_policy.eu'])
    expect(removed).not.toContain('from = aws_ecr_registry_policy.eu')
    expect(removed).toContain('# aws_ecr_registry_policy.eu stays with Terraform')
  })

  test('is forgotten by one block for each resource, whatever its modules and instances are, and none for data', async () => {
    const { removed } = heldFromTerraform(await textOf('state.json'))
    expect(removed.match(/^ {2}from = .*$/gm)).toEqual([
      '  from = aws_ecr_account_setting.s',
      '  from = aws_ecr_lifecycle_policy.eu',
      '  from = aws_ecr_registry_policy.eu',
      '  from = aws_ecr_repository.eu',
      '  from = aws_ecr_repository.plain',
      '  from = module.team.aws_ecr_repository.this',
      '  from = module.team.aws_ecr_repository_policy.this',
    ])
    expect(removed.match(/destroy = false/g)).toHaveLength(7)
  })

  test.each([
    ['the region that provider 6 says of each', { region: 'eu-west-1', registry_id: '123456789012' }, {}],
    ['what its provider made', {}, { provider: `${PROVIDER}.eu` }],
    [
      'what it depends on',
      {},
      {
        provider: 'x',
        instances: [{ attributes: { repository: 'app', policy: '' }, dependencies: ['aws_ecr_repository.eu'] }],
      },
    ],
  ])('is put where it belongs by %s', (_, attributes, written) => {
    const eu = resource('aws_ecr_repository', EU, { provider: `${PROVIDER}.eu` })
    const setting = { name: 'BLOB_MOUNTING', value: 'ENABLED' }
    const one = { ...resource('aws_ecr_account_setting', { ...setting, ...attributes }, written), name: 'it' }
    const { leftOut } = held(REPOSITORY, { ...eu, name: 'eu' }, one)
    expect(leftOut).toEqual([])
  })

  test('of repositories in two accounts makes a target of each by its account', () => {
    const other = { ...EU, arn: EU.arn.replace('123456789012', '111122223333'), registry_id: '111122223333' }
    const { registries } = held(REPOSITORY, resource('aws_ecr_repository', other, { module: 'module.b' }))
    expect(registries.map(({ target }) => target)).toEqual(['111122223333-eu-west-1', '123456789012-us-east-1'])
  })

  test('with no more than a policy says nothing else of its repository, which keeps what it has', () => {
    const policy = JSON.stringify({ rules: [] })
    const lifecycle = (text: string) =>
      held(resource('aws_ecr_lifecycle_policy', { repository: 'app', policy: text, registry_id: '123456789012' }))
    expect(lifecycle(policy).leftOut).toMatchObject([
      { name: 'aws_ecr_lifecycle_policy.this', reason: 'A lifecycle policy without rules' },
    ])
    const rule = {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
      action: { type: 'expire' },
    }
    expect(lifecycle(JSON.stringify({ rules: [rule] })).registries).toEqual([
      {
        account: '123456789012',
        repositories: [
          {
            name: 'app',
            states: { lifecyclePolicy: [{ any: true, keepNewest: 9 }] },
            unsaid: expect.arrayContaining(['tags', 'imageTagMutability', 'encryptionConfiguration']),
          },
        ],
        registry: {},
      },
    ])
  })

  test('what is to go anyway, data sources and the resources of others are nothing of it', () => {
    const { registries, leftOut } = held(
      { ...REPOSITORY, instances: [{ deposed: 'a1b2c3d4', attributes: { name: 'old', arn: ARN } }] },
      { ...REPOSITORY, mode: 'data' },
      resource('aws_s3_bucket', { bucket: 'b' }),
    )
    expect({ registries, leftOut }).toEqual({ registries: [], leftOut: [] })
  })

  test('what ECR makes so by itself is not said', () => {
    const { registries } = held(
      resource('aws_ecr_account_setting', { name: 'BLOB_MOUNTING', value: 'DISABLED' }),
      resource('aws_ecr_replication_configuration', { replication_configuration: [{ rule: [] }] }),
    )
    expect(registries).toEqual([{ repositories: [], registry: {} }])
  })

  test('a public registry is told as left out', () => {
    expect(held(resource('aws_ecrpublic_repository', { repository_name: 'x' })).leftOut).toEqual([
      { name: 'aws_ecrpublic_repository.this', reason: 'ecrsync manages nothing of this type' },
    ])
  })

  test('tags of AWS and of ecrsync are nobody’s to say, and the one that protects is a setting', () => {
    const tags_all = { 'aws:cloudformation:stack-name': 's', 'ecrsync:manifest': 'm', 'ecrsync:protect': 'yes', a: 'b' }
    const { registries } = held(resource('aws_ecr_repository', { name: 'app', arn: ARN, tags_all }))
    expect(registries[0]?.repositories[0]?.states).toEqual({
      tags: { a: 'b' },
      protect: true,
      imageTagMutability: 'MUTABLE',
    })
  })

  test('a text behind which a manifest would fill something in is left out', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { Sid: '${{ env.HOME }}', Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' },
    }
    const { registries, leftOut } = held(
      REPOSITORY,
      resource('aws_ecr_repository_policy', { repository: 'app', policy: JSON.stringify(policy) }),
    )
    expect(JSON.stringify(registries)).not.toContain('${{')
    expect(leftOut).toMatchObject([{ reason: expect.stringContaining('looks like a variable') }])
  })

  test.each([
    ['module.a["x"].module.b[0]', 'module.a.module.b'],
    ['module.a["x\\"] module.evil"]', 'module.a'],
    ['module.größe', 'module.größe'],
  ])('a module %s is forgotten as %s', (module, path) => {
    const { removed } = held({ ...REPOSITORY, module })
    expect(removed).toContain(`  from = ${path}.aws_ecr_repository.this\n`)
  })

  test.each([
    ['a module that breaks out', { module: 'module.a\n}\nresource "x" "y" {' }],
    ['a module that is no text', { module: 5 }],
    ['a module without its name', { module: 'module.' }],
    ['a name that breaks out', { name: 'this\n}\n' }],
    ['a name that is none', { name: 5 }],
    ['no attributes', { instances: [{}] }],
    ['attributes of Terraform 0.11', { instances: [{ attributes_flat: { name: 'app' } }] }],
    ['a property of another type', { instances: [{ attributes: { name: ['app'] } }] }],
    ['tags that are none of it', { instances: [{ attributes: { name: 'app', image_tag_mutability: {} } }] }],
  ])('with %s is none that Terraform wrote', (_, written) => {
    expect(() => held({ ...REPOSITORY, ...written })).toThrow(expect.objectContaining({ code: 'INVALID_IMPORT' }))
  })
})

describe('a file', () => {
  test.each([
    ['no JSON', 'x', 'It is no JSON'],
    ['a list', '[]', 'It is no JSON'],
    ['some JSON', '{}', 'It is neither a state of Terraform'],
    ['of an older version', '{"version":3,"modules":[]}', 'version 3, and version 4 is read'],
    ['where the state is kept', '{"version":3,"backend":{}}', 'only says where the state is kept'],
    ['encrypted', '{"encrypted_data":"x","serial":1}', 'It is encrypted'],
    ['made to change what it is read with', '{"version":4,"__proto__":{"resources":[]}}', '__proto__'],
  ])('that is %s is refused', (_, text, detail) => {
    expect(() => heldFromTerraform(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_IMPORT', detail: expect.stringContaining(detail) }),
    )
  })

  test('with the plan of Terraform gives the state that it was made of', () => {
    const values = { root_module: { resources: [{ ...REPOSITORY, values: { name: 'app', arn: ARN } }] } }
    const text = JSON.stringify({ format_version: '1.2', planned_values: {}, prior_state: { values } })
    expect(heldFromTerraform(text).registries[0]?.repositories.map(({ name }) => name)).toEqual(['app'])
  })
})
