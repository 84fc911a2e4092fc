import { describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { docked } from './distribution/docker.ts'
import { ACCOUNT, arnOf, clientOf } from './ecr.ts'
import { send } from './http.ts'

const { world, docker } = docked()
const repositoryName = 'aa'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const create = (name = repositoryName) => world.ecr.createRepository({ repositoryName: name })
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ name }: Error) => name,
  )

describe('a fault', () => {
  test('denies an operation in the words of AWS', async () => {
    world.emulator.inject({ operation: 'CreateRepository', error: 'AccessDeniedException' })
    await expect(create()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::${ACCOUNT}:user/ecrsync is not authorized to perform: ecr:CreateRepository on resource: ${arnOf('aa')}`,
      $metadata: { httpStatusCode: 403 },
    })
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test('throttles, and an SDK that tries again gets through', async () => {
    world.emulator.inject({ operation: 'CreateRepository', error: 'ThrottlingException', when: { first: 1 } })
    await expect(create()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' })
    expect(await outcome(create())).toBe('done')
  })

  test('answers any error, with any message', async () => {
    world.emulator.inject({ operation: 'CreateRepository', error: 'ServerException', message: 'sorry' })
    await expect(create()).rejects.toMatchObject({
      name: 'ServerException',
      message: 'sorry',
      $metadata: { httpStatusCode: 500 },
    })
  })

  test('drops the connection before anything happens', async () => {
    world.emulator.inject({ operation: 'CreateRepository', error: 'DropBefore' })
    await expect(create()).rejects.toThrow()
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test('drops the connection after everything happened', async () => {
    world.emulator.inject({ operation: 'CreateRepository', error: 'DropAfter', when: { at: 1 } })
    await expect(create()).rejects.toThrow()
    expect((await world.ecr.describeRepositories({})).repositories).toHaveLength(1)
    expect(await outcome(create())).toBe('RepositoryAlreadyExistsException')
  })

  test('that drops the answer drops a refusal too', async () => {
    await create()
    world.emulator.inject({ operation: 'CreateRepository', error: 'DropAfter' })
    expect(await outcome(create())).not.toBe('RepositoryAlreadyExistsException')
  })

  test.each([
    [{ at: 2 }, ['done', 'ServerException', 'done', 'done']],
    [{ first: 2 }, ['ServerException', 'ServerException', 'done', 'done']],
    [{ every: 2 }, ['done', 'ServerException', 'done', 'ServerException']],
    [undefined, ['ServerException', 'ServerException', 'ServerException', 'ServerException']],
  ])('happens when it should: %j', async (when, expected) => {
    world.emulator.inject({ operation: 'DescribeRegistry', error: 'ServerException', ...(when && { when }) })
    const outcomes = []
    for (const _ of expected) outcomes.push(await outcome(world.ecr.describeRegistry({})))
    expect(outcomes).toEqual(expected)
  })

  test('is about one repository, however it is named', async () => {
    await create('aa')
    await create('bb')
    for (const operation of ['GetLifecyclePolicy', 'ListTagsForResource', 'DescribeRepositories']) {
      world.emulator.inject({ operation, error: 'AccessDeniedException', repository: 'bb' })
    }
    expect(await outcome(world.ecr.getLifecyclePolicy({ repositoryName: 'aa' }))).toBe(
      'LifecyclePolicyNotFoundException',
    )
    expect(await outcome(world.ecr.getLifecyclePolicy({ repositoryName: 'bb' }))).toBe('AccessDeniedException')
    expect(await outcome(world.ecr.listTagsForResource({ resourceArn: arnOf('aa') }))).toBe('done')
    expect(await outcome(world.ecr.listTagsForResource({ resourceArn: arnOf('bb') }))).toBe('AccessDeniedException')
    expect(await outcome(world.ecr.describeRepositories({}))).toBe('done')
    expect(await outcome(world.ecr.describeRepositories({ repositoryNames: ['bb'] }))).toBe('AccessDeniedException')
  })

  test('can be of every operation, of every API', async () => {
    world.emulator.inject({ operation: '*', error: 'ServerException', when: { every: 2 } })
    const outcomes = [
      await outcome(world.ecr.describeRegistry({})),
      await outcome(create()),
      (await docker.ask('GET', '/v2/_catalog')).status,
      (await docker.ask('GET', '/v2/_catalog')).status,
      (await send(world.emulator.url, { method: 'POST', headers: FORM, body: 'Action=GetCallerIdentity' })).status,
      (await send(world.emulator.url, { method: 'POST', headers: FORM, body: 'Action=GetCallerIdentity' })).status,
    ]
    expect(outcomes).toEqual(['done', 'ServerException', 200, 500, 200, 500])
  })

  test('can be of every operation on one repository', async () => {
    await create('aa')
    await create('bb')
    world.emulator.inject({ operation: '*', error: 'AccessDeniedException', repository: 'bb' })
    expect(await outcome(world.ecr.listImages({ repositoryName: 'aa' }))).toBe('done')
    expect(await outcome(world.ecr.listImages({ repositoryName: 'bb' }))).toBe('AccessDeniedException')
    expect(await outcome(world.ecr.deleteRepository({ repositoryName: 'bb' }))).toBe('AccessDeniedException')
    expect(await outcome(world.ecr.describeRepositories({}))).toBe('done')
    expect((await docker.ask('GET', '/v2/bb/tags/list')).status).toBe(403)
  })

  test('is the first one that is due, and all are counted', async () => {
    world.emulator.inject({ operation: 'DescribeRegistry', error: 'ServerException', when: { at: 2 } })
    world.emulator.inject({ operation: '*', error: 'ThrottlingException', when: { every: 2 } })
    const outcomes = []
    for (let call = 0; call < 4; call += 1) outcomes.push(await outcome(world.ecr.describeRegistry({})))
    expect(outcomes).toEqual(['done', 'ServerException', 'done', 'ThrottlingException'])
  })

  test('comes before the input is looked at', async () => {
    world.emulator.inject({ operation: 'PutLifecyclePolicy', error: 'AccessDeniedException' })
    const { status, body } = await world.post('PutLifecyclePolicy', { repositoryName: 1 })
    expect([status, body.__type]).toEqual([403, 'AccessDeniedException'])
  })

  test('is over when faults are cleared', async () => {
    world.emulator.inject({ operation: 'DescribeRegistry', error: 'ServerException' })
    world.emulator.clearFaults()
    expect(await outcome(world.ecr.describeRegistry({}))).toBe('done')
  })

  test('can be there from the start', async () => {
    const emulator = await startEmulator({ faults: [{ operation: 'DescribeRegistry', error: 'ServerException' }] })
    expect(await outcome(clientOf(emulator).describeRegistry({}))).toBe('ServerException')
    await emulator.close()
  })
})

test('a repository that was just created is not found for a while', async () => {
  const emulator = await startEmulator({ createLag: 2 })
  const ecr = clientOf(emulator)
  const reads = () => outcome(ecr.describeRepositories({ repositoryNames: [repositoryName] }))
  await ecr.createRepository({ repositoryName })
  expect(await outcome(ecr.createRepository({ repositoryName }))).toBe('RepositoryAlreadyExistsException')
  expect(await outcome(ecr.tagResource({ resourceArn: arnOf('aa'), tags: [] }))).toBe('RepositoryNotFoundException')
  expect([await reads(), await reads(), await reads()]).toEqual(['RepositoryNotFoundException', 'done', 'done'])
  await emulator.close()
})
