import { expect, onTestFinished, test } from 'vitest'
import { knownOf, type OpenTarget, targetOpeners } from '../../../src/commands/open/target.ts'
import type { Event } from '../../../src/events.ts'
import { folderWith } from '../../folder.ts'

/** The embedded ECR, as a target. */
async function opened() {
  const told: Event[] = []
  const file = `${await folderWith({})}/ecrsync.yaml`
  const flags = { file, local: true, region: 'eu-west-1', concurrency: 2 }
  const { openers, close } = await targetOpeners(flags, [{ name: 'default', labels: {} }], event => told.push(event))
  onTestFinished(close)
  const [target] = await Promise.all(openers.map(opener => opener.open()))
  return { target: target as OpenTarget, told }
}

const callsOf = (told: readonly Event[]) =>
  told.flatMap(event => (event.type === 'called' ? [`${event.action} of ${event.target}`] : []))

test('has one connection for each region, whoever asks', async () => {
  const { target, told } = await opened()
  expect(await target.callerFor('eu-west-1')).toBe(target.client.images)
  const [one, two] = await Promise.all([target.callerFor('eu-west-2'), target.callerFor('eu-west-2')])
  expect(one).toBe(two)
  expect(one).not.toBe(target.client.images)
  await one?.call('DescribeRepositories', {})
  expect(callsOf(told)).toEqual(['DescribeRepositories of default'])
})

test('asks for its account only where a manifest needs it', async () => {
  const { target, told } = await opened()
  expect(await knownOf(target, { needsAccount: false })).toEqual({
    name: 'default',
    region: 'eu-west-1',
    endpoint: 'embedded',
  })
  expect(told).toEqual([])
  expect(await knownOf(target, { needsAccount: true })).toMatchObject({ account: '123456789012' })
  expect(callsOf(told)).toEqual(['DescribeRegistry of default'])
})
