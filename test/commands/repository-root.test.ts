import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../src/commands/repository-root.ts'
import { folderWith } from '../folder.ts'

test('the root of a repository is where git has its own, above a folder', async () => {
  const folder = await folderWith({ 'infra/deep/ecrsync.yaml': '', '.git': 'gitdir: elsewhere' })
  expect(repositoryRoot(join(folder, 'infra', 'deep'), {})).toBe(folder)
})

test('it is that of the job, for a folder in it', async () => {
  const folder = await folderWith({ 'a/b/ecrsync.yaml': '', 'a/.git': '' })
  expect(repositoryRoot(join(folder, 'a', 'b'), { GITHUB_WORKSPACE: folder })).toBe(folder)
})

test('a job elsewhere says nothing of it', async () => {
  const folder = await folderWith({ 'a/.git': '', 'b/c': '' })
  await mkdir(join(folder, 'a', 'in'))
  expect(repositoryRoot(join(folder, 'a', 'in'), { GITHUB_WORKSPACE: join(folder, 'b') })).toBe(join(folder, 'a'))
})

test('without one, it is the folder itself', () => expect(repositoryRoot('/', {})).toBe('/'))
