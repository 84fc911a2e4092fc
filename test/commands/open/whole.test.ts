import { expect, test } from 'vitest'
import { openPruning } from '../../../src/commands/open/whole.ts'
import { onlyOf } from '../../../src/manifest/meaning/only.ts'
import { intentOf } from '../../properties/manifests.ts'

const SELECTED = { only: undefined, target: undefined, shard: undefined }

async function intended(prune: object | undefined) {
  const intent = await intentOf({ version: 1, name: 'acme', repositories: { app: {} }, ...(prune && { prune }) })
  if (intent === undefined) throw new Error('The manifest is not valid')
  return intent
}

test('a run of the whole prunes', async () => {
  const intent = await intended({ match: 'old/**' })
  expect(openPruning(SELECTED)(intent)).toBe(intent)
})

test('where there is nothing to prune, nothing is said', async () => {
  const intent = await intended(undefined)
  expect(openPruning({ ...SELECTED, target: ['prod'] })(intent)).toBe(intent)
})

test('with --target, nothing is pruned, orphans are named, and a note says so', async () => {
  const { wishes, warnings } = openPruning({ ...SELECTED, target: ['prod'] })(await intended({ match: 'old/**' }))
  expect(wishes.owned).toEqual({ manifest: 'acme' })
  expect(wishes.of('app')).not.toEqual([])
  expect(warnings).toMatchObject([
    { severity: 'note', code: 'NOT_PRUNED', summary: expect.stringContaining('--target') },
  ])
})

test('with --only, nor are orphans looked for', async () => {
  const intent = await intended({ match: 'old/**' })
  const filtered = { ...intent, wishes: onlyOf(intent.wishes, ['app']) }
  const { wishes, warnings } = openPruning({ ...SELECTED, only: ['app'] })(filtered)
  expect(wishes.owned).toBeUndefined()
  expect(warnings).toMatchObject([{ code: 'NOT_PRUNED', summary: expect.stringContaining('--only') }])
})
