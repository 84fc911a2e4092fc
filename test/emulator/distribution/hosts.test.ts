import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, clientOf, IMAGE_TYPE } from '../ecr.ts'
import { type Docker, docked, dockerAs, errorIn, MISSING, manifestOf } from './docker.ts'

const { world, docker } = docked()
const OTHER = '444455556666'
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability']
const PUSH = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage']

const hostOf = (account: string, region: string) =>
  `${account}.dkr.ecr.${region}.localhost:${new URL(world.emulator.url).port}`
/** Somebody of another account, at this one's registry. */
const stranger = (region = 'us-east-1') =>
  dockerAs(world.emulator, { accessKey: OTHER, region: 'eu-west-1' }, hostOf(ACCOUNT, region))
const get = ({ ask }: Docker, path: string) => ask('GET', path)

const allow = (Action: readonly string[], Principal: object = { AWS: OTHER }) =>
  world.ecr.setRepositoryPolicy({
    repositoryName: 'aa',
    policyText: JSON.stringify({ Statement: { Effect: 'Allow', Principal, Action } }),
  })

describe('a host name', () => {
  beforeEach(async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    await docker.push('aa', 'one', 'v1')
  })

  test('is the registry of its account and region', async () => {
    await clientOf(world.emulator, { region: 'eu-west-1' }).createRepository({ repositoryName: 'europe' })
    for (const [region, names] of [
      ['us-east-1', ['aa']],
      ['eu-west-1', ['europe']],
      ['ap-south-1', []],
    ] as const) {
      const there = await dockerAs(world.emulator, {}, hostOf(ACCOUNT, region))
      expect(JSON.parse((await get(there, '/v2/_catalog')).text)).toEqual({ repositories: names })
    }
  })

  test('is what clients are asked for credentials at', async () => {
    const host = hostOf(OTHER, 'eu-west-1')
    const answer = await docker.ask('GET', '/v2/', { headers: { host, authorization: '' } })
    expect(answer.headers['www-authenticate']).toBe(`Basic realm="http://${host}/",service="ecr.amazonaws.com"`)
  })

  test('of another kind is the registry of who asks', async () => {
    for (const host of ['localhost', 'registry.localhost', '1.dkr.ecr.us-east-1.localhost', `${ACCOUNT}.localhost`]) {
      const { status } = await docker.ask('GET', '/v2/aa/tags/list', { headers: { host } })
      expect(status).toBe(200)
    }
  })

  test('outside of this machine is refused', async () => {
    const host = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`
    expect((await docker.ask('GET', '/v2/', { headers: { host } })).status).toBe(403)
  })
})

describe('somebody of another account', () => {
  beforeEach(async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    await docker.push('aa', 'one', 'v1')
  })

  test('is not let in without a policy', async () => {
    const there = await stranger()
    const arn = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository`
    const who = `User: arn:aws:iam::${OTHER}:user/ecrsync is not authorized to perform`
    expect(errorIn(await get(there, '/v2/aa/manifests/v1'))).toEqual([
      403,
      'DENIED',
      `${who}: ecr:BatchGetImage on resource: ${arn}/aa because no resource-based policy allows the ecr:BatchGetImage action`,
    ])
    expect((await get(there, '/v2/not/there/tags/list')).status).toBe(403)
    expect((await get(there, '/v2/_catalog')).status).toBe(403)
    expect((await get(there, '/v2/')).status).toBe(200)
  })

  test('may pull where the repository says so', async () => {
    await allow(PULL)
    const there = await stranger()
    expect((await get(there, '/v2/aa/manifests/v1')).status).toBe(200)
    const digest = JSON.parse(manifestOf('one')).layers[0].digest
    const { headers } = await get(there, `/v2/aa/blobs/${digest}`)
    expect((await get(there, String(headers.location))).text).toBe('one')
    expect((await there.ask('HEAD', `/v2/aa/blobs/${digest}`)).status).toBe(200)
    for (const path of ['/v2/aa/tags/list', '/v2/_catalog']) expect((await get(there, path)).status).toBe(403)
    expect((await there.put('aa', 'v2', manifestOf('one'))).status).toBe(403)
    expect((await there.ask('DELETE', `/v2/aa/manifests/${MISSING}`)).status).toBe(403)
    expect((await there.ask('POST', '/v2/aa/blobs/uploads/')).status).toBe(403)
  })

  test('may push where the repository says so', async () => {
    await allow([...PULL, ...PUSH])
    const there = await stranger()
    const digest = await there.push('aa', 'theirs', 'v2')
    const { imageIds } = await world.ecr.listImages({ repositoryName: 'aa' })
    expect(imageIds).toContainEqual({ imageDigest: digest, imageTag: 'v2' })
  })

  test('sees referrers where manifests may be had', async () => {
    await allow(['ecr:BatchGetImage'])
    expect((await get(await stranger(), `/v2/aa/referrers/${MISSING}`)).status).toBe(200)
  })

  test('sees the catalog where the registry says so', async () => {
    const Resource = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/*`
    const Statement = { Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'ecr:DescribeRepositories', Resource }
    await world.ecr.putRegistryPolicy({ policyText: JSON.stringify({ Statement }) })
    expect((await get(await stranger(), '/v2/_catalog')).status).toBe(200)
    expect((await get(await stranger('eu-west-1'), '/v2/_catalog')).status).toBe(403)
  })

  test('has a repository created by a push only where that is allowed, too', async () => {
    await world.ecr.createRepositoryCreationTemplate({ prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'] })
    const there = await stranger()
    const put = async (Action: readonly string[]) => {
      const Resource = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/*`
      const Statement = { Effect: 'Allow', Principal: { AWS: OTHER }, Action, Resource }
      await world.ecr.putRegistryPolicy({ policyText: JSON.stringify({ Statement }) })
      return (await there.ask('POST', '/v2/new/blobs/uploads/')).status
    }
    expect(await put(PUSH)).toBe(403)
    expect(await put([...PUSH, 'ecr:CreateRepository'])).toBe(202)
  })
})

test('an owner is let in, but for what is denied', async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
  const Statement = { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }
  await world.ecr.setRepositoryPolicy({ repositoryName: 'aa', policyText: JSON.stringify({ Statement }) })
  for (const blob of ['{}', 'one']) await docker.pushBlob('aa', blob)
  const [status, code, message] = errorIn(await docker.put('aa', 'v1', manifestOf('one'), IMAGE_TYPE))
  expect([status, code]).toEqual([403, 'DENIED'])
  expect(message).toContain('with an explicit deny in a resource-based policy')
})
