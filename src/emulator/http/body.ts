import type { IncomingMessage } from 'node:http'
import { AwsError, ConnectionDropped } from '../errors.ts'

/** Room for the largest layer part, 20 MiB, as base64. */
const LARGEST = 28 * 1024 * 1024

/** A sender that takes longer for a body that has to be held in memory is given up. */
const PATIENCE = 60_000

/** Memory of large bodies that are done with: left to the collector, there would be several of them at any time. */
const idle: Buffer[] = []
const LARGE = 1024 * 1024
const KEPT = 2

/** The whole body, which is `use`'s only until it returns. */
export async function withBody<T>(request: IncomingMessage, use: (body: Buffer) => T): Promise<T> {
  const isLarge = Number(request.headers['content-length'] ?? 0) > LARGE
  const memory = isLarge ? (idle.pop() ?? Buffer.allocUnsafeSlow(LARGEST)) : Buffer.alloc(0)
  try {
    return use(await readInto(memory, request, LARGEST))
  } finally {
    if (isLarge && idle.length < KEPT) idle.push(memory)
  }
}

export const readBody = (request: IncomingMessage, largest: number): Promise<Buffer> =>
  readInto(Buffer.alloc(0), request, largest)

/** Into the memory given, or more where it does not suffice. */
async function readInto(memory: Buffer, request: IncomingMessage, largest: number): Promise<Buffer> {
  let body = memory
  let received = 0
  const deadline = setTimeout(() => request.destroy(), PATIENCE)
  try {
    for await (const chunk of chunksOf(request)) {
      const needed = received + chunk.length
      if (needed > largest) throw tooLarge()
      if (needed > body.length) body = Buffer.concat([body.subarray(0, received)], Math.max(needed, 2 * body.length))
      received += chunk.copy(body, received)
    }
  } finally {
    clearTimeout(deadline)
  }
  return body.subarray(0, received)
}

const tooLarge = () => new AwsError('RequestEntityTooLargeException', 'The request body is too large')

export async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // The answer still has to get out through the same connection.
    yield* request.iterator({ destroyOnReturn: false })
  } catch {
    throw new ConnectionDropped()
  }
}
