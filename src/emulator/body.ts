import type { IncomingMessage } from 'node:http'
import { AwsError, ConnectionDropped } from './errors.ts'

/** Room for the largest layer part, 20 MiB, as base64. */
const LARGEST = 28 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let received = 0
  for await (const chunk of chunksOf(request)) {
    received += chunk.length
    if (received > LARGEST) throw new AwsError('RequestEntityTooLargeException', 'The request body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // The answer still has to get out through the same connection.
    yield* request.iterator({ destroyOnReturn: false })
  } catch {
    throw new ConnectionDropped()
  }
}
