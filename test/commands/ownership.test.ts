import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const OWNER = 'ecrsync:manifest'

async function there(
  text: string,
  owners: Readonly<Record<string, string | undefined>> = {},
  options: EmulatorOptions = {},
) {
  const emulator = await seeded({
    calls: Object.entries(owners).map(([repositoryName, Value]) => ({
      action: 'CreateRepository',
      input: { repositoryName, ...(Value !== undefined && { tags: [{ Key: OWNER, Value }] }) },
    })),
    options,
  })
  const cwd = await folderWith({ 'ecrsync.yaml': `version: 1\nname: acme\n${text}` })
  return { emulator, run: (...args: string[]) => ecrsync(args, { cwd, env: awsEnvironment(emulator.url) }) }
}

test('a repository of another manifest: plan exits 4, apply 6, and both say whose it is', async () => {
  const { run } = await there('repositories: { app: }', { app: 'billing' })
  const [plan, apply] = [await run('plan'), await run('apply', '--auto-approve')]
  expect([plan.code, apply.code]).toEqual([4, 6])
  for (const { stdout } of [plan, apply]) expect(stdout).toContain('belongs to the manifest billing')
})

test('forty that are adopted are one line, and so is what to write for Terraform', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `team/app-${index}`)
  const text = `adopt: ["team/**"]\nrepositories: { ${names.map(name => `${name}: `).join(', ')} }`
  const { run, emulator } = await there(text, Object.fromEntries(names.map(name => [name, undefined])))
  const { code, stdout } = await run('plan', '--detailed-exitcode')
  expect(code).toBe(2)
  expect(stdout.split('\n').filter(line => line.includes('>'))).toEqual([
    expect.stringMatching(/^ {2}> owner adopted by acme · 40 repositories/),
  ])
  expect(stdout.match(/ignore_tags \{ key_prefixes = \["ecrsync:"\] \}/g)).toHaveLength(1)
  expect(stdout).toContain('Plan: 0 to create, 0 to update, 0 to delete, 0 blocked, 40 to adopt.')
  expect(emulator.calls.filter(({ operation }) => operation === 'ListTagsForResource')).toHaveLength(40)
  const applied = await run('apply', '--auto-approve')
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('0 updated, 0 deleted, 40 adopted.')])
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
})

describe('an organization that forbids the key', () => {
  const options = { forbiddenTags: [OWNER] }

  test.each([
    ['at creation', 'repositories: { app: }', {}],
    ['on adoption', 'adopt: ["**"]\nrepositories: { app: }', { app: undefined }],
  ])('is named %s, with the way out', async (_, text, owners) => {
    const { run } = await there(text, owners, options)
    const { code, stdout } = await run('apply', '--auto-approve')
    expect(code).toBe(6)
    expect(stdout.replace(/\s+/g, ' ')).toContain('is refused by a tag policy of the organization')
    expect(stdout.replace(/\s+/g, ' ')).toContain('ownership: none at the root')
  })

  test('lets a manifest that owns nothing', async () => {
    const { run } = await there('ownership: none\nrepositories: { app: }', {}, options)
    expect((await run('apply', '--auto-approve')).code).toBe(0)
  })
})
