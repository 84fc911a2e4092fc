import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'

const ROOT = 'name: acme\nversion: 1 # one\ninclude: ["teams/*.yaml"]\nrepositories: { team/app: {} }\n'
const LAID_OUT = 'version: 1 # one\nname: acme\n\ninclude: ["teams/*.yaml"]\n\nrepositories:\n  team/app:\n'
const FRAGMENT = "repositories:\n  'search/api':\n"
const SAME = 'repositories:\n  pay/api:\n'

const opened = (files: Readonly<Record<string, string>> = {}) =>
  folderWith({ 'ecrsync.yaml': ROOT, 'teams/search.yaml': FRAGMENT, 'teams/pay.yaml': SAME, ...files })

const textIn = (folder: string, file: string) => readFile(join(folder, file), 'utf8')

describe('fmt', () => {
  test('lays out the manifest and what it includes, names what it wrote, and then finds nothing to do', async () => {
    const cwd = await opened()
    expect(await ecrsync(['fmt'], { cwd })).toEqual({
      code: 0,
      stdout: 'ecrsync.yaml\nteams/search.yaml\n',
      stderr: '2 of 3 files were laid out.\n',
    })
    expect(await textIn(cwd, 'ecrsync.yaml')).toBe(LAID_OUT)
    expect(await textIn(cwd, 'teams/search.yaml')).toBe('repositories:\n  search/api:\n')
    expect(await ecrsync(['fmt'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '3 files have the layout.\n' })
    expect(await ecrsync(['fmt', '--check', '--quiet'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await readdir(cwd)).sort()).toEqual(['ecrsync.yaml', 'teams'])
  })

  test('--check writes nothing, names the files and exits 2', async () => {
    const cwd = await opened()
    const { code, stdout, stderr } = await ecrsync(['fmt', '--check'], { cwd })
    expect([code, stdout]).toEqual([2, 'ecrsync.yaml\nteams/search.yaml\n'])
    expect(stderr).toContain('2 of 3 files have another layout: write it with ecrsync fmt.')
    expect(await textIn(cwd, 'ecrsync.yaml')).toBe(ROOT)
    const json = await ecrsync(['fmt', '--check', '--json'], { cwd })
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      2,
      {
        check: true,
        files: [
          { file: 'ecrsync.yaml', changed: true },
          { file: 'teams/pay.yaml', changed: false },
          { file: 'teams/search.yaml', changed: true },
        ],
      },
    ])
  })

  test('a file that is no YAML is told at its place, and no file is written', async () => {
    const cwd = await opened({ 'teams/search.yaml': 'repositories:\n  a/b: { tags: { k: } }\n' })
    const { code, stderr } = await ecrsync(['fmt'], { cwd })
    expect([code, stderr]).toEqual([3, expect.stringContaining('teams/search.yaml:2:18 error EMPTY_VALUE')])
    expect(await textIn(cwd, 'ecrsync.yaml')).toBe(ROOT)
  })

  test('what includes nothing, or is not there, is refused', async () => {
    const cwd = await opened({ 'ecrsync.yaml': ROOT.replace('teams', 'teems') })
    const { code, stderr } = await ecrsync(['fmt'], { cwd })
    expect([code, stderr]).toEqual([3, expect.stringContaining('INCLUDE_NOTHING')])
    expect(await ecrsync(['fmt', '-f', 'other.yaml'], { cwd })).toMatchObject({ code: 3 })
  })

  test('a file keeps its mode, and a link stays one', async () => {
    const cwd = await opened({ 'real/search.yaml': FRAGMENT })
    await chmod(join(cwd, 'ecrsync.yaml'), 0o640)
    await symlink('../real/search.yaml', join(cwd, 'teams/linked.yaml'))
    expect(await ecrsync(['fmt'], { cwd })).toMatchObject({ code: 0 })
    expect((await stat(join(cwd, 'ecrsync.yaml'))).mode & 0o777).toBe(0o640)
    expect(await textIn(cwd, 'real/search.yaml')).toBe('repositories:\n  search/api:\n')
  })

  test.runIf(process.getuid?.() !== 0)('where one file cannot be written, none is', async () => {
    const cwd = await opened()
    await writeFile(join(cwd, 'teams/search.yaml'), FRAGMENT)
    await chmod(join(cwd, 'teams'), 0o500)
    const { code, stderr } = await ecrsync(['fmt'], { cwd }).finally(() => chmod(join(cwd, 'teams'), 0o700))
    expect([code, stderr]).toEqual([1, expect.stringContaining('MANIFEST_NOT_WRITTEN')])
    expect([await textIn(cwd, 'ecrsync.yaml'), (await readdir(cwd)).sort()]).toEqual([ROOT, ['ecrsync.yaml', 'teams']])
  })
})
