import type { IncomingMessage } from 'node:http'
import { AwsError, ConnectionDropped } from './errors.ts'

/** Room for the largest layer part, 20 MiB, as base64. */
const LARGEST = 28 * 1024 * 1024

/** A sender that takes longer for a body that has to be held in memory is given up. */
const PATIENCE = 60_000

export async function readBody(request: IncomingMessage, largest = LARGEST): Promise<Buffer> {
  const chunks: Buffer[] = []
  let received = 0
  const deadline = setTimeout(() => request.destroy(), PATIENCE)
  try {
    for await (const chunk of chunksOf(request)) {
      received += chunk.length
      if (received > largest) throw new AwsError('RequestEntityTooLargeException', 'The request body is too large')
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(deadline)
  }
  return Buffer.concat(chunks)
}

export async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // The answer still has to get out through the same connection.
    yield* request.iterator({ destroyOnReturn: false })
  } catch {
    throw new ConnectionDropped()
  }
}
