import { symlink } from 'node:fs/promises'
import { join, resolve as resolvePath } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { resolve } from '../../../src/manifest/meaning/resolve.ts'
import { diskFiles } from '../../../src/manifest/text/disk-files.ts'
import { folderWith } from '../../folder.ts'
import { diagnosticsOf, findingsIn, HEAD, resolvedFrom, settingsOf } from '../world.ts'

const RULES = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
}
const JSON_TEXT = JSON.stringify(RULES)
const manifest = (policy: string) => `${HEAD}repositories:\n  team/app: { lifecyclePolicy: ${policy} }\n`
const read = async (files: Readonly<Record<string, string>>) =>
  settingsOf(await resolvedFrom(files), 'team/app').lifecyclePolicy

describe('a document in a file is read', () => {
  test.each<[string, string]>([
    ['beside the manifest', 'x.json'],
    ['in a folder', './policies/x.json'],
    ['by way of a folder and back', 'policies/../x.json'],
    ['with spaces in its name', '"policies/a b.json"'],
  ])('%s', async (_name, file) => {
    const files = { 'x.json': JSON_TEXT, 'policies/x.json': JSON_TEXT, 'policies/a b.json': JSON_TEXT }
    expect(await read({ ...files, 'ecrsync.yaml': manifest(`{ file: ${file} }`) })).toEqual([RULES])
  })

  test('after the mark that some editors put before a text', async () => {
    expect(
      await read({ 'ecrsync.yaml': `\uFEFF${manifest('{ file: x.json }')}`, 'x.json': `\uFEFF${JSON_TEXT}` }),
    ).toEqual([RULES])
  })

  test('by way of a symbolic link that stays in the folder', async () => {
    const folder = await folderWith({ 'ecrsync.yaml': manifest('{ file: x.json }'), 'policies/y.json': JSON_TEXT })
    await symlink('policies/y.json', join(folder, 'x.json'))
    const resolved = resolve(await loadManifest(resolvePath(folder, 'ecrsync.yaml'), diskFiles), {
      target: {},
      environment: {},
    })
    expect(settingsOf(resolved, 'team/app').lifecyclePolicy).toEqual([RULES])
  })

  test('for a policy that is used by its name, from the folder of the file that defines it', async () => {
    expect(
      await read({
        'ecrsync.yaml': `${HEAD}include: [teams/a.yaml]\nlifecyclePolicies: { few: { file: x.json } }\n`,
        'teams/a.yaml': 'repositories:\n  team/app: { lifecyclePolicy: few }\n',
        'x.json': JSON_TEXT,
      }),
    ).toEqual([RULES])
  })
})

describe('a fault in a file is found once, at the line that names the file', () => {
  const broken = JSON_TEXT.replace('expire', 'expired')

  test('where a repository names it', async () => {
    const files = { 'ecrsync.yaml': manifest('{ file: x.json }'), 'x.json': broken }
    const [found] = await diagnosticsOf(files)
    expect(await findingsIn(files)).toEqual(['ecrsync.yaml:4:34 error LIFECYCLE_POLICY'])
    expect(found?.detail).toContain('In x.json at rules[0].action.type.')
  })

  test('where a policy of several repositories names it', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}lifecyclePolicies: { few: { file: x.json } }\nrepositories:\n  aa: { lifecyclePolicy: few }\n  bb: { lifecyclePolicy: few }\n`,
      'x.json': broken,
    }
    expect(await findingsIn(files)).toEqual(['ecrsync.yaml:3:29 error LIFECYCLE_POLICY'])
  })

  test('also of a policy that nobody uses', async () => {
    const files = { 'ecrsync.yaml': `${HEAD}lifecyclePolicies: { few: { file: x.json } }\n`, 'x.json': broken }
    expect(await findingsIn(files)).toEqual(['ecrsync.yaml:3:29 error LIFECYCLE_POLICY'])
  })
})

describe('a fault in the manifest is found once, where it is written', () => {
  const rule = '[{ any: true, keepNewest: 0 }]'

  test.each<[string, string, string]>([
    [
      'in a policy of several',
      `lifecyclePolicies: { few: ${rule} }\nrepositories: { aa: { lifecyclePolicy: few }, bb: { lifecyclePolicy: few } }\n`,
      '3:41',
    ],
    [
      'in a layer of several',
      `defaults: [{ match: "**", lifecyclePolicy: ${rule} }]\nrepositories: { aa: {}, bb: {} }\n`,
      '3:58',
    ],
    ['in a layer of none', `defaults: [{ match: "**", lifecyclePolicy: ${rule} }]\n`, '3:58'],
    [
      'in what a repository covers up',
      `defaults: [{ match: "**", lifecyclePolicy: ${rule} }]\nrepositories: { aa: { lifecyclePolicy: null } }\n`,
      '3:58',
    ],
  ])('%s', async (_name, text, place) => {
    expect(await findingsIn(HEAD + text)).toEqual([`ecrsync.yaml:${place} error LIFECYCLE_POLICY`])
  })
})

describe('a document shows nothing of a file that is no JSON', () => {
  const SECRET = 'hunter2'

  test.each<[string, string]>([
    ['.env', `FOO=${SECRET}`],
    ['x.json', `FOO=${SECRET}`],
    ['x.json', `{"a": ${SECRET}}`],
    ['x.json', SECRET],
    ['x.json', `[1, "${SECRET}`],
    ['x.yaml', `a: ${SECRET}`],
    ['x.yml', `${SECRET}: ${SECRET}: x`],
    ['policies/x', JSON_TEXT.replace('any', SECRET)],
  ])('%s: %s', async (file, text) => {
    const found = await diagnosticsOf({ 'ecrsync.yaml': manifest(`{ file: "${file}" }`), [file]: text })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ severity: 'error', source: { line: 4, column: 34 } })
    expect(JSON.stringify(found)).not.toContain(SECRET)
  })

  test('nor by way of a link with another name', async () => {
    const folder = await folderWith({ 'ecrsync.yaml': manifest('{ file: x.json }'), '.env': `FOO=${SECRET}` })
    await symlink('.env', join(folder, 'x.json'))
    await expect(loadManifest(join(folder, 'ecrsync.yaml'), diskFiles)).rejects.toMatchObject({
      diagnostics: [{ code: 'FILE_UNREADABLE', summary: 'x.json does not end in .json' }],
    })
  })
})
