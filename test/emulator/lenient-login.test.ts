import { describe, expect, test } from 'vitest'
import { dockerOf, errorIn, login, manifestOf } from './distribution/docker.ts'
import { ACCOUNT, clientOf, emulated, pushImage, sha256 } from './ecr.ts'

const OTHER = '444455556666'
const repositoryName = 'aa'
const world = emulated({ lenient: ['login'] })
const strict = emulated()

/** Without a login, at a host if there is one. */
const nobody = (headers: Readonly<Record<string, string>> = {}) =>
  dockerOf(
    () => world.emulator.url,
    () => headers,
  )
const catalog = async (headers: Readonly<Record<string, string>> = {}, query = '') =>
  JSON.parse((await nobody(headers).ask('GET', `/v2/_catalog${query}`)).text).repositories
const create = (caller = {}, name = repositoryName) =>
  clientOf(world.emulator, caller).createRepository({ repositoryName: name })

describe('docker without a login', () => {
  test('is asked for one unless it need not have one', async () => {
    const docker = dockerOf(
      () => strict.emulator.url,
      () => ({}),
    )
    expect((await docker.ask('GET', '/v2/')).status).toBe(401)
    expect((await nobody().ask('GET', '/v2/')).status).toBe(200)
  })

  test('pushes, pulls, lists and deletes', async () => {
    await create()
    const digest = await nobody().push('aa', 'one', 'v1')
    const { status, headers } = await nobody().ask('GET', '/v2/aa/manifests/v1')
    expect([status, headers['docker-content-digest']]).toEqual([200, digest])
    const blob = await nobody().ask('GET', `/v2/aa/blobs/${sha256('one')}`)
    expect(await (await fetch(new URL(String(blob.headers.location), world.emulator.url))).text()).toBe('one')
    expect(JSON.parse((await nobody().ask('GET', '/v2/aa/tags/list')).text).tags).toEqual(['v1'])
    expect((await nobody().ask('DELETE', `/v2/aa/manifests/${digest}`)).status).toBe(202)
    expect((await world.ecr.describeImages({ repositoryName })).imageDetails).toEqual([])
  })

  test.each([
    ['another scheme', 'Bearer abc'],
    ['what is not base64', 'Basic !!!'],
    ['a password of somewhere else', `Basic ${Buffer.from('me:secret').toString('base64')}`],
  ])('is let in with %s', async (_, authorization) => {
    await create()
    expect((await nobody({ authorization }).ask('GET', '/v2/aa/tags/list')).status).toBe(200)
  })

  test('is let in with a login of the day before yesterday, which says the Region', async () => {
    await create({ region: 'eu-west-1' })
    const authorization = await login(clientOf(world.emulator, { region: 'eu-west-1' }))
    world.emulator.clock.advance(48 * 60 * 60 * 1000)
    expect(await catalog({ authorization })).toEqual(['aa'])
  })

  test('still needs the layers', async () => {
    await create()
    expect(errorIn(await nobody().put('aa', 'v1', manifestOf('one')))).toMatchObject([
      404,
      'BLOB_UNKNOWN',
      expect.anything(),
    ])
  })

  test('is still denied what a policy denies', async () => {
    await create()
    const policyText = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: 'ecr:ListImages' } })
    await world.ecr.setRepositoryPolicy({ repositoryName, policyText })
    expect((await nobody().ask('GET', '/v2/aa/tags/list')).status).toBe(403)
  })
})

describe('the registry of who does not log in', () => {
  test.each([
    ['the host', { host: `${OTHER}.dkr.ecr.eu-west-1.localhost` }, ''],
    ['the host at AWS', { host: `${OTHER}.dkr.ecr.eu-west-1.amazonaws.com` }, ''],
    ['the host at AWS, with a port', { host: `${OTHER}.dkr.ecr.eu-west-1.amazonaws.com:443` }, ''],
    ['the host that a mirror stands for', {}, `?ns=${OTHER}.dkr.ecr.eu-west-1.amazonaws.com`],
  ])('is what %s says', async (_, headers, query) => {
    await create({ accessKey: OTHER, region: 'eu-west-1' })
    expect(await catalog(headers, query)).toEqual(['aa'])
    expect(await catalog()).toEqual([])
    await nobody(headers).push('aa', 'one', 'v1')
  })

  test('is otherwise the one at home, or the only one of the account that has the repository', async () => {
    await create({ region: 'eu-west-1' })
    const tags = async () => JSON.parse((await nobody().ask('GET', '/v2/aa/tags/list')).text).tags
    await nobody().push('aa', 'one', 'v1')
    expect(await tags()).toEqual(['v1'])
    await create({ region: 'us-west-2' })
    expect((await nobody().ask('GET', '/v2/aa/tags/list')).status).toBe(404)
    await create()
    expect(await tags()).toEqual([])
    await create({ accessKey: OTHER }, 'bb')
    expect((await nobody().ask('GET', '/v2/bb/tags/list')).status).toBe(404)
  })

  test.each([
    'example.com',
    '1.dkr.ecr.us-east-1.amazonaws.com',
    `${OTHER}.dkr.ecr.us-east-1.amazonaws.com.example.com`,
    `${OTHER}.dkr.ecr.us-east-1.example.com`,
    `evil.${OTHER}.dkr.ecr.us-east-1.amazonaws.com`,
  ])('is not at %s', async host => {
    expect((await nobody({ host }).ask('GET', '/v2/')).status).toBe(403)
  })
})

describe('the ECR API', () => {
  const there = { registryId: OTHER, repositoryName }

  test('lets everybody into every registry', async () => {
    expect((await world.ecr.createRepository(there)).repository).toMatchObject(there)
    expect((await world.ecr.describeRepositories({ registryId: OTHER })).repositories).toMatchObject([there])
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
    await expect(strict.ecr.createRepository(there)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })

  test('takes a repository that is only one’s own for that one', async () => {
    await create()
    const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    const { imageIds } = await world.ecr.batchDeleteImage({ ...there, imageIds: [{ imageTag: 'v1' }] })
    expect(imageIds).toEqual([{ imageDigest, imageTag: 'v1' }])
    expect((await world.ecr.describeRepositories({ registryId: OTHER })).repositories).toEqual([])
    await create({ accessKey: OTHER })
    expect(
      (await world.ecr.describeRepositories({ registryId: OTHER, repositoryNames: ['aa'] })).repositories,
    ).toMatchObject([there])
  })

  test('says so where it is nobody’s', async () => {
    await expect(world.ecr.listImages(there)).rejects.toMatchObject({ name: 'RepositoryNotFoundException' })
  })

  test('denies what a policy there denies', async () => {
    await create({ accessKey: OTHER })
    const owner = clientOf(world.emulator, { accessKey: OTHER })
    const Statement = { Effect: 'Deny', Principal: { AWS: OTHER }, Action: 'ecr:ListImages' }
    await owner.setRepositoryPolicy({ repositoryName, policyText: JSON.stringify({ Statement }) })
    await expect(world.ecr.listImages(there)).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await world.ecr.describeImages(there)
  })

  test('knows accounts by their own access keys as before', async () => {
    expect((await clientOf(world.emulator, { accessKey: OTHER }).describeRegistry({})).registryId).toBe(OTHER)
    expect((await world.ecr.describeRegistry({})).registryId).toBe(ACCOUNT)
  })
})
