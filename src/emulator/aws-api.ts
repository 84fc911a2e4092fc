import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { withBody } from './body.ts'
import { ConnectionDropped, statusOf } from './errors.ts'
import { failureOf, type Reply } from './exchange.ts'
import { addressFor, delay, type Listener } from './listener.ts'
import { callerIn, type Input, protocolOf } from './protocol.ts'
import { repositoriesIn } from './repositories-in.ts'
import { serve } from './service.ts'

/** One call of an API of AWS: ECR, the tagging API or STS. */
export async function answerCall(listener: Listener, request: IncomingMessage): Promise<Reply> {
  const { service, log } = listener
  const entry = log.arrived(service.clock.now())
  const requestId = randomUUID()
  const protocol = protocolOf(request.headers)
  const headers = { 'content-type': protocol.contentType, 'x-amzn-requestid': requestId }
  try {
    if (protocol.service !== 'sts') entry.about({ operation: protocol.operationOf({}) })
    await delay(listener)
    const body = await withBody(request, bytes => {
      const input = protocol.decode(bytes)
      const operation = protocol.operationOf(input)
      entry.about({ operation, name: repositoriesIn(input)[0], input: withoutBytes(input) })
      const caller = callerIn(request.headers, listener.identities)
      const call = { service: protocol.service, operation, caller, input, url: addressFor(listener, request) }
      return protocol.encode(operation, serve(service, call), requestId)
    })
    entry.answered()
    return { status: 200, headers, body }
  } catch (error) {
    const failure = failureOf(error)
    entry.answered(failure.name)
    if (failure instanceof ConnectionDropped) throw failure
    return { status: statusOf(failure.name), headers, body: protocol.encodeError(failure, requestId) }
  }
}

function withoutBytes({ layerPartBlob: _, ...logged }: Input): Input {
  return logged
}
