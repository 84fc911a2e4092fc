import { Agent, createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { HttpRequest } from '@smithy/core/protocols'
import { expect, onTestFinished, test } from 'vitest'
import { exchange } from '../../src/aws/exchange.ts'
import { PATIENT } from './fake-ecr.ts'

const LIMIT = { milliseconds: 20_000, error: new Error('the limit') }

async function portOf(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** What is sent by an agent of one connection, to somebody who answers so. */
async function talk(answer: RequestListener) {
  const server = createServer(answer)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const port = await portOf(server)
  onTestFinished(() => {
    agent.destroy()
    server.closeAllConnections()
  })
  const send = (more: Partial<HttpRequest> = {}) =>
    exchange(new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port, method: 'POST', path: '/', ...more }), {
      agent,
      patience: PATIENT,
      limit: LIMIT,
    })
  return { send, agent }
}

test('A request is sent with its query, headers and body, and its answer is had whole', async () => {
  const { send } = await talk(async (request, response) => {
    const { method, url, headers } = request
    const sent = Buffer.concat(await request.toArray()).toString()
    response.writeHead(203, { 'x-amzn-requestid': 'r' })
    response.write(`${method} ${url} ${headers['x-own']} `)
    setImmediate(() => response.end(sent))
  })
  const request = { path: '/a', query: { role: 'a b', tag: ['1', '2'] }, headers: { 'x-own': 'own' } }
  for (const body of ['body', Buffer.from('body')]) {
    const answer = await send({ ...request, body })
    expect(answer).toMatchObject({ statusCode: 203, headers: { 'x-amzn-requestid': 'r' } })
    expect(answer.body.toString()).toBe('POST /a?role=a%20b&tag=1&tag=2 own body')
  }
})

test('A connection is used again, and leaves nothing behind of a request', async () => {
  const { send, agent } = await talk((request, response) => void request.resume().on('end', () => response.end('{}')))
  const listeners = async () => {
    await send()
    const [socket] = Object.values(agent.freeSockets).flat()
    return socket?.eventNames().map(name => `${String(name)} ${socket.listenerCount(name)}`)
  }
  await send()
  expect(await listeners()).toEqual(await listeners())
  expect(Object.values(agent.freeSockets).flat()).toHaveLength(1)
})

test('A connection that ends while a request is under way is one that nobody has answered', async () => {
  const { send } = await talk(request => void request.socket.destroy())
  await expect(send()).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' })
})

test('An answer that breaks off is none', async () => {
  const { send } = await talk((request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{', () => request.socket.destroy())
  })
  await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('A connection that is not made in time is given up', async () => {
  const agent = new Agent()
  // As through a proxy that does not answer.
  agent.createConnection = () => undefined as unknown as Socket
  const request = new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', method: 'POST' })
  const sent = exchange(request, { agent, patience: { ...PATIENT, connecting: 1 }, limit: LIMIT })
  await expect(sent).rejects.toMatchObject({ name: 'TimeoutError', message: expect.stringContaining('none was made') })
})
