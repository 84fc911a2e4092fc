import { expect, test } from 'vitest'
import type { Reader } from '../../../src/aws/api.ts'
import { indexedTags } from '../../../src/importing/live/indexed-tags.ts'
import { readHeld } from '../../../src/importing/live/read-held.ts'
import { askingOnce, isOfTags } from '../../../src/plan/read.ts'
import { registry } from '../../registry.ts'
import { ACCOUNT, REGION } from '../../world.ts'

const MANY = Array.from({ length: 130 }, (_, index) => `team/app-${String(index).padStart(3, '0')}`)

const READING = { target: 'default', context: { account: ACCOUNT, region: REGION }, manifest: 'acme', emit() {} }

async function filled() {
  const { emulator, client } = await registry()
  const tags = [{ Key: 'team', Value: 'a' }]
  for (const repositoryName of MANY)
    await client.writer.perform({ action: 'CreateRepository', input: { repositoryName, tags } })
  emulator.clearCalls()
  const called = (operation: string) => emulator.calls.filter(call => call.operation === operation).length
  return { emulator, client, called }
}

test('of many repositories the index tells the tags, a hundred a call', async () => {
  const { client, called } = await filled()
  const { reader, notes } = indexedTags(client.reader, { index: client.tagIndex, isAsked: false })
  const { held } = await readHeld(askingOnce(reader, isOfTags), READING)
  expect([called('GetResources'), called('ListTagsForResource'), notes()]).toEqual([2, 0, []])
  expect(new Set(held.repositories.map(({ states }) => JSON.stringify(states.tags)))).toEqual(new Set(['{"team":"a"}']))
})

test('a page that lists nothing is not the last', async () => {
  const { client, called } = await filled()
  const paged = {
    call(action: never, input: { readonly nextToken?: string }) {
      if (action !== 'DescribeRepositories') return client.reader.call(action, input as never)
      const { nextToken, ...asked } = input
      if (nextToken === undefined) return Promise.resolve({ nextToken: 'first' })
      return client.reader.call(action, (nextToken === 'first' ? asked : input) as never)
    },
  } as Reader
  const { reader } = indexedTags(paged, { index: client.tagIndex, isAsked: false })
  const { held } = await readHeld(askingOnce(reader, isOfTags), READING)
  expect([held.repositories.length, called('GetResources'), called('ListTagsForResource')]).toEqual([MANY.length, 2, 0])
})

test('where it may not be asked, ECR tells them, and that is said', async () => {
  const { emulator, client, called } = await filled()
  emulator.inject({ operation: 'GetResources', error: 'AccessDeniedException' })
  const { reader, notes } = indexedTags(client.reader, { index: client.tagIndex, isAsked: false })
  const { held } = await readHeld(askingOnce(reader, isOfTags), READING)
  expect([called('ListTagsForResource'), held.repositories.length]).toEqual([MANY.length, MANY.length])
  expect(notes()).toEqual([expect.objectContaining({ severity: 'note', code: 'TAGS_ONE_BY_ONE' })])
})

test('asked for where nobody knows it, that is a warning', () => {
  const { reader } = { reader: { call: () => Promise.reject(new Error('unasked')) } }
  expect(indexedTags(reader, { isAsked: true }).notes()).toEqual([expect.objectContaining({ severity: 'warning' })])
  expect(indexedTags(reader, undefined)).toMatchObject({ reader })
})
