import { createServer, type IncomingMessage, request as open } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { PolicyDocument } from '../../src/iam/permission.ts'
import { questionsOf, refusedBy } from './requests.ts'

export interface AuthorizingProxy {
  readonly url: string
  /** Actions that were asked for. */
  readonly asked: ReadonlySet<string>
  /** What was refused, as `ACTION on RESOURCE`. */
  readonly refused: readonly string[]
}

/** Stands before an emulator for the time of a test, and lets by what these policies of its caller allow; without them, all. */
export async function authorizingProxy(
  emulator: { readonly url: string },
  account: string,
  documents?: readonly PolicyDocument[],
): Promise<AuthorizingProxy> {
  const asked = new Set<string>()
  const refused: string[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const call = callIn(request, body)
    const questions = call ? questionsOf({ ...call, account }) : []
    for (const { action } of questions) asked.add(action)
    const [first] = call && documents ? refusedBy(documents, { ...call, account }) : []
    if (first) {
      refused.push(`${first.action} on ${first.resource}`)
      const message = `User: arn:aws:iam::${account}:role/ecrsync is not authorized to perform: ${first.action} on resource: ${first.resource}`
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
      return response.end(JSON.stringify({ __type: 'AccessDeniedException', message }))
    }
    const { method, headers } = request
    // No connection is kept that the emulator may be about to close.
    return open(`${emulator.url}${request.url}`, { method, headers, agent: false }, reply => {
      response.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.pipe(response)
    })
      .on('error', () => response.destroy())
      .end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, refused }
}

/** A call of AWS; undefined for whatever else is asked, such as the bytes of a layer. */
function callIn({ headers }: IncomingMessage, body: Buffer) {
  const [, region = ''] = /Credential=[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? []
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1]
  if (operation !== undefined) return { operation, region, input: JSON.parse(body.toString() || '{}') }
  const { Action, ...input } = Object.fromEntries(new URLSearchParams(body.toString()))
  return Action === undefined ? undefined : { operation: Action, region, input }
}
