import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const create = (repositoryName: string, more: object = {}) => ({
  action: 'CreateRepository',
  input: { repositoryName, ...more },
})

const HEAD = 'version: 1\nname: acme\n'

/** A manifest that knows one of two repositories, and has it otherwise than it is. */
const BEGUN = `${HEAD}# Ours.\nrepositories:\n  team/api: { imageTagMutability: IMMUTABLE } # soon\n`

const TEAM: Seed = {
  calls: [
    create('team/api', { tags: [{ Key: 'team', Value: 'a' }] }),
    create('team/web', { imageTagMutability: 'IMMUTABLE' }),
    create('theirs', { tags: [{ Key: 'ecrsync:manifest', Value: 'billing' }] }),
  ],
}

async function world({ seed = TEAM, text = BEGUN }: { readonly seed?: Seed; readonly text?: string } = {}) {
  const emulator = await seeded(seed)
  const cwd = await folderWith({ 'ecrsync.yaml': text })
  const env = { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url }
  return {
    emulator,
    cwd,
    run: (...args: readonly string[]) => ecrsync(args, { cwd, env }),
    text: () => readFile(join(cwd, 'ecrsync.yaml'), 'utf8'),
  }
}

const ADDED = `${HEAD}# Ours.\nrepositories:\n  team/api: { tags: { team: a }, imageTagMutability: IMMUTABLE } # soon\n  team/web: { imageTagMutability: IMMUTABLE }\n`

test('what is not named comes into the file, what is written stays, and what differs is named with exit code 2', async () => {
  const { run, text, emulator } = await world()
  const { code, stdout, stderr } = await run('import', '--update')
  expect([code, stderr, await text()]).toEqual([2, '', ADDED])
  expect(stdout).toContain('1 repository and 1 setting added, 1 differs.')
  expect(stdout).toMatch(/added {5}team\/web\n/)
  expect(stdout).toMatch(/added {5}team\/api: tags\.team\n/)
  expect(stdout).toMatch(/differs {3}repository\["team\/api"\] imageTagMutability \(ecrsync\.yaml:5\)/)
  expect(stdout).toMatch(/left out {2}theirs: the manifest billing owns it/)
  expect(emulator.calls.filter(({ operation }) => !/^(Describe|Get|List)/.test(operation))).toEqual([])
})

test('with --take-live it is written as it is, and a plan then changes nothing', async () => {
  const { run, text } = await world()
  const { code, stdout } = await run('import', '--update', '--take-live')
  expect([code, await text()]).toEqual([0, ADDED.replace('IMMUTABLE } # soon', 'MUTABLE } # soon')])
  expect(stdout).toMatch(/taken {5}repository\["team\/api"\] imageTagMutability\n/)
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
  const again = await run('import', '--update', '--take-live')
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('0 repositories and 0 settings added.')])
  expect(again.stdout).not.toContain('Written')
})

test('of a part, only what --only chooses is added, taken and told of', async () => {
  const { run, text } = await world()
  const { code } = await run('import', '--update', '--take-live', '--only', 'team/web')
  expect([code, await text()]).toEqual([0, `${BEGUN}  team/web: { imageTagMutability: IMMUTABLE }\n`])
})

test('what cannot be read is not said, and the exit code is 7', async () => {
  const fault = { operation: 'GetLifecyclePolicy', error: 'AccessDeniedException', repository: 'team/web' }
  const { run, text } = await world({ seed: { ...TEAM, faults: [fault] } })
  const { code, stdout } = await run('import', '--update')
  expect([code, await text()]).toEqual([7, ADDED])
  expect(stdout).toMatch(/unread {4}lifecyclePolicy\["team\/web"\]: /)
})

test('a link stays one, and lines end as they did', async () => {
  const { run, cwd } = await world()
  const kept = join(cwd, 'kept')
  const real = await folderWith({ 'real.yaml': BEGUN.replaceAll('\n', '\r\n') })
  await symlink(join(real, 'real.yaml'), kept)
  expect((await run('import', '--update', '-f', 'kept')).code).toBe(2)
  expect(await readFile(join(real, 'real.yaml'), 'utf8')).toBe(ADDED.replaceAll('\n', '\r\n'))
})

test.each([
  ['without a manifest', ['-f', 'none.yaml'], 'MANIFEST_NOT_FOUND'],
  ['with a folder to write to', ['--out', 'other'], 'INVALID_FLAG'],
  ['with a layout', ['--layout', 'flat'], 'INVALID_FLAG'],
  ['with another name', ['--name', 'other'], 'INVALID_FLAG'],
  ['with a state of Terraform', ['--from-terraform', 'state.json'], 'INVALID_FLAG'],
  ['with a template of CloudFormation', ['--from-cloudformation', 'stack.yaml'], 'INVALID_FLAG'],
  ['with a glob that is none', ['--only', '(a|b)+'], 'INVALID_FLAG'],
  ['of a target that there is not', ['--target', 'prod'], 'INVALID_FLAG'],
])('is refused %s, and nothing is written', async (_, args, code) => {
  const { run, text, emulator } = await world()
  const refused = await run('import', '--update', ...args)
  expect([refused.code, refused.stdout, await text()]).toEqual([3, '', BEGUN])
  expect(refused.stderr).toContain(`error ${code}: `)
  expect(emulator.calls).toEqual([])
})

test('--take-live says nothing without --update', async () => {
  const { run } = await world()
  expect(await run('import', '--take-live')).toMatchObject({ code: 3, stderr: expect.stringContaining('--update') })
})

test('a manifest that is not valid is told of before anything is asked', async () => {
  const { run, emulator } = await world({ text: `${HEAD}repositorys: {}\n` })
  expect(await run('import', '--update')).toMatchObject({ code: 3, stderr: expect.stringContaining('repositorys') })
  expect(emulator.calls).toEqual([])
})

test('as JSON, what was done is one document', async () => {
  const { run } = await world()
  const { stdout, stderr } = await run('import', '--update', '--json')
  expect([stderr, JSON.parse(stdout)]).toEqual([
    '',
    expect.objectContaining({
      files: ['ecrsync.yaml'],
      added: [{ name: 'team/web', targets: ['default'] }],
      set: ['team/api: tags.team'],
      taken: [],
      differing: [
        {
          target: 'default',
          address: 'repository["team/api"]',
          action: 'update',
          paths: ['imageTagMutability'],
          source: { file: 'ecrsync.yaml', line: 5, column: expect.any(Number) },
        },
      ],
    }),
  ])
})

test('of many that are added, the first are named, and of those that differ all', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `team/app-${index}`)
  const declared = names.slice(0, 12).map(name => `  ${name}: { imageTagMutability: IMMUTABLE }\n`)
  const others = Array.from({ length: 14 }, (_, index) => create(`other/app-${index}`))
  const { run } = await world({
    seed: { calls: [...names.map(name => create(name)), ...others] },
    text: `${HEAD}repositories:\n${declared.join('')}`,
  })
  const { code, stdout } = await run('import', '--update')
  const counted = (word: string) => stdout.split('\n').filter(line => line.includes(`  ${word}  `)).length
  expect([code, counted('added'), counted('differs')]).toEqual([2, 10, 12])
  expect(stdout).toContain('  and 4 more\n')
})

test('what is hostile in a tag, a policy or a name of an account is a text and nothing else', async () => {
  const tags = ['no', '=HYPERLINK(1)', '* # &a', ': {}', "'; rm -rf"].map((Value, index) => ({
    Key: `key ${index}`,
    Value: Value.replaceAll(/[^\p{L}\p{N}\s_.:/=+\-@]/gu, '_'),
  }))
  const policyText = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'a',
        Effect: 'Allow',
        Principal: '*',
        Action: 'ecr:BatchGetImage',
        Condition: {
          StringLike: { 'aws:PrincipalTag/x': ['\u202e\u001b[31m"#: &a *b !!js |', '- {', '%YAML 1.2', '---'] },
        },
      },
    ],
  })
  const policy = { action: 'SetRepositoryPolicy', input: { repositoryName: 'team/odd', policyText, force: true } }
  const { run, text } = await world({
    seed: { calls: [create('team/odd', { tags }), policy] },
    text: `${HEAD}repositories: {}\n`,
  })
  expect((await run('import', '--update')).code).toBe(0)
  expect((await run('plan', '--detailed-exitcode')).stdout).toContain('No changes.')
  const written = await text()
  expect(['\u202e', '\u001b'].filter(sign => written.includes(sign))).toEqual([])
})
