/** The one member that carries bytes: `UploadLayerPart` has megabytes of them, which must not become strings of megabytes. */
const START = /"layerPartBlob"\s*:\s*"/
const NAME = Buffer.from('"layerPartBlob"')
/** Characters decoded at a time: whole groups of four. */
const SLICE = 4 * 64 * 1024
const BACKSLASH = 0x5c
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export interface TakenOut {
  /** The same JSON without them. */
  readonly json: string
  /** Left out where they are not base64. */
  readonly bytes: Buffer | undefined
}

/** Takes the bytes out of a JSON text before it is parsed, and uses it up; nothing where there are none. */
export function takeBlob(body: Buffer): TakenOut | undefined {
  // Inside of a string the quotes would have backslashes, so this is the name of a member.
  const at = body.indexOf(NAME)
  if (at === -1 || isNested(body, at)) return undefined
  const [head = ''] = START.exec(body.toString('latin1', at, at + 64)) ?? []
  const start = at + head.length
  const end = body.indexOf('"', start)
  // A backslash is not base64: `\\/` is, for some encoders, and the ordinary way reads it.
  if (head === '' || end === -1 || body.subarray(start, end).includes(BACKSLASH)) return undefined
  if (body.indexOf(NAME, end) !== -1) return undefined
  const [before, after] = [body.toString('utf8', 0, start), body.toString('utf8', end)]
  const bytes = decode(body.subarray(start, end))
  // What is not base64 is used up all the same, and remains something that is not.
  return { json: `${before}${bytes ? '' : '*'}${after}`, bytes }
}

/** Or might be: then the ordinary way reads it. */
const isNested = (body: Buffer, at: number): boolean =>
  body.lastIndexOf('{', at) !== body.indexOf('{') || body.subarray(0, at).includes('[')

/** In place, as what has been decoded never reaches what has not. */
function decode(base64: Buffer): Buffer | undefined {
  let length = 0
  for (let at = 0; at < base64.length; at += SLICE) {
    const slice = base64.toString('latin1', at, at + SLICE)
    if (!BASE64.test(slice)) return undefined
    length += base64.write(slice, length, 'base64')
  }
  return base64.subarray(0, length)
}
