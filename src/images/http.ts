import { PATIENCE, type Patience, timeout, within } from '../aws/within.ts'
import { EcrsyncError } from '../errors.ts'
import { denied, notFound, notReached } from './failures.ts'
import { patiently, type Waiting } from './patience.ts'

/** How somebody who answers over HTTP is asked. */
export interface Asking extends Waiting {
  /** The source as errors call it. */
  readonly where: string
  readonly patience?: Pick<Patience, 'silent' | 'whole'> | undefined
}

/** A request that only reads. */
export interface Question extends Asking {
  readonly method?: 'GET' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
}

type Use<T> = (answer: Answer) => Promise<T>

/** An answer, and how long its bytes may stay away. */
export interface Answer {
  readonly response: Response
  readonly asking: Asking
}

/**
 * Asks, and hands what is answered to `use`: again while nobody answers, the connection breaks off or the answer is to
 * come later. Redirects are followed; `Authorization` goes to no other host.
 * Source: https://fetch.spec.whatwg.org/#http-redirect-fetch
 *
 * @throws EcrsyncError SOURCE_UNREACHABLE, INTERRUPTED, and what `use` throws
 */
export const ask = <T>(url: string, question: Question, use: Use<T>): Promise<T> => {
  const { signal, where, patience: { whole } = PATIENCE } = question
  const late = { milliseconds: whole, error: timeout('the answer did not end in time') }
  const once = (ending: AbortSignal) => send(url, { ...question, signal: ending }, use)
  return patiently(() => within(late, signal, once).catch(error => unreached(url, where, error)), question)
}

/** The same for an answer that may take as long as it goes on: what `use` makes of it is read afterwards. */
export const askLong = <T>(url: string, question: Question, use: Use<T>): Promise<T> =>
  patiently(() => send(url, question, use), question)

async function send<T>(url: string, question: Question, use: Use<T>): Promise<T> {
  const { method = 'GET', headers = {}, where, signal, patience: { silent } = PATIENCE } = question
  const late = { milliseconds: silent, error: timeout('nobody answered in time') }
  const response = await within(late, signal, ending => fetch(url, { method, headers, signal: ending })).catch(error =>
    unreached(url, where, error),
  )
  const isLater = response.status === 429 || response.status >= 500
  return isLater ? refuse(response, where, 'it') : use({ response, asking: question })
}

const unreached = (url: string, where: string, error: unknown): never => {
  if (error instanceof EcrsyncError) throw error
  throw notReached(where, `no connection to ${hostOf(url)}: ${reasonOf(error)}`, error)
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
export async function bodyOf({ response, asking }: Answer, from: number): Promise<AsyncIterable<Uint8Array>> {
  if (!response.ok) return refuse(response, asking.where, 'a layer')
  const chunks = connected(response, asking)
  return response.status === 206 ? chunks : without(chunks, from)
}

/** The whole body of a small answer, or somewhat more than `most` bytes of a large one. */
export async function read({ response, asking }: Answer, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of connected(response, asking)) {
    chunks.push(chunk)
    length += chunk.length
    if (length > most) break
  }
  return Buffer.concat(chunks)
}

async function* connected({ body }: Response, asking: Asking): AsyncGenerator<Uint8Array> {
  const { where, signal, patience: { silent } = PATIENCE } = asking
  const late = { milliseconds: silent, error: timeout('no byte came in time') }
  const reader = body?.getReader()
  try {
    for (;;) {
      const next = await within(late, signal, async () => reader?.read())
      if (next?.value === undefined) return
      yield next.value
    }
  } catch (error) {
    if (error instanceof EcrsyncError) throw error
    throw notReached(where, `the connection broke off: ${reasonOf(error)}`, error)
  } finally {
    reader?.cancel().catch(() => {})
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
