import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const create = (repositoryName: string, more: object = {}) => ({
  action: 'CreateRepository',
  input: { repositoryName, ...more },
})
const manifest = (text: string) => `version: 1\nname: acme\nownership: none\n${text}\n`
const IMAGES = { images: { 'team/a': ['v1', 'v2', 'v3'] }, pushedAt: '2026-01-01T00:00:00Z' } as const

async function world(text: string, seed: Seed) {
  const emulator = await seeded(seed)
  const cwd = await folderWith({ 'ecrsync.yaml': manifest(text) })
  const run = (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(emulator.url) })
  const writes = () => emulator.calls.filter(({ operation }) => !/^(Describe|List|Get|BatchGet)/.test(operation))
  const rewrite = (text: string) => writeFile(join(cwd, 'ecrsync.yaml'), manifest(text))
  return { run, writes, rewrite, ecr: clientOf(emulator), cwd }
}

/** Of each guard, what breaches it, and the least consent. */
const BREACHES: readonly (readonly [string, number, string, Seed])[] = [
  ['delete', 2, 'removed: [{ name: team/a }, { name: team/b }]', { calls: [create('team/a'), create('team/b')] }],
  [
    'update',
    1,
    'guards: { update: { max: 0 } }\nrepositories: { team/a: { imageTagMutability: IMMUTABLE } }',
    { calls: [create('team/a')] },
  ],
  ['create', 1, 'guards: { create: { percent: 50 } }\nrepositories: { team/a: {} }', { calls: [] }],
  [
    'exposure',
    1,
    'guards: { exposure: { max: 0 } }\nrepositories: { team/a: { repositoryPolicy: { access: { pull: ["444455556666"] } } } }',
    { calls: [create('team/a')] },
  ],
  [
    'weaken',
    1,
    'guards: { weaken: { max: 0 } }\nrepositories: { team/a: { imageTagMutability: MUTABLE } }',
    { calls: [create('team/a', { imageTagMutability: 'IMMUTABLE' })] },
  ],
  [
    'rollback',
    1,
    'guards: { rollback: { max: 0 } }\nrepositories: { team/a: { images: { v3: "ecr:team/a:v1" } } }',
    { calls: [create('team/a')], ...IMAGES },
  ],
  [
    'expireImages',
    2,
    'guards: { expireImages: { max: 1, percent: 50 } }\nrepositories: { team/a: { lifecyclePolicy: [{ tagPattern: "v*", keepNewest: 1 }] } }',
    { calls: [create('team/a')], ...IMAGES },
  ],
  [
    'archiveImages',
    2,
    'guards: { archiveImages: { percent: 50 } }\nrepositories: { team/a: { lifecyclePolicy: [{ tagPattern: "v*", archiveAllButNewest: 1 }] } }',
    { calls: [create('team/a')], ...IMAGES },
  ],
]

describe.each(BREACHES)('the guard %s', (guard, count, text, seed) => {
  test('refuses with 4 in plan and apply, with the plan in full and what to type, until as much is allowed', async () => {
    const { run, writes } = await world(text, seed)
    for (const args of [
      ['plan'],
      ['apply', '--auto-approve'],
      ['apply', '--auto-approve', '--allow', `${guard}=${count - 1}`],
    ]) {
      const { code, stdout, stderr } = await run(...args)
      expect(code).toBe(4)
      expect(stdout).toMatch(new RegExp(`team/[\\s\\S]*REFUSED by the guard ${guard}\\.`))
      expect(stdout).toContain(`  unless    --allow ${guard}=${count}\n`)
      expect(stderr).toContain(`\n      --allow ${guard}=${count}\n`)
    }
    expect(writes()).toEqual([])
    const { refused } = JSON.parse((await run('plan', '--json')).stdout)
    expect(refused[0]).toMatchObject({ guard, allow: { guard, count } })
    const allow = ['--allow', `${guard}=${count}`]
    expect(await run('plan', ...allow)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('GUARD') })
    expect(await run('apply', '--auto-approve', ...allow)).toMatchObject({ code: 0 })
    expect(writes()).not.toEqual([])
  })
})

describe('a saved plan beyond a guard', () => {
  test.each(BREACHES)(
    '%s is refused with 4 when it is applied, until as much is allowed',
    async (guard, count, text, seed) => {
      const { run, writes } = await world(text, seed)
      expect((await run('plan', '--out', 'ecr.plan')).code).toBe(4)
      for (const allow of [[], ['--allow', `${guard}=${count - 1}`]]) {
        const { code, stderr } = await run('apply', 'ecr.plan', '--auto-approve', ...allow)
        expect([code, stderr]).toEqual([4, expect.stringContaining(`--allow ${guard}=${count}\n`)])
      }
      expect(writes()).toEqual([])
      expect((await run('apply', 'ecr.plan', '--auto-approve', '--allow', `${guard}=${count}`)).code).toBe(0)
      expect(writes()).not.toEqual([])
    },
  )

  test('is not let pass by what was allowed when it was made', async () => {
    const [, , text, seed] = BREACHES[0] as (typeof BREACHES)[number]
    const { run, writes } = await world(text, seed)
    const saved = await run('plan', '--out', 'ecr.plan', '--allow', 'delete=2')
    expect([saved.code, saved.stderr]).toEqual([
      0,
      expect.stringMatching(/\nSaved\. To apply it: ecrsync apply ecr\.plan --allow delete=2\n$/),
    ])
    expect((await run('apply', 'ecr.plan', '--auto-approve')).stderr.replaceAll(/\s+/g, ' ')).toContain(
      'What was allowed to ecrsync plan is no part of the file: the run that writes is the one to be told.',
    )
    expect(await run('apply', 'ecr.plan', '--auto-approve')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('--allow delete=2'),
    })
    expect(writes()).toEqual([])
    expect((await run('apply', 'ecr.plan', '--auto-approve', '--allow', 'delete=2')).code).toBe(0)
    expect(writes()).not.toEqual([])
  })
})

describe('what to type to have a plan applied', () => {
  const [guard, count, text, seed] = BREACHES[4] as (typeof BREACHES)[number]
  const allow = ['--allow', `${guard}=${count}`]
  const told = (stderr: string) => stderr.split('\n').filter(line => /^(To apply|Saved)|^ {6}/.test(line))

  test('is not said of one that is refused', async () => {
    const { run } = await world(text, seed)
    expect(told((await run('plan')).stderr)).toEqual([`      ${allow.join(' ')}`])
  })

  test('has what was allowed', async () => {
    const { run } = await world(text, seed)
    const [line = ''] = told((await run('plan', ...allow)).stderr)
    expect(line).toMatch(/^To apply this plan and no other: ecrsync apply --allow weaken=1 --expect sha256:\w+$/)
    const [, words = ''] = /ecrsync (.*)$/.exec(line) ?? []
    expect((await run(...words.split(' '), '--auto-approve')).code).toBe(0)
  })

  test('has what was allowed of one that is saved, and says of a refused one how it is let pass', async () => {
    const { run } = await world(text, seed)
    expect(told((await run('plan', '--out', 'ecr.plan', ...allow)).stderr)).toEqual([
      'Saved. To apply it: ecrsync apply ecr.plan --allow weaken=1',
    ])
    const line = `      ecrsync apply ecr.plan ${allow.join(' ')}`
    const refused = ['Saved, and refused: what would let it pass is said below.', line]
    expect(told((await run('plan', '--out', 'ecr.plan')).stderr)).toEqual(refused)
    expect(told((await run('show', 'ecr.plan')).stderr)).toEqual([line])
  })
})

test('one line lets all pass that several guards refuse', async () => {
  const { run } = await world(
    `guards: { weaken: { max: 0 }, exposure: { max: 0 } }
repositories: { team/c: { imageTagMutability: MUTABLE, repositoryPolicy: { access: { pull: ["444455556666"] } } } }
removed: [{ name: team/a }, { name: team/b }]`,
    { calls: [create('team/a'), create('team/b'), create('team/c', { imageTagMutability: 'IMMUTABLE' })] },
  )
  const { stdout, stderr, code } = await run('apply', '--auto-approve')
  const line = '--allow delete=2 --allow exposure=1 --allow weaken=1'
  expect([code, stdout]).toEqual([4, expect.stringContaining(`  unless    ${line}\n`)])
  expect(stderr.split(line)).toHaveLength(2)
  expect((await run('apply', '--auto-approve', '--allow', 'delete=2', '--allow', 'weaken=1')).code).toBe(4)
  expect((await run('apply', '--auto-approve', ...line.split(' '))).code).toBe(0)
})

test('too small a consent is told with both numbers', async () => {
  const [, , text, seed] = BREACHES[0] as (typeof BREACHES)[number]
  const { run } = await world(text, seed)
  const { code, stderr } = await run('plan', '--allow', 'delete=1')
  expect([code, stderr]).toEqual([4, expect.stringContaining('Allowed were 1, which is less than 2.')])
})

test.each([
  ['a guard that is none', ['--allow', 'deletes=3'], 'Did you mean "delete"?'],
  ['another one', ['--allow', 'everything=3'], 'Write one of delete, expireImages'],
  ['no number', ['--allow', 'delete'], 'It lacks its number'],
  ['an empty number', ['--allow', 'delete='], 'It lacks its number'],
  ['a share', ['--allow', 'delete=30%'], '30% is no number'],
  ['a number below 0', ['--allow', 'delete=-1'], '-1 is no number'],
  ['force', ['--force'], 'No flag lets everything pass'],
])('%s is refused with 3 before anything is read', async (_, flags, said) => {
  const { run, writes } = await world('repositories: {}', { calls: [] })
  for (const command of ['plan', 'apply']) {
    const { code, stderr } = await run(command, ...flags)
    expect([code, stderr.replace(/\s+/g, ' ')]).toEqual([3, expect.stringContaining(said)])
  }
  expect(writes()).toEqual([])
})

describe('an empty world', () => {
  const THREE = 'repositories: { team/a: {}, team/b: {}, team/c: { imageTagMutability: IMMUTABLE } }'
  const live = { calls: [create('team/a'), create('team/b'), create('team/c')] }
  const applied = async (text: string, seed: Seed) => {
    const there = await world(text, seed)
    expect((await there.run('apply', '--auto-approve')).code).toBe(0)
    return there
  }

  test('is a manifest that suddenly declares nothing: refused, until as many as it declared are allowed', async () => {
    const { run, rewrite } = await applied(THREE, live)
    await rewrite('repositories: {}\nregistry: { accountSettings: { BLOB_MOUNTING: ENABLED } }')
    for (const args of [['plan'], ['apply', '--auto-approve'], ['plan', '--allow', 'empty-world=2']]) {
      const { code, stdout, stderr } = await run(...args)
      expect([code, stdout]).toEqual([4, expect.stringContaining('REFUSED by the guard empty-world.')])
      expect(stderr).toContain('--allow empty-world=3')
    }
    expect((await run('plan', '--allow', 'empty-world=3')).code).toBe(0)
    expect((await run('apply', '--auto-approve', '--allow', 'empty-world=3')).code).toBe(0)
    expect((await run('plan')).code).toBe(0)
  })

  test('is allowed once, also where nothing is to be changed', async () => {
    const { run, rewrite } = await applied(THREE, live)
    await rewrite('repositories: {}')
    expect((await run('apply', '--auto-approve', '--allow', 'empty-world=3')).code).toBe(0)
    expect((await run('apply', '--auto-approve')).code).toBe(0)
  })

  test('is a registry that is suddenly empty', async () => {
    const { run, ecr } = await applied(THREE, live)
    for (const repositoryName of ['team/a', 'team/b', 'team/c']) await ecr.deleteRepository({ repositoryName })
    const { code, stdout } = await run('apply', '--auto-approve')
    expect([code, stdout]).toEqual([4, expect.stringContaining('  unless    --allow empty-world=3\n')])
    expect((await run('apply', '--auto-approve', '--allow', 'empty-world=3')).code).toBe(0)
  })

  test('is that, too, where the apply that filled it was the last that changed anything', async () => {
    const { run, ecr } = await applied(THREE, { calls: [] })
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    for (const repositoryName of ['team/a', 'team/b', 'team/c']) await ecr.deleteRepository({ repositoryName })
    const { code, stdout } = await run('apply', '--auto-approve')
    expect([code, stdout]).toEqual([4, expect.stringContaining('  unless    --allow empty-world=3\n')])
    expect((await run('apply', '--auto-approve', '--allow', 'empty-world=3')).code).toBe(0)
  })

  test('is known of each target, whichever the last run was about', async () => {
    const targets = 'targets: { a: { region: us-east-1 }, b: { region: eu-west-1 } }\n'
    const { run, rewrite } = await applied(`${targets}${THREE}`, { calls: [] })
    await rewrite(`${targets}${THREE.replace('team/a', 'team/d: {}, team/a')}`)
    expect((await run('apply', '--auto-approve', '--target', 'a')).code).toBe(0)
    await rewrite(`${targets}repositories: { team/a: { targets: [a] } }`)
    expect(await run('plan')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('declares no repository any more in b, where it declared 3'),
    })
  })

  test('is a list of fragments of which more than half is gone', async () => {
    const { run, rewrite, cwd } = await world('repositories: {}', live)
    for (const name of ['one', 'two', 'three'])
      await writeFile(join(cwd, `${name}.yaml`), `repositories: { team/${name}: {} }\n`)
    await rewrite('include: [one.yaml, two.yaml, three.yaml]')
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    await rewrite('include: [one.yaml]')
    expect(await run('plan')).toMatchObject({ code: 4, stdout: expect.stringContaining('--allow empty-world=2') })
    expect((await run('plan', '--allow', 'empty-world=2')).code).toBe(0)
    await rewrite('include: [one.yaml, two.yaml]')
    expect((await run('plan')).code).toBe(0)
  })

  test.each([
    ['of a part', ['--only', 'team/*']],
    ['of a shard', ['--shard', '1/2']],
  ])('is not looked for in a plan %s', async (_, flags) => {
    const { run, rewrite } = await applied(THREE, live)
    await rewrite('removed: [{ name: team/a }]')
    expect((await run('plan', ...flags)).code).toBe(0)
    expect((await run('plan')).code).toBe(4)
  })

  test('is not looked for without a receipt', async () => {
    const { run, rewrite } = await world(THREE, live)
    await run('apply', '--auto-approve', '--receipt', 'none')
    await rewrite('repositories: {}')
    expect((await run('plan')).code).toBe(0)
  })
})

test('what is consented to is in the receipt', async () => {
  const [, , text, seed] = BREACHES[0] as (typeof BREACHES)[number]
  const { run, cwd } = await world(text, seed)
  await run('apply', '--auto-approve', '--allow', 'delete=2', '--allow', 'delete=1', '--receipt', 'receipt.json')
  const [head = ''] = (await readFile(join(cwd, 'receipt.json'), 'utf8')).split('\n')
  expect(JSON.parse(head)).toMatchObject({ type: 'receipt', consent: { delete: 2 } })
})
