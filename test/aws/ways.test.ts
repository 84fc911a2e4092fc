import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../../src/aws/client.ts'
import { folderWith } from '../folder.ts'
import { AUTHORITY, fakeProxy, secureServer } from '../proxy.ts'
import { PATIENT } from './fake-ecr.ts'

beforeEach(() => {
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'AWS_CA_BUNDLE'])
    for (const spelled of [name, name.toLowerCase()]) vi.stubEnv(spelled, '')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

const ECR = () =>
  secureServer((request, response) => {
    request.resume()
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end('{"registryId":"1","replicationConfiguration":{}}')
  })

async function asked(endpoint: string): Promise<unknown> {
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'local' }
  const client = await connect({ region: 'us-east-1', endpoint, credentials, concurrency: 1, patience: PATIENT })
  try {
    return await client.reader.call('DescribeRegistry', {})
  } finally {
    client.close()
  }
}

describe('a call over TLS', () => {
  test('goes through the proxy, and trusts whom AWS_CA_BUNDLE names', async () => {
    const proxy = await fakeProxy({ 'ecr.test:443': { port: await ECR() } })
    vi.stubEnv('HTTPS_PROXY', `http://me:word@${proxy.host}`)
    vi.stubEnv('AWS_CA_BUNDLE', AUTHORITY)
    expect(await asked('https://ecr.test')).toMatchObject({ registryId: '1' })
    expect(proxy.asked).toEqual(['CONNECT ecr.test:443'])
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:word').toString('base64')}`])
  })

  test('goes directly to what NO_PROXY names, and to this machine', async () => {
    const port = await ECR()
    const proxy = await fakeProxy({})
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`)
    vi.stubEnv('AWS_CA_BUNDLE', AUTHORITY)
    expect(await asked(`https://localhost:${port}`)).toMatchObject({ registryId: '1' })
    vi.stubEnv('NO_PROXY', '.test')
    await expect(asked('https://ecr.test')).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(proxy.asked).toEqual([])
  })

  test('to somebody unknown is told how to make them known', async () => {
    const proxy = await fakeProxy({ 'ecr.test:443': { port: await ECR() } })
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`)
    await expect(asked('https://ecr.test')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      hint: expect.stringContaining('AWS_CA_BUNDLE'),
    })
    expect(proxy.asked).toHaveLength(1)
  })

  test.each([403, 407])('that the proxy refuses with %d is told so, without its password', async status => {
    const proxy = await fakeProxy({ 'ecr.test:443': { status } })
    vi.stubEnv('HTTPS_PROXY', `http://me:geheim@${proxy.host}`)
    const failure = await asked('https://ecr.test').catch(error => error)
    expect(failure).toMatchObject({
      code: 'UNREACHABLE',
      detail: `No connection to https://ecr.test (the proxy ${proxy.host} answers with HTTP status ${status})`,
      hint: expect.stringContaining('HTTPS_PROXY'),
    })
    expect(JSON.stringify(failure)).not.toContain('geheim')
    expect(proxy.asked).toHaveLength(1)
  })

  test('that no proxy answers is told so', async () => {
    const port = await secureServer(() => {})
    vi.stubEnv('HTTPS_PROXY', `https://localhost:${port}`)
    await expect(asked('https://ecr.test')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      detail: expect.stringContaining(`the proxy localhost:${port} cannot be used`),
    })
  })
})

test('a call in the clear is left to the proxy by its whole URL', async () => {
  const proxy = await fakeProxy({}, (request, response) => {
    request.resume()
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end('{"registryId":"1","replicationConfiguration":{}}')
  })
  vi.stubEnv('http_proxy', `http://me:word@${proxy.host}`)
  expect(await asked('http://ecr.test:4510')).toMatchObject({ registryId: '1' })
  expect(proxy.asked).toEqual(['POST http://ecr.test:4510/'])
  expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:word').toString('base64')}`])
})

describe('AWS_CA_BUNDLE', () => {
  test.each([
    ['is not there', '/nonexistent/bundle.pem', /no such file/],
    ['is a folder', '/', /EISDIR/],
  ])('that %s ends the run', async (_, file, detail) => {
    vi.stubEnv('AWS_CA_BUNDLE', file)
    await expect(asked('https://ecr.test')).rejects.toMatchObject({
      code: 'INVALID_ENVIRONMENT',
      detail: expect.stringMatching(detail),
    })
  })

  test.each([
    ['no certificate', 'nothing', /no certificate/],
    ['garbage in the form of one', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /./],
  ])('that holds %s ends the run', async (_, text, detail) => {
    vi.stubEnv('AWS_CA_BUNDLE', `${await folderWith({ 'bundle.pem': text })}/bundle.pem`)
    await expect(asked('https://ecr.test')).rejects.toMatchObject({
      code: 'INVALID_ENVIRONMENT',
      detail: expect.stringMatching(detail),
    })
  })

  test('is not looked at where nothing goes over TLS', async () => {
    vi.stubEnv('AWS_CA_BUNDLE', '/nonexistent/bundle.pem')
    await expect(asked('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('stands beside NODE_EXTRA_CA_CERTS', async () => {
    const other = await folderWith({ 'other.pem': (await import('node:tls')).rootCertificates[0] ?? '' })
    const proxy = await fakeProxy({ 'ecr.test:443': { port: await ECR() } })
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`)
    vi.stubEnv('AWS_CA_BUNDLE', `${other}/other.pem`)
    vi.stubEnv('NODE_EXTRA_CA_CERTS', AUTHORITY)
    expect(await asked('https://ecr.test')).toMatchObject({ registryId: '1' })
  })
})
