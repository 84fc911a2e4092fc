import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { readBody } from './body.ts'
import { ConnectionDropped, statusOf } from './errors.ts'
import { failureOf, type Reply } from './exchange.ts'
import { addressFor, delay, type Listener } from './listener.ts'
import { callerIn, type Input, type Protocol, protocolOf } from './protocol.ts'
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
    const call = await readCall(protocol, request, known => entry.about(known))
    await delay(listener)
    const caller = callerIn(request.headers, listener.identities)
    const output = serve(service, { ...call, service: protocol.service, caller, url: addressFor(listener, request) })
    entry.answered()
    return { status: 200, headers, body: protocol.encode(call.operation, output, requestId) }
  } catch (error) {
    const failure = failureOf(error)
    entry.answered(failure.name)
    if (failure instanceof ConnectionDropped) throw failure
    return { status: statusOf(failure.name), headers, body: protocol.encodeError(failure, requestId) }
  }
}

async function readCall(
  protocol: Protocol,
  request: IncomingMessage,
  tell: (known: { readonly operation?: string; readonly name?: string | undefined; readonly input?: Input }) => void,
) {
  if (protocol.service !== 'sts') tell({ operation: protocol.operationOf({}) })
  const input = protocol.decode(await readBody(request))
  const operation = protocol.operationOf(input)
  const { layerPartBlob: _, ...logged } = input
  tell({ operation, name: repositoriesIn(input)[0], input: logged })
  return { operation, input }
}
