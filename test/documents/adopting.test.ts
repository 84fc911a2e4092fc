import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import core from '@action-validator/core'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { BLOCKS } from './pages.ts'
import { argumentsOf } from './sections.ts'
import { commandsOf } from './shell.ts'

const PAGE = 'docs/adopting.md'
const ACCOUNT = '111122223333'
const WRITES = /^(Create|Delete|Put|Set|Tag|Untag|Batch(Delete))/

const RULES = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      action: { type: 'expire' },
    },
  ],
}

/** Forty repositories of four teams, as somebody has made them by hand, with values that YAML reads otherwise. */
const calls = Array.from({ length: 40 }, (_, index) => {
  const repositoryName = `${['pay', 'search', 'media', 'base'][index % 4]}/app-${index}`
  const tags = [
    { Key: 'on-call', Value: index % 5 === 0 ? 'no' : '1e3' },
    { Key: 'since', Value: '2024-01-01' },
  ]
  return [
    {
      action: 'CreateRepository',
      input: { repositoryName, tags, imageTagMutability: index % 3 ? 'IMMUTABLE' : 'MUTABLE' },
    },
    { action: 'PutLifecyclePolicy', input: { repositoryName, lifecyclePolicyText: JSON.stringify(RULES) } },
  ]
}).flat()

/** The command lines of the page, in its order. */
const LINES = BLOCKS.filter(({ page }) => page === PAGE)
  .flatMap(commandsOf)
  .map(command => argumentsOf(command) ?? [])
  .filter(([id]) => id !== undefined)

const step = (id: string) => LINES.find(([one]) => one === id) ?? []

async function handMade() {
  const emulator = await seeded({ calls, options: { account: ACCOUNT } })
  const cwd = await folderWith({ '.gitignore': 'node_modules/\n' })
  const env = { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url, AWS_ACCESS_KEY_ID: ACCOUNT }
  const writes = () => emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation))
  return { emulator, cwd, writes, run: (args: readonly string[]) => ecrsync(args, { cwd, env }) }
}

test('from an empty folder, what the page says leads to a manifest, a plan, a workflow and an apply', async () => {
  const { emulator, cwd, writes, run } = await handMade()
  const textIn = (file: string) => readFile(join(cwd, file), 'utf8')
  expect(LINES.map(([id]) => id)).toEqual(['init', 'validate', 'plan', 'fmt', 'plan', 'apply'])

  expect(await run(step('init'))).toMatchObject({
    code: 0,
    stdout: 'ecrsync.yaml\n.github/workflows/ecr.yaml\n.gitignore\n',
  })
  const text = await textIn('ecrsync.yaml')
  expect(parse(text)).toMatchObject({
    name: 'acme-platform',
    targets: { main: { account: ACCOUNT, region: 'us-east-1' } },
  })
  for (const quoted of ['"no"', '"1e3"', '"2024-01-01"']) expect(text).toContain(quoted)
  expect(text.split('\n').length).toBeLessThan(100)
  expect(await textIn('.gitignore')).toBe('node_modules/\n.ecrsync/\n')

  expect(await run(step('validate'))).toMatchObject({ code: 0 })
  const plan = await run(step('plan'))
  expect([plan.code, plan.stdout]).toEqual([
    0,
    expect.stringContaining('No changes. 40 repositories match the manifest.'),
  ])

  const workflow = await textIn('.github/workflows/ecr.yaml')
  const withoutGlobs = JSON.stringify(parse(workflow), (key, value) => (key === 'paths' ? undefined : value))
  expect(core.validateWorkflow(withoutGlobs).errors).toEqual([])

  expect(await run(step('fmt'))).toMatchObject({ code: 0, stdout: '' })
  await writeFile(join(cwd, 'ecrsync.yaml'), text.replace(/^repositories:\n/m, 'repositories:\n  pay/new: {}\n'))
  expect((await run(step('fmt'))).stdout).toBe('ecrsync.yaml\n')
  expect((await run(step('plan'))).stdout).toContain('Plan: ')
  expect(writes()).toEqual([])

  expect(await run([...step('apply'), '--auto-approve'])).toMatchObject({ code: 0 })
  expect(writes()).toContain('CreateRepository')
  expect((await run(step('plan'))).stdout).toContain('No changes. 41 repositories match the manifest.')
  const { repositories } = await clientOf(emulator, { accessKey: ACCOUNT, region: 'us-east-1' }).describeRepositories(
    {},
  )
  expect(repositories?.length).toBe(41)
})
