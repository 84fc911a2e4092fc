import { createHash } from 'node:crypto'
import { damaged } from './failures.ts'
import type { Pool } from './pool.ts'
import type { Descriptor } from './store.ts'

export interface LayerPart {
  /** Counted from the beginning of the layer. */
  readonly firstByte: number
  readonly bytes: Buffer
  /** What the bytes are in; whoever got the part gives it back to the pool. */
  readonly memory: Buffer
}

export interface Cut {
  readonly size: number
  readonly partSize: number
  readonly pool: Pool
}

/** What comes in pieces of any length, in parts of one length but for the last. The pieces end where the size says. */
export async function* partsOf(
  pieces: AsyncIterable<Uint8Array>,
  { size, partSize, pool }: Cut,
): AsyncGenerator<LayerPart, undefined> {
  const reader = readerOf(pieces)
  try {
    for (let firstByte = 0; firstByte < size; firstByte += partSize) {
      const length = Math.min(partSize, size - firstByte)
      const memory = await pool.take(length)
      const bytes = memory.subarray(0, length)
      await reader.fill(bytes).catch(error => {
        pool.give(memory)
        throw error
      })
      yield { firstByte, bytes, memory }
    }
    await reader.end()
  } finally {
    await reader.close()
  }
}

function readerOf(pieces: AsyncIterable<Uint8Array>) {
  const iterator = pieces[Symbol.asyncIterator]()
  let left: Uint8Array = new Uint8Array()
  return {
    async fill(bytes: Buffer): Promise<void> {
      for (let filled = 0; filled < bytes.length; ) {
        if (left.length === 0) left = (await iterator.next()).value ?? left
        const fitting = left.subarray(0, bytes.length - filled)
        bytes.set(fitting, filled)
        filled += fitting.length
        left = left.subarray(fitting.length)
      }
    },
    /** Whoever verifies what is read does so once there is no more. */
    end: () => iterator.next(),
    close: () => iterator.return?.(),
  }
}

/**
 * The same pieces, which end with an error where they are not what the descriptor says.
 *
 * @throws EcrsyncError SOURCE_INVALID
 */
export async function* verified(
  pieces: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  where: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let length = 0
  for await (const piece of pieces) {
    length += piece.length
    if (length > size) throw damaged(where, `the layer ${digest} has more than ${size} bytes`)
    hash.update(piece)
    if (piece.length > 0) yield piece
  }
  if (length < size) throw damaged(where, `the layer ${digest} ends after ${length} of ${size} bytes`)
  if (`sha256:${hash.digest('hex')}` !== digest)
    throw damaged(where, `what should be the layer ${digest} is something else`)
}

/** Uses part after part; while one is in use, the next is made. */
export async function eachAhead(
  parts: AsyncGenerator<LayerPart, undefined>,
  pool: Pool,
  use: (part: LayerPart) => Promise<void>,
): Promise<void> {
  let next = parts.next()
  try {
    for (;;) {
      const { value: part } = await next
      if (part === undefined) return
      next = parts.next()
      // Looked at in the next round; until then nobody listens.
      next.catch(() => {})
      await use(part).finally(() => pool.give(part.memory))
    }
  } finally {
    const unused = await next.catch(() => undefined)
    if (unused?.value !== undefined) pool.give(unused.value.memory)
    await parts.return(undefined)
  }
}
