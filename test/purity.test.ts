import { expect, test } from 'vitest'
import { connect } from '../src/aws/client.ts'
import { emulated } from './emulator/ecr.ts'
import { purely, purelyBy } from './purity.ts'

const world = emulated()

const clientFor = (accessKeyId = '123456789012') =>
  connect({
    region: 'us-east-1',
    endpoint: world.emulator.url,
    credentials: { accessKeyId, secretAccessKey: 'local' },
    concurrency: 1,
  })

async function creates(accessKeyId?: string) {
  const client = await clientFor(accessKeyId)
  await client.writer.perform({ action: 'CreateRepository', input: { repositoryName: 'aa' } }).finally(client.close)
  return 'created'
}

test('a plan that writes fails the test, and says what it has called', () =>
  expect(purely(creates)).rejects.toThrow('A plan has changed something: CreateRepository'))

test('so does any command but those that are there for it', async () => {
  await expect(purelyBy(['validate'], creates)).rejects.toThrow('CreateRepository')
  await world.ecr.deleteRepository({ repositoryName: 'aa' })
  expect(await purelyBy(['apply'], creates)).toBe('created')
})

test('what reads may, and what a second client does is its own business', async () => {
  const client = await clientFor()
  await purely(() => client.reader.call('DescribeRepositories', {})).finally(client.close)
  expect(await purely(() => creates('AKIASECONDCLIENT'))).toBe('created')
})
