import { paginateDescribeRepositories } from '@aws-sdk/client-ecr'
import { beforeEach, expect, test } from 'vitest'
import { emulated } from './ecr.ts'

const world = emulated()
const NAMES = Array.from({ length: 105 }, (_, index) => `r-${String(index).padStart(3, '0')}`)

beforeEach(async () => {
  await Promise.all(NAMES.map(repositoryName => world.ecr.createRepository({ repositoryName })))
})

const namesOf = (page: { repositories?: { repositoryName?: string | undefined }[] | undefined }) =>
  page.repositories?.map(({ repositoryName }) => repositoryName)

test('a page holds 100 unless asked otherwise', async () => {
  const first = await world.ecr.describeRepositories({})
  expect(namesOf(first)).toEqual(NAMES.slice(0, 100))
  const second = await world.ecr.describeRepositories({ nextToken: first.nextToken })
  expect(namesOf(second)).toEqual(NAMES.slice(100))
  expect(second.nextToken).toBeUndefined()
})

test('the paginator of the SDK sees everything once', async () => {
  const names = []
  for await (const page of paginateDescribeRepositories({ client: world.ecr, pageSize: 10 }, {})) {
    names.push(...(namesOf(page) ?? []))
  }
  expect(names).toEqual(NAMES)
})

test('the last page has no token, even when it is full', async () => {
  expect((await world.ecr.describeRepositories({ maxResults: 105 })).nextToken).toBeUndefined()
})

test('what is created or deleted between two pages shifts nothing', async () => {
  const { nextToken } = await world.ecr.describeRepositories({ maxResults: 2 })
  await world.ecr.deleteRepository({ repositoryName: 'r-001' })
  await world.ecr.createRepository({ repositoryName: 'r-000-new' })
  expect(namesOf(await world.ecr.describeRepositories({ nextToken, maxResults: 2 }))).toEqual(['r-002', 'r-003'])
})

test.each(['x', '', 'e30', '{}', 'null'])('%j is not a token', async nextToken => {
  await expect(world.ecr.describeRepositories({ nextToken })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
  })
})

test.each([
  [0, 'greater than or equal to 1'],
  [1001, 'less than or equal to 1000'],
])('a page cannot hold %i', async (maxResults, bound) => {
  await expect(world.ecr.describeRepositories({ maxResults })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: `Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value ${bound}'`,
  })
})
