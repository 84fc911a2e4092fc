import { request } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { emulated } from './ecr.ts'

const world = emulated()
const TARGET = 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories'

interface Raw {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** Node's own client: fetch would not send these headers. */
function send({ method = 'POST', path = '/', headers = {}, body }: Raw) {
  const { hostname, port } = new URL(world.emulator.url)
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path, headers: { 'x-amz-target': TARGET, ...headers } },
      response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        })
      },
    )
    sent.on('error', reject)
    sent.end(body ?? (method === 'POST' ? '{}' : undefined))
  })
}

test('an answer has the headers of AWS', async () => {
  const { status, headers, text } = await send({})
  expect([status, text]).toEqual([200, '{"repositories":[]}'])
  expect(headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    date: expect.stringContaining('GMT'),
  })
})

test('no body at all is an empty input', async () => {
  expect((await send({ body: '' })).status).toBe(200)
})

test('members that nobody knows are let through', async () => {
  expect((await send({ body: '{"future":1,"__proto__":{"maxResults":0},"nextToken":null}' })).status).toBe(200)
})

const signed = (scope: string) => ({ authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host` })

test.each([
  ['half of an object', { body: '{"repositoryNames":' }, 400, 'SerializationException'],
  ['a list', { body: '[]' }, 400, 'SerializationException'],
  ['null', { body: 'null' }, 400, 'SerializationException'],
  ['bytes', { body: Buffer.from([0, 255, 254]) }, 400, 'SerializationException'],
  ['deep nesting', { body: '['.repeat(100_000) }, 400, 'SerializationException'],
  ['a number for a text', { body: '{"nextToken":1}' }, 400, 'SerializationException'],
  ['a text for a number', { body: '{"maxResults":"1"}' }, 400, 'SerializationException'],
  ['a fraction for a number', { body: '{"maxResults":1.5}' }, 400, 'SerializationException'],
  ['an object for a list', { body: '{"repositoryNames":{}}' }, 400, 'SerializationException'],
  ['no target', { headers: { 'x-amz-target': '' } }, 404, 'UnknownOperationException'],
  [
    'the target of another service',
    { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } },
    404,
    'UnknownOperationException',
  ],
  [
    'an operation that is none',
    { headers: { 'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.constructor' } },
    404,
    'UnknownOperationException',
  ],
  [
    'a region that is a path',
    { headers: signed('AKIA/20260101/..%2F../ecr/aws4_request') },
    403,
    'IncompleteSignature',
  ],
  ['another method', { method: 'GET' }, 404, 'UnknownOperationException'],
  ['another path', { path: '/v1/' }, 404, 'UnknownOperationException'],
  ['an address that is none', { method: 'GET', path: '//' }, 404, 'UnknownOperationException'],
  ['too much', { body: Buffer.alloc(28 * 1024 * 1024 + 1, ' ') }, 413, 'RequestEntityTooLargeException'],
  ['a host name of elsewhere', { headers: { host: 'evil.example' } }, 403, 'AccessDeniedException'],
  ['a host name that begins well', { headers: { host: 'localhost.evil.example' } }, 403, 'AccessDeniedException'],
  ['a page of elsewhere', { headers: { origin: 'https://evil.example' } }, 403, 'AccessDeniedException'],
  ['a page without origin', { headers: { origin: 'null' } }, 403, 'AccessDeniedException'],
] as const)('%s is refused as AWS would', async (_, raw, status, error) => {
  const answer = await send(raw)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.text)).toEqual({ __type: error, message: expect.any(String) })
  expect((await send({})).status).toBe(200)
})

test.each(['localhost', 'LOCALHOST:1234', '127.0.0.1:80', '[::1]:4510'])(
  'the host name %s is this machine',
  async host => {
    expect((await send({ headers: { host } })).status).toBe(200)
  },
)

test('a page of this machine may ask', async () => {
  expect((await send({ headers: { origin: 'http://localhost:3000' } })).status).toBe(200)
})

test.each([
  '\0\0\0garbage\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
])('what is not HTTP is refused: %j', async bytes => {
  const { hostname, port } = new URL(world.emulator.url)
  const text = await new Promise<string>(resolve => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
  })
  expect(text).toMatch(/^HTTP\/1.1 400 Bad Request/)
  expect((await send({})).status).toBe(200)
})
