import { denied, notFound, notReached } from './failures.ts'
import { patiently, type Sleep } from './patience.ts'

/** A request that only reads. */
export interface Question {
  readonly method?: 'GET' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  /** The source as errors call it. */
  readonly where: string
  readonly sleep: Sleep
  /** The answer may take as long as it goes on. */
  readonly isLong?: boolean
}

const PATIENCE = 60_000

/**
 * Asks, and hands what is answered to `use`: again while nobody answers, the connection breaks off or the answer is to
 * come later. Redirects are followed; `Authorization` goes to no other host.
 * Source: https://fetch.spec.whatwg.org/#http-redirect-fetch
 *
 * @throws EcrsyncError SOURCE_UNREACHABLE, and what `use` throws
 */
export const ask = <T>(url: string, question: Question, use: (response: Response) => Promise<T>): Promise<T> =>
  patiently(async () => {
    const response = await send(url, question)
    const isLater = response.status === 429 || response.status >= 500
    return isLater ? refuse(response, question.where, 'it') : use(response)
  }, question.sleep)

async function send(url: string, { method = 'GET', headers = {}, where, isLong = false }: Question): Promise<Response> {
  const signal = isLong ? undefined : AbortSignal.timeout(PATIENCE)
  try {
    return await fetch(url, { method, headers, ...(signal && { signal }) })
  } catch (error) {
    throw notReached(where, `no connection to ${hostOf(url)}: ${reasonOf(error)}`, error)
  }
}

/** Frees the connection. */
export const discard = async ({ body }: Response): Promise<void> => body?.cancel()

/** Says what an answer other than a success means. */
export async function refuse(response: Response, where: string, what: string): Promise<never> {
  await discard(response)
  const { status, url } = response
  if (status === 404) throw notFound({ where, what: `${what} is not there`, hint: 'Check its name, tag and digest.' })
  if (status === 401 || status === 403)
    throw denied({ where, what: `${hostOf(url)} does not let ${what} be read`, hint: 'Check who may pull it.' })
  throw notReached(where, `${hostOf(url)} answers with HTTP status ${status}`)
}

/** How a download is asked for: as it is stored, and from a byte on. */
export const rangeFrom = (from: number): Readonly<Record<string, string>> => ({
  'accept-encoding': 'identity',
  ...(from > 0 && { range: `bytes=${from}-` }),
})

/**
 * The bytes of a blob from one on. They break off with SOURCE_UNREACHABLE where the connection does.
 *
 * @throws EcrsyncError SOURCE_NOT_FOUND, SOURCE_DENIED, SOURCE_UNREACHABLE
 */
export async function bodyOf(response: Response, from: number, where: string): Promise<AsyncIterable<Uint8Array>> {
  if (!response.ok) return refuse(response, where, 'a layer')
  const chunks = connected(response, where)
  return response.status === 206 ? chunks : without(chunks, from)
}

/** The whole body of a small answer, or somewhat more than `most` bytes of a large one. */
export async function read(response: Response, where: string, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of connected(response, where)) {
    chunks.push(chunk)
    length += chunk.length
    if (length > most) break
  }
  return Buffer.concat(chunks)
}

async function* connected({ body }: Response, where: string): AsyncGenerator<Uint8Array> {
  try {
    if (body !== null) yield* body
  } catch (error) {
    throw notReached(where, `the connection broke off: ${reasonOf(error)}`, error)
  }
}

/** For servers that know no ranges. */
async function* without(chunks: AsyncIterable<Uint8Array>, first: number): AsyncGenerator<Uint8Array> {
  let left = first
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}

const hostOf = (url: string): string => new URL(url).host

/** fetch says only that it failed; why, its cause knows. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException
  return inner || code || message
}
