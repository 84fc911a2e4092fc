import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import core from '@action-validator/core'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const TYPED = ['--name', 'acme', '--account', '111122223333', '--region', 'eu-west-1', '--no-import']

const textIn = (folder: string, file: string) => readFile(join(folder, file), 'utf8')

async function registry() {
  const emulator = await seeded({ calls: [] })
  return { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url }
}

describe('init', () => {
  test('writes a manifest that is valid and laid out, and a workflow, without a call', async () => {
    const cwd = await folderWith({})
    const { code, stdout, stderr } = await ecrsync(['init', ...TYPED], { cwd })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ecrsync.yaml\n.github/workflows/ecr.yaml\n' })
    expect(stderr).toContain('ecrsync plan')
    const text = await textIn(cwd, 'ecrsync.yaml')
    expect(text.startsWith('# yaml-language-server: $schema=')).toBe(true)
    expect(parse(text)).toEqual({
      version: 1,
      name: 'acme',
      targets: { main: { account: '111122223333', region: 'eu-west-1' } },
      repositories: {},
    })
    expect(await ecrsync(['validate'], { cwd })).toMatchObject({ code: 0, stderr: '' })
    expect(await ecrsync(['fmt', '--check'], { cwd })).toMatchObject({ code: 0 })
    const workflow = await textIn(cwd, '.github/workflows/ecr.yaml')
    const withoutGlobs = JSON.stringify(parse(workflow), (key, value) => (key === 'paths' ? undefined : value))
    expect(core.validateWorkflow(withoutGlobs).errors).toEqual([])
    expect(workflow).toContain('arn:aws:iam::111122223333:role/ecrsync-apply')
  })

  test('its manifest plans nothing', async () => {
    const cwd = await folderWith({})
    expect(await ecrsync(['init', '--name', 'acme', '--no-import'], { cwd, env: await registry() })).toMatchObject({
      code: 0,
    })
    const env = await registry()
    expect((await ecrsync(['plan'], { cwd, env })).stdout).toContain('No changes.')
  })

  test('asks at a terminal, offers what the environment has, and asks again where an answer cannot be', async () => {
    const cwd = await folderWith({})
    const typed = { answers: ['aws:no\r', 'acme ecr\r', '12\r', '\r', 'us-west-2\r', 'n\r'] }
    const { code, stderr } = await ecrsync(['init', '--ci', 'none'], { cwd, env: await registry(), typed })
    expect([code, stderr]).toEqual([0, expect.stringContaining('Account of the registry: [123456789012]')])
    expect(stderr).toContain('does not begin with aws:')
    expect(stderr).toContain('"12" is no account of AWS')
    expect(parse(await textIn(cwd, 'ecrsync.yaml'))).toMatchObject({
      name: 'acme ecr',
      targets: { main: { account: '123456789012', region: 'us-west-2' } },
    })
    expect(await readdir(cwd)).toEqual(['ecrsync.yaml'])
  })

  test('what is there comes into the manifest where somebody wants it, pinned, and proven', async () => {
    const create = {
      action: 'CreateRepository',
      input: { repositoryName: 'team/app', tags: [{ Key: 'a', Value: 'b' }] },
    }
    const emulator = await seeded({ calls: [create] })
    const env = { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url }
    const cwd = await folderWith({})
    const typed = { answers: ['acme\r', '\r', '\r', '\r'] }
    expect(await ecrsync(['init', '--ci', 'none'], { cwd, env, typed })).toMatchObject({ code: 0 })
    const text = await textIn(cwd, 'ecrsync.yaml')
    expect(parse(text)).toMatchObject({
      name: 'acme',
      targets: { main: { account: '123456789012', region: 'us-east-1' } },
    })
    expect(text).toContain('team/app')
    expect((await ecrsync(['plan'], { cwd, env })).stdout).toContain('No changes. 1 repository matches the manifest.')
  })

  test('a registry that cannot be read leaves nothing written', async () => {
    const cwd = await folderWith({})
    const env = { ...awsEnvironment('http://127.0.0.1:1'), AWS_MAX_ATTEMPTS: '1' }
    const { code } = await ecrsync(['init', ...TYPED.slice(0, -1), '--import'], { cwd, env })
    expect([code, await readdir(cwd)]).toEqual([1, []])
  })

  test.each<[string, readonly string[], number, string]>([
    ['without a name', [], 8, 'Nobody can be asked for the name'],
    [
      'without an account that anybody knows',
      ['--name', 'acme', '--region', 'eu-west-1'],
      8,
      'Nobody can be asked for the account',
    ],
    ['with an account that is none', ['--name', 'acme', '--account', '1'], 3, '"1" is no account of AWS'],
    ['with a name that cannot be', ['--name', 'aws:acme'], 3, 'cannot be a name'],
  ])('%s and a terminal, nothing is written', async (_, args, code, said) => {
    const cwd = await folderWith({})
    const run = await ecrsync(['init', ...args], { cwd })
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(said)])
    expect(await readdir(cwd)).toEqual([])
  })

  test('Ctrl-C and an end of the input write nothing', async () => {
    const cwd = await folderWith({})
    const env = await registry()
    expect(await ecrsync(['init'], { cwd, env, typed: { answers: ['\u0003'] } })).toMatchObject({ code: 130 })
    expect(await ecrsync(['init'], { cwd, env, typed: {} })).toMatchObject({ code: 8 })
    expect(await readdir(cwd)).toEqual([])
  })

  test.each([
    ['ecrsync.yaml', ['--ci', 'none']],
    ['.github/workflows/ecr.yaml', []],
    ['.gitlab-ci.yml', ['--ci', 'gitlab']],
  ])('a %s that is there is found before anything is asked or written', async (file, args) => {
    const cwd = await folderWith({ [file]: 'kept' })
    const { code, stderr } = await ecrsync(['init', ...TYPED, ...args], { cwd })
    expect([code, stderr]).toEqual([3, expect.stringContaining(`${file} is there already`)])
    expect(await textIn(cwd, file)).toBe('kept')
    expect((await readdir(cwd)).length).toBe(1)
  })

  test.each([
    ['node_modules', 'node_modules\n.ecrsync/\n'],
    ['a\n', 'a\n.ecrsync/\n'],
    ['.ecrsync\n', '.ecrsync\n'],
  ])('a .gitignore of %j gets one line, unless it has it', async (text, expected) => {
    const cwd = await folderWith({ '.gitignore': text })
    expect(await ecrsync(['init', ...TYPED, '--ci', 'none'], { cwd })).toMatchObject({ code: 0 })
    expect(await textIn(cwd, '.gitignore')).toBe(expected)
  })

  test('below the root of a repository, the pipeline stands at the root and works in the folder', async () => {
    const root = await folderWith({ 'platform/keep': '' })
    await mkdir(join(root, '.git'))
    const cwd = join(root, 'platform')
    expect(await ecrsync(['init', ...TYPED, '--ci', 'gitlab', '-f', 'ecr.yaml'], { cwd })).toMatchObject({ code: 0 })
    const { plan, '.ecr': ecr } = parse(await textIn(root, '.gitlab-ci.yml'))
    expect(ecr.before_script.slice(1)).toEqual(['cd platform', 'npm ci'])
    expect(plan.script).toEqual(['npx ecrsync plan --no-color -f ecr.yaml'])
    expect(plan.rules[0].changes).toContain('platform/ecr.yaml')
    expect(await ecrsync(['init', ...TYPED, '-f', 'other.yaml'], { cwd })).toMatchObject({ code: 0 })
    expect(parse(await textIn(root, '.github/workflows/ecr.yaml')).jobs.ecr.defaults.run['working-directory']).toBe(
      'platform',
    )
  })

  test('--json says what was written', async () => {
    const cwd = await folderWith({})
    const { stdout } = await ecrsync(['init', ...TYPED, '--json'], { cwd })
    expect(JSON.parse(stdout)).toEqual({
      name: 'acme',
      target: { name: 'main', account: '111122223333', region: 'eu-west-1' },
      files: ['ecrsync.yaml', '.github/workflows/ecr.yaml'],
    })
  })
})
