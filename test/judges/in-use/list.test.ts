import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../../src/errors.ts'
import { readList } from '../../../src/judges/in-use/list.ts'

async function* inChunks(bytes: Uint8Array, size = bytes.length || 1): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const read = (text: string | Uint8Array, size?: number) =>
  readList('in-use.txt', inChunks(typeof text === 'string' ? Buffer.from(text) : text, size))
const named = async (text: string | Uint8Array, size?: number) =>
  (await read(text, size)).used.map(one => [one.by === 'name' && one.repositoryName, one.source.line])
const errorOf = async (text: string | Uint8Array): Promise<EcrsyncError> => {
  const error: unknown = await read(text).catch((thrown: unknown) => thrown)
  if (!(error instanceof EcrsyncError)) throw new Error('an error was expected')
  return error
}

describe('a list', () => {
  test('names each image once, where it says it first', async () => {
    expect(await named('\n# all\na:1\nb:1\r\na:1\nc:1 b:1')).toEqual([
      ['a', 3],
      ['b', 4],
      ['c', 6],
    ])
  })

  test.each([1, 2, 3, 7])('is the same in pieces of %i bytes, also of a JSON list over lines', async size => {
    const text = JSON.stringify([['a:1', 'b:1'], ['c:1']], undefined, 2)
    expect((await named(text, size)).map(([name]) => name)).toEqual(['a', 'b', 'c'])
  })

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffa:1\n')],
    ['UTF-16', Buffer.from('\ufeffa:1\r\n', 'utf16le')],
    ['UTF-16 the other way', Buffer.from('\ufeffa:1\r\n', 'utf16le').swap16()],
  ])('in %s is read', async (_, bytes) => expect(await named(bytes)).toEqual([['a', 1]]))

  test('may have a head, but not in the middle', async () => {
    expect(await named('\nIMAGE\na:1')).toEqual([['a', 3]])
    expect((await errorOf('a:1\nIMAGE\n')).diagnostics.map(({ source }) => source?.line)).toEqual([2])
  })

  test.each(['', ' \r\n', '# payments/api:1.4', '[]', 'None'])('without an image is refused: %j', async text => {
    expect((await errorOf(text)).message).toBe('in-use.txt names no image')
  })

  test('with lines that are no references is refused, with each of them at its place', async () => {
    const error = await errorOf('payments/api:1.4\nPayments API\n\nkubectl get pods:\n')
    expect(error).toMatchObject({ code: 'INVALID_IN_USE', exitCode: 3 })
    expect(error.diagnostics.map(({ source }) => source)).toEqual([
      { file: 'in-use.txt', line: 2, column: 1 },
      { file: 'in-use.txt', line: 4, column: 1 },
    ])
  })

  test('says of an ARN of a repository that it is one', async () => {
    const error = await errorOf('arn:aws:ecr:us-east-1:123456789012:repository/team/api')
    expect(error.diagnostics[0]?.detail).toContain('the ARN of a repository')
  })

  test('with many such lines tells the first 50, and how many more there are', async () => {
    const { diagnostics } = await errorOf('Not one\n'.repeat(60))
    expect([diagnostics.length, diagnostics.at(-1)?.summary]).toEqual([51, 'and 10 more lines like these'])
  })

  test('of more than 64 MiB is refused, without being held', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, '#')
    let given = 0
    async function* endless() {
      for (;;) {
        given += 1
        yield megabyte
      }
    }
    await expect(readList('endless.txt', endless())).rejects.toThrow('endless.txt is larger than 64 MiB')
    expect(given).toBe(65)
  })

  test('of more images than are held is refused', async () => {
    const chunks = () => inChunks(Buffer.from('a:1\na:1\nb:1\nc:1\n'))
    expect((await readList('many.txt', chunks(), 3)).used).toHaveLength(3)
    await expect(readList('many.txt', chunks(), 2)).rejects.toThrow('many.txt names more than 2 images')
  })
})
