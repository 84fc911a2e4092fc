import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { importSchema } from '../../src/render/import-schema.ts'
import { awsEnvironment, bareEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { DEPLOYED } from '../importing/cloud-formation/deployed.ts'
import { seeded } from '../seed.ts'

const pathOf = (file: string) => fileURLToPath(new URL(`../importing/${file}`, import.meta.url))
const STATE = pathOf('terraform/state.json')
const SERVICES = pathOf('cloud-formation/services.yaml')
const TEMPLATES = ['services.yaml', 'registry.json', 'synthesized.yaml'] as const
const PARAMETERS = ['--parameter', 'SourceAccount=444455556666']

const OFFLINE = { env: bareEnvironment() }

/** What the state was made of, in one of its two regions. */
const IN_EU = [
  { action: 'CreateRepository', input: { repositoryName: 'plain', tags: [{ Key: 'team', Value: 'eu' }] } },
  {
    action: 'PutLifecyclePolicy',
    input: {
      repositoryName: 'plain',
      lifecyclePolicyText: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
            action: { type: 'expire' },
          },
        ],
      }),
    },
  },
]

describe('import --from-terraform', () => {
  test('writes a manifest that is valid, and the blocks by which Terraform forgets what is in it, asking nobody', async () => {
    const cwd = await folderWith({})
    const { code, stderr } = await ecrsync(['import', '--from-terraform', STATE, '--out', '.', '--name', 'acme'], {
      cwd,
      ...OFFLINE,
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('6 repositories of') })
    expect(await readdir(cwd)).toEqual(['ecrsync.yaml', 'removed.tf'])
    const manifest = await readFile(join(cwd, 'ecrsync.yaml'), 'utf8')
    expect(manifest).toContain('eu-west-1: { account: "123456789012", region: eu-west-1 }')
    expect(await readFile(join(cwd, 'removed.tf'), 'utf8')).toContain('from = module.team.aws_ecr_repository.this')
    expect(await ecrsync(['validate'], { cwd, ...OFFLINE })).toMatchObject({ code: 0 })
  })

  test('without a folder prints both, one after the other', async () => {
    const cwd = await folderWith({})
    const { stdout } = await ecrsync(['import', '--from-terraform', STATE], { cwd, ...OFFLINE })
    expect(stdout).toMatch(/^# ecrsync\.yaml\n.*\n---\n# removed\.tf\n.*^removed \{$/ms)
  })

  test.each(['ecrsync.yaml', 'removed.tf'])('writes nothing where %s is there already', async file => {
    const cwd = await folderWith({ [file]: 'mine' })
    const { code, stderr } = await ecrsync(['import', '--from-terraform', STATE, '--out', '.'], { cwd, ...OFFLINE })
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('FILE_EXISTS') })
    expect(await readdir(cwd)).toEqual([file])
  })

  test('of some repositories alone leaves the others, and the settings of registries, with Terraform', async () => {
    const cwd = await folderWith({})
    const args = ['import', '--from-terraform', STATE, '--only', 'c/**', '--out', '.']
    expect(await ecrsync(args, { cwd, ...OFFLINE })).toMatchObject({ code: 0 })
    const manifest = await readFile(join(cwd, 'ecrsync.yaml'), 'utf8')
    expect(manifest).toContain('c/app-1')
    expect(manifest).not.toMatch(/a\.b|plain|registry:/)
    const removed = await readFile(join(cwd, 'removed.tf'), 'utf8')
    expect(removed).not.toContain('from =')
    expect(removed).toContain('# module.team.aws_ecr_repository.this stays with Terraform')
  })

  test('--verify plans against what is there, and exits 2 where that differs', async () => {
    const emulator = await seeded({ calls: [] })
    const eu = clientOf(emulator, { accessKey: '123456789012', region: 'eu-west-1' })
    await eu.createRepository({ repositoryName: 'plain', tags: [{ Key: 'team', Value: 'eu' }] })
    await eu.putLifecyclePolicy(IN_EU[1]?.input as { repositoryName: string; lifecyclePolicyText: string })
    const cwd = await folderWith({})
    const verify = () =>
      ecrsync(['import', '--from-terraform', STATE, '--only', 'plain', '--verify'], {
        cwd,
        env: { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url },
      })
    const us = clientOf(emulator, { accessKey: '123456789012', region: 'us-east-1' })
    const differs = await verify()
    expect(differs).toMatchObject({ code: 2, stderr: expect.stringContaining('it would make 1 change') })
    expect(differs.stderr).toContain('Plan: 1 to create')
    await us.createRepository({ repositoryName: 'plain', tags: [{ Key: 'managed-by', Value: 'terraform' }] })
    expect(await verify()).toMatchObject({ code: 0, stderr: expect.stringContaining('it changes nothing') })
  })

  test('what --json prints is what its schema says', async () => {
    const cwd = await folderWith({})
    const { stdout } = await ecrsync(['import', '--from-terraform', STATE, '--json'], { cwd, ...OFFLINE })
    const printed = JSON.parse(stdout)
    const ajv = new Ajv({ strict: false })
    ajv.validate(importSchema, printed)
    expect(ajv.errors).toBeNull()
    expect(printed).toMatchObject({
      source: STATE,
      repositories: 6,
      files: [{ path: 'ecrsync.yaml' }, { path: 'removed.tf' }],
    })
  })
})

describe('import --from-cloudformation', () => {
  test.each(TEMPLATES)('%s becomes a manifest that plans clean against what was made of it', async file => {
    const emulator = await seeded({ calls: DEPLOYED[file] ?? [] })
    const cwd = await folderWith({})
    const parameters = file === 'registry.json' ? PARAMETERS : []
    const { code, stderr } = await ecrsync(
      ['import', '--from-cloudformation', pathOf(`cloud-formation/${file}`), ...parameters, '--out', '.', '--verify'],
      { cwd, env: awsEnvironment(emulator.url) },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('it changes nothing') })
    expect(await readdir(cwd)).toEqual(['ecrsync.yaml'])
    expect(await ecrsync(['plan'], { cwd, env: awsEnvironment(emulator.url) })).toMatchObject({
      stdout: expect.stringContaining('No changes.'),
    })
  })

  test('lists what it leaves out by logical id and line, and exits 0', async () => {
    const cwd = await folderWith({})
    const { code, stderr } = await ecrsync(['import', '--from-cloudformation', SERVICES], { cwd, ...OFFLINE })
    expect(code).toBe(0)
    expect(stderr).toContain('left out  ProdRepository (services.yaml:106): its condition IsProd is not met')
  })

  test('no layer gives a policy, or takes it, where the template says one that is not known', async () => {
    const repository = (name: string, principal: string) => `
  ${name}:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: team/${name.toLowerCase()}
      RepositoryPolicyText:
        Version: "2012-10-17"
        Statement: { Sid: pull, Effect: Allow, Principal: { AWS: ${principal} }, Action: "ecr:BatchGetImage" }`
    const names = Array.from({ length: 9 }, (_, index) => `App${index}`)
    const template = `Resources:${names.map(name => repository(name, '"111122223333"')).join('')}${repository('Other', '!ImportValue role')}\n`
    const cwd = await folderWith({ 't.yaml': template })
    const { stdout } = await ecrsync(['import', '--from-cloudformation', 't.yaml'], { cwd, ...OFFLINE })
    expect(stdout).toMatch(/match: .*repositoryPolicy: pull/)
    expect(stdout).toContain('team/other: { unmanaged: [repositoryPolicy] }')
  })

  test('what is hostile in a template is inert in the manifest and on a terminal', async () => {
    const evil = 'A\nrepositories: { evil/app: {} }\n\u001b[2J\u202e'
    const template = {
      Resources: {
        [evil]: { Type: 'AWS::ECR::Repository' },
        App: {
          Type: 'AWS::ECR::Repository',
          Properties: {
            RepositoryName: 'team/app',
            Tags: ['no', '1e3', '2024-01-01', '0o7', '1_000', '12:30', '@x', '- x: y', '', 'null'].map(Value => ({
              Key: `k${Value}`.replaceAll(/[^a-z0-9]/g, 'x'),
              Value,
            })),
            LifecyclePolicy: {
              LifecyclePolicyText: JSON.stringify({
                rules: [
                  {
                    rulePriority: 1,
                    description: `x\n"removed: [{ name: team/app }]"\u2028 # {{`,
                    selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
                    action: { type: 'expire' },
                  },
                ],
              }),
            },
          },
        },
      },
    }
    const cwd = await folderWith({ 't.json': JSON.stringify(template) })
    const args = ['import', '--from-cloudformation', 't.json', '--out', 'out', '--name', 'acme']
    const { code, stderr } = await ecrsync(args, { cwd, ...OFFLINE })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('\u001b') })
    const text = await readFile(join(cwd, 'out/ecrsync.yaml'), 'utf8')
    for (const hidden of ['\u001b', '\u202e', '\u2028']) expect(text).not.toContain(hidden)
    const { repositories, removed } = parse(text, { version: '1.1' })
    expect(removed).toBeUndefined()
    expect(Object.keys(repositories)).toEqual(['team/app'])
    const { tags, lifecyclePolicy } = repositories['team/app']
    expect(Object.values(tags).toSorted()).toEqual(
      ['', '- x: y', '0o7', '12:30', '1_000', '1e3', '2024-01-01', '@x', 'no', 'null'].toSorted(),
    )
    expect(lifecyclePolicy[0].description).toContain('removed: [')
  })

  test.each([
    [['--from-cloudformation', SERVICES, '--parameter', 'Nome=x'], 'The template has no parameter Nome.'],
    [['--from-cloudformation', SERVICES, '--parameter', 'Nome'], 'A --parameter without its value'],
    [['--from-cloudformation', 'nowhere.yaml'], 'There is no such file.'],
    [['--from-cloudformation', '.'], 'It is no file that can be read to its end.'],
    [['--from-terraform', SERVICES], 'It is no JSON'],
    [['--from-terraform', STATE, '--from-cloudformation', SERVICES], '--from-cloudformation'],
    [['--parameter', 'a=b'], '--from-cloudformation'],
    [['--verify'], '--verify goes with the file of another tool'],
  ])('%j is refused with what to do', async (args, words) => {
    const cwd = await folderWith({})
    const { code, stderr } = await ecrsync(['import', ...args], { cwd, ...OFFLINE })
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(words) })
  })
})
