import { TextDecoder } from 'node:util'
import { EcrsyncError } from '../../errors.ts'

const LARGEST = 64 * 1024 * 1024

/** Windows' shells write UTF-16, and say so in the first two bytes. */
function decoderFor(chunk: Uint8Array): TextDecoder {
  const [first, second] = chunk
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  return new TextDecoder(first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8')
}

/**
 * The lines of a list as they come, many at a time and of any length, ended by LF; a CR before it is space.
 *
 * @throws EcrsyncError INVALID_IN_USE where it is larger than 64 MiB
 */
export async function* linesOf(file: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  let bytes = 0
  let decoder: TextDecoder | undefined
  // The pieces of a line that has not ended: put together once, however long it is.
  let pieces: string[] = []
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > LARGEST) throw tooLarge(file)
    decoder ??= decoderFor(chunk)
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    const last = lines.pop() ?? ''
    if (lines.length > 0) {
      lines[0] = [...pieces, lines[0]].join('')
      pieces = []
      yield lines
    }
    pieces.push(last)
  }
  yield [pieces.join('') + (decoder?.decode() ?? '')]
}

const tooLarge = (file: string): EcrsyncError =>
  new EcrsyncError('INVALID_IN_USE', `${file} is larger than 64 MiB`, {
    detail: 'It would name more images than a registry can run.',
    hint: 'Leave out what other registries hold, and each image but once: sort -u.',
  })
