import { describe, expect, test } from 'vitest'
import { paced } from '../../src/images/pace.ts'

const KIB = 1024

/** So many pieces of so many bytes, each so many seconds after it is asked for, used for so many seconds. */
async function read(pieces: { readonly count: number; readonly bytes: number; readonly after: number; used?: number }) {
  let seconds = 0
  let read = 0
  async function* coming() {
    for (let index = 0; index < pieces.count; index += 1) {
      seconds += pieces.after
      yield new Uint8Array(pieces.bytes)
    }
  }
  const pace = { minTransferRate: 64 * KIB, now: () => seconds * 1000 }
  for await (const piece of paced(coming(), pace, 'docker://slow/app')) {
    read += piece.length
    seconds += pieces.used ?? 0
  }
  return read
}

describe('bytes that come', () => {
  test.each([
    ['just fast enough', { count: 300, bytes: 64 * KIB, after: 1 }],
    ['slowly for less than a minute', { count: 29, bytes: 1, after: 2 }],
    ['fast, and are used slowly', { count: 10, bytes: KIB, after: 0, used: 600 }],
    ['in large pieces with long pauses', { count: 4, bytes: 64 * 60 * KIB, after: 60 }],
    ['not at all', { count: 0, bytes: 0, after: 0 }],
  ])('%s are read to their end', async (_, pieces) => expect(await read(pieces)).toBe(pieces.count * pieces.bytes))

  test.each([
    ['a byte every two seconds', { count: 100, bytes: 1, after: 2 }],
    ['just below the floor', { count: 100, bytes: 64 * KIB - 1, after: 1 }],
    ['slowly, and are used slowly', { count: 100, bytes: 1, after: 2, used: 600 }],
  ])('%s end with a failure that names the flag', async (_, pieces) =>
    expect(read(pieces)).rejects.toMatchObject({
      code: 'TOO_SLOW',
      detail: expect.stringContaining('docker://slow/app'),
      hint: expect.stringContaining('--min-transfer-rate'),
    }),
  )

  test('fast at first and slowly then end with a failure, too', async () => {
    let seconds = 0
    async function* coming() {
      yield new Uint8Array(1024 * 1024 * KIB)
      for (;;) {
        seconds += 1
        yield new Uint8Array(1)
      }
    }
    const drained = async () => {
      for await (const _ of paced(coming(), { minTransferRate: 1024, now: () => seconds * 1000 }, 'x'));
    }
    await expect(drained()).rejects.toMatchObject({ code: 'TOO_SLOW' })
    expect(seconds).toBeLessThanOrEqual(120)
  })
})
