import { expect, test } from 'vitest'
import { arnOf, clientOf, emulated } from './ecr.ts'

const world = emulated({ account: '111122223333', region: 'eu-west-1' })
const repositoryName = 'aa'

test('an access key of twelve digits is the account, the region is that of the signature', async () => {
  const client = clientOf(world.emulator, { accessKey: '444455556666', region: 'eu-central-1' })
  const { repository } = await client.createRepository({ repositoryName })
  expect(repository).toMatchObject({
    registryId: '444455556666',
    repositoryArn: 'arn:aws:ecr:eu-central-1:444455556666:repository/aa',
  })
})

test('any other access key is the account that the emulator was started with', async () => {
  expect((await world.ecr.describeRegistry({})).registryId).toBe('111122223333')
})

test('without a signature the emulator says account and region', async () => {
  const { body } = await world.post('CreateRepository', { repositoryName })
  expect(body).toMatchObject({ repository: { repositoryArn: 'arn:aws:ecr:eu-west-1:111122223333:repository/aa' } })
})

test('accounts and regions share nothing', async () => {
  await clientOf(world.emulator, { region: 'us-east-1' }).createRepository({ repositoryName })
  const others = [{ region: 'us-east-2' }, { region: 'us-east-1', accessKey: '999999999999' }]
  for (const other of others) {
    const client = clientOf(world.emulator, other)
    expect((await client.describeRepositories({})).repositories).toEqual([])
    await expect(client.listTagsForResource({ resourceArn: arnOf('aa') })).rejects.toMatchObject({ $fault: 'client' })
  }
})

test.each([
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
])('%s is in the partition %s', async (region, partition, dnsSuffix) => {
  const { repository } = await clientOf(world.emulator, { region }).createRepository({ repositoryName })
  expect(repository).toMatchObject({
    repositoryArn: `arn:${partition}:ecr:${region}:111122223333:repository/aa`,
    repositoryUri: `111122223333.dkr.ecr.${region}.${dnsSuffix}/aa`,
  })
})
