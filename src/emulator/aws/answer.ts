import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ConnectionDropped, httpStatusOf } from '../errors.ts'
import { withBody } from '../http/body.ts'
import { failureOf, type Reply, stackOf } from '../http/exchange.ts'
import { addressFor, delay, type Listener } from '../http/listener.ts'
import { repositoriesIn } from '../operations/repositories-in.ts'
import { serve } from '../service.ts'
import { callerIn, type Input, protocolOf } from './protocol.ts'

/** One call of an API of AWS: ECR, the tagging API or STS. */
export async function answerCall(listener: Listener, request: IncomingMessage): Promise<Reply> {
  const { service, log } = listener
  const entry = log.arrived(service.clock.now())
  const requestId = randomUUID()
  const protocol = protocolOf(request.headers)
  const headers = { 'content-type': protocol.contentType, 'x-amzn-requestid': requestId }
  try {
    if (protocol.service !== 'sts') entry.about({ operation: protocol.operationOf({}) })
    await delay(listener, request)
    const body = await withBody(request, bytes => {
      const input = protocol.decode(bytes)
      const operation = protocol.operationOf(input)
      entry.about({ operation, name: repositoriesIn(input)[0], input: withoutBytes(input) })
      const { identities } = listener
      const known = { identities, tokens: service.tokens, now: service.clock.now() }
      const caller = callerIn(request.headers, protocol.service, known)
      entry.about({ account: caller.account, region: caller.region })
      const call = { service: protocol.service, operation, caller, input, url: addressFor(listener, request) }
      return protocol.encode(operation, serve(service, call), requestId)
    })
    entry.answered()
    return { status: 200, headers, body }
  } catch (error) {
    const failure = failureOf(error)
    entry.about({ stack: stackOf(failure) })
    entry.answered(failure.name)
    if (failure instanceof ConnectionDropped) throw failure
    return { status: httpStatusOf(failure.name), headers, body: protocol.encodeError(failure, requestId) }
  }
}

function withoutBytes({ layerPartBlob: _, ...logged }: Input): Input {
  return logged
}
