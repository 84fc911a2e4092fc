/** The one member that carries bytes: `UploadLayerPart` has megabytes of them, which must not become strings of megabytes. */
const START = /"layerPartBlob"\s*:\s*"/
const NAME = Buffer.from('"layerPartBlob"')
/** Characters decoded at a time: whole groups of four. */
const SLICE = 4 * 64 * 1024
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export interface TakenOut {
  /** The same JSON, with an empty text for the member. */
  readonly json: string
  /** Left out where they are not base64. */
  readonly bytes: Buffer | undefined
}

/** Takes the bytes out of a JSON text before it is parsed, and uses it up; nothing where there are none. */
export function takeBlob(body: Buffer): TakenOut | undefined {
  // Inside of a string the quotes would have backslashes, so this is the name of a member.
  const at = body.indexOf(NAME)
  if (at === -1) return undefined
  const [head = ''] = START.exec(body.toString('latin1', at, at + 64)) ?? []
  const start = at + head.length
  const end = body.indexOf('"', start)
  if (head === '' || end === -1) return undefined
  const json = body.toString('utf8', 0, start) + body.toString('utf8', end)
  return { json, bytes: decode(body.subarray(start, end)) }
}

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
