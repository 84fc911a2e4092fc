import { expect, test } from 'vitest'
import { ACCOUNT, arnOf, emulated } from './ecr.ts'

const world = emulated()
const repositoryName = 'aa'

test('PutImageScanningConfiguration is seen by DescribeRepositories', async () => {
  await world.ecr.createRepository({ repositoryName })
  const imageScanningConfiguration = { scanOnPush: true }
  const answer = await world.ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration })
  expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, imageScanningConfiguration })
  const { repositories } = await world.ecr.describeRepositories({ repositoryNames: [repositoryName] })
  expect(repositories?.[0]).toMatchObject({ imageScanningConfiguration })
})

test('PutImageScanningConfiguration refuses an unknown repository', async () => {
  await expect(
    world.ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration: {} }),
  ).rejects.toMatchObject({ name: 'RepositoryNotFoundException' })
})

test('BatchGetRepositoryScanningConfiguration answers what is effective, and failures by name', async () => {
  await world.ecr.createRepository({ repositoryName })
  await world.ecr.createRepository({ repositoryName: 'bb', imageScanningConfiguration: { scanOnPush: true } })
  const names = { repositoryNames: [repositoryName, 'bb', 'cc'] }
  const effective = (name: string, scanOnPush: boolean, scanFrequency: string) => ({
    repositoryArn: arnOf(name),
    repositoryName: name,
    scanOnPush,
    scanFrequency,
    appliedScanFilters: [],
  })
  expect(await world.ecr.batchGetRepositoryScanningConfiguration(names)).toMatchObject({
    scanningConfigurations: [effective('aa', false, 'MANUAL'), effective('bb', true, 'SCAN_ON_PUSH')],
    failures: [{ repositoryName: 'cc', failureCode: 'REPOSITORY_NOT_FOUND' }],
  })
})

test('BatchGetRepositoryScanningConfiguration takes at most 25 names', async () => {
  const repositoryNames = Array.from({ length: 26 }, (_, index) => `r-${index}`)
  await expect(world.ecr.batchGetRepositoryScanningConfiguration({ repositoryNames })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining('Member must have length less than or equal to 25'),
  })
})
