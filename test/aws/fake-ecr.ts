import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Client, type Connection, connect } from '../../src/aws/client.ts'
import type { Patience } from '../../src/aws/within.ts'

/** Answers to the n-th call of one operation, counted from 1; what does not answer leaves the call hanging. */
export type Answer = (response: ServerResponse, operation: string, count: number) => void

export const answered = (response: ServerResponse, body: object | string, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Nothing that a test waits for takes longer, and nothing that succeeds is in a hurry. */
export const PATIENT: Patience = { connecting: 20_000, silent: 20_000, whole: 20_000, slow: 20_000 }

/** A server that answers as a test wants it, and a connection to it. */
export async function fakeEcr(answer: Answer, more: Partial<Connection> = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    request.resume().on('error', () => {})
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    asked.push(operation)
    answer(response, operation, asked.filter(one => one === operation).length)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client: Client = await connect({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'local' },
    concurrency: 1,
    patience: PATIENT,
    ...more,
  })
  onTestFinished(() => {
    client.close()
    server.close()
    server.closeAllConnections()
  })
  return { client, asked }
}
