import { ECR } from '@aws-sdk/client-ecr'
import { expect, onTestFinished, test } from 'vitest'
import { ACCOUNT, emulated } from '../emulator/ecr.ts'
import { type Moment, secondClient } from './second-client.ts'

const world = emulated()
const create = (name: string) => (ecr: ECR) => ecr.createRepository({ repositoryName: name })

/** A second client at some moments, and a first one that tries each call once. */
async function both(...moments: readonly Moment[]) {
  const second = await secondClient(world.emulator, ...moments)
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' }
  const first = new ECR({ region: 'us-east-1', endpoint: second.url, maxAttempts: 1, credentials })
  onTestFinished(() => first.destroy())
  const names = () => world.ecr.describeRepositories({}).then(({ repositories = [] }) => repositories.map(nameOf))
  return { second, first, names, log: () => second.calls.map(({ by, operation }) => `${by}: ${operation}`) }
}

const nameOf = ({ repositoryName }: { readonly repositoryName?: string | undefined }) => repositoryName

test('acts just before a call, and both are in the log in the order of their effects', async () => {
  const { first, log } = await both({ before: 'DescribeRepositories', act: create('from/second') })
  const { repositories } = await first.describeRepositories({})
  expect(repositories?.map(nameOf)).toEqual(['from/second'])
  expect(log()).toEqual(['second client: CreateRepository', 'ecrsync: DescribeRepositories'])
})

test('acts when a call was answered, before the answer arrives', async () => {
  const { first, log } = await both({ after: 'DescribeRepositories', act: create('from/second') })
  expect((await first.describeRepositories({})).repositories).toEqual([])
  expect(log()).toEqual(['ecrsync: DescribeRepositories', 'second client: CreateRepository'])
})

test('acts at the nth call of an operation, or of all', async () => {
  const { first, names } = await both(
    { before: 'DescribeRepositories', nth: 2, act: create('second/one') },
    { before: '*', nth: 3, act: create('second/all') },
  )
  await first.describeRegistry({})
  await first.describeRepositories({})
  expect(await names()).toEqual([])
  await first.describeRepositories({})
  expect(await names()).toEqual(['second/all', 'second/one'])
})

test('acts only at calls whose input is as wanted', async () => {
  const where = ({ repositoryName }: { readonly repositoryName?: unknown }) => repositoryName === 'bb'
  const { first, names } = await both({ before: 'CreateRepository', where, act: create('bb') })
  await create('aa')(first)
  await expect(create('bb')(first)).rejects.toMatchObject({ name: 'RepositoryAlreadyExistsException' })
  expect(await names()).toEqual(['aa', 'bb'])
})

test.each([
  ['throttled', 'ThrottlingException'],
  ['failed', 'ServerException'],
  ['missing', 'RepositoryNotFoundException'],
] as const)('a call that is %s has no effect', async (fate, name) => {
  const { first, names } = await both({ before: 'CreateRepository', fate })
  await expect(create('aa')(first)).rejects.toMatchObject({ name })
  expect(await names()).toEqual([])
  await create('aa')(first)
  expect(await names()).toEqual(['aa'])
})

test('a lost answer has its effect, and the second client acts in between', async () => {
  const act = (ecr: ECR) => ecr.deleteRepository({ repositoryName: 'aa' })
  const { first, log, names } = await both({ after: 'CreateRepository', fate: 'lost', act })
  await expect(create('aa')(first)).rejects.toThrow()
  expect(log()).toEqual(['ecrsync: CreateRepository', 'second client: DeleteRepository'])
  expect(await names()).toEqual([])
})

test('what goes wrong while it acts is told', async () => {
  const { first, second } = await both({ before: 'DescribeRegistry', act: create('A') })
  await expect(first.describeRegistry({})).rejects.toThrow()
  expect(() => second.check()).toThrow('repositoryName')
})
