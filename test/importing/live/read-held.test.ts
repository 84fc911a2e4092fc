import { expect, test } from 'vitest'
import type { Reader } from '../../../src/aws/api.ts'
import { readHeld } from '../../../src/importing/live/read-held.ts'
import { registry } from '../../registry.ts'
import { ACCOUNT, REGION } from '../../world.ts'

const READING = { target: 'default', context: { account: ACCOUNT, region: REGION }, manifest: 'acme', emit() {} }

const denied = (operation: string, repository?: string) => ({
  operation,
  error: 'AccessDeniedException',
  ...(repository !== undefined && { repository }),
})

async function filled() {
  const { emulator, client } = await registry()
  const tags = [
    { Key: 'team', Value: 'a' },
    { Key: 'ecrsync:protect', Value: 'true' },
  ]
  for (const repositoryName of ['app', 'web'])
    await client.writer.perform({ action: 'CreateRepository', input: { repositoryName, tags } })
  return { emulator, client, read: () => readHeld(client.reader, READING) }
}

test('what is there is held by the keys of a manifest', async () => {
  const { read } = await filled()
  const { held, leftOut, leftToGlobs, unread } = await read()
  const states = { tags: { team: 'a' }, protect: true, imageTagMutability: 'MUTABLE' }
  expect(held.repositories).toEqual(['app', 'web'].map(name => ({ name, states })))
  expect([held.registry, leftOut, leftToGlobs, unread]).toEqual([{}, [], [], []])
})

test('of a repository whose tags may not be read, nothing is said that they would have told', async () => {
  const { emulator, read } = await filled()
  emulator.inject(denied('ListTagsForResource', 'web'))
  const { held, leftOut, unread } = await read()
  expect(held.repositories[1]).toEqual({
    name: 'web',
    states: { imageTagMutability: 'MUTABLE' },
    unsaid: ['tags', 'protect'],
  })
  expect(leftOut.map(({ name }) => name)).toEqual(['web: tags', 'web: protect'])
  expect(unread).toEqual([expect.objectContaining({ address: 'repository["web"]', field: 'tags' })])
})

test.each([
  ['DescribePullThroughCacheRules', 'pullThroughCacheRules'],
  ['GetRegistryScanningConfiguration', 'scanningConfiguration'],
])('where %s is not allowed, %s is unsaid, and the rest is held', async (operation, facet) => {
  const { emulator, read } = await filled()
  emulator.inject(denied(operation))
  const { held, unread } = await read()
  expect([held.unsaid, held.repositories.length]).toEqual([[facet], 2])
  expect(unread.map(({ code }) => code)).toEqual(['ACCESS_DENIED'])
})

test('of an answer that nobody understands nothing is said, and it is told as unread', async () => {
  const { client } = await filled()
  const garbled = {
    call: (action: never, input: never) =>
      action === 'GetRepositoryPolicy' ? Promise.resolve({ policyText: '{' }) : client.reader.call(action, input),
  } as Reader
  const { held, unread } = await readHeld(garbled, READING)
  expect(held.repositories.map(({ unsaid }) => unsaid)).toEqual([['repositoryPolicy'], ['repositoryPolicy']])
  expect(unread.map(({ address }) => address)).toEqual(['repositoryPolicy["app"]', 'repositoryPolicy["web"]'])
})
