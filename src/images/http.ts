import { hintOf } from '../aws/connection.ts'
import type { Reach } from '../aws/reach.ts'
import { PATIENCE, type Patience, timeout, within } from '../aws/within.ts'
import { EcrsyncError } from '../errors.ts'
import { denied, notFound, notReached, strange } from './failures.ts'
import { HiddenHost, openNetwork, type Reply, type Send } from './network.ts'
import { patiently, type Waiting } from './patience.ts'

/** How somebody who answers over HTTP is asked. */
export interface Asking extends Waiting {
  /** The source as errors call it. */
  readonly where: string
  readonly patience?: Pick<Patience, 'silent' | 'whole'> | undefined
  /** Left out: as this machine sends. */
  readonly send?: Send | undefined
}

/** A request that changes nothing. */
export interface Question extends Asking {
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Who names the URL is there: of what is not public, only that is asked. Left out: a person names it. */
  readonly reach?: Reach | undefined
}

type Use<T> = (answer: Answer) => Promise<T>

/** An answer, and how long its bytes may stay away. */
export interface Answer {
  readonly reply: Reply
  /** No redirect has led away from the origin that was asked. */
  readonly isOwn: boolean
  readonly asking: Asking
}

const MOST_REDIRECTS = 10
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
const sendReally = openNetwork()

/**
 * Asks, and hands what is answered to `use`: again while nobody answers, the connection breaks off or the answer is to
 * come later. Redirects are followed: without `Authorization` once they lead to another origin, and to no address that is
 * not public, unless whoever was asked first is there.
 *
 * @throws EcrsyncError SOURCE_UNREACHABLE, SOURCE_DENIED, SOURCE_INVALID, INTERRUPTED, and what `use` throws
 */
export const ask = <T>(url: URL, question: Question, use: Use<T>): Promise<T> => {
  const { signal, where, patience: { whole } = PATIENCE } = question
  const late = { milliseconds: whole, error: timeout('the answer did not end in time') }
  const once = (ending: AbortSignal) => answered(url, { ...question, signal: ending }, use)
  return patiently(() => within(late, signal, once).catch(error => unreached(url, where, error)), question)
}

/** The same for an answer that may take as long as it goes on: what `use` makes of it is read afterwards. */
export const askLong = <T>(url: URL, question: Question, use: Use<T>): Promise<T> =>
  patiently(() => answered(url, question, use), question)

async function answered<T>(url: URL, question: Question, use: Use<T>): Promise<T> {
  const answer = await followed(url, question)
  const { status } = answer.reply
  return status === 429 || status >= 500 ? refuse(answer, 'it') : use(answer)
}

async function followed(first: URL, question: Question): Promise<Answer> {
  let { reach, headers = {} } = question
  let url = first
  let isOwn = true
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const reply = await sent(url, { ...question, headers, reach })
    reach ??= reply.reach
    const next = nextOf(reply, question)
    if (next === undefined) return { reply, isOwn, asking: question }
    discard(reply)
    if (next.origin !== first.origin) {
      isOwn = false
      headers = withoutLogin(headers)
    }
    url = next
  }
  throw strange(question.where, `${first.host} redirects more than ${MOST_REDIRECTS} times`)
}

const withoutLogin = ({ authorization: _, ...headers }: Readonly<Record<string, string>>) => headers

function nextOf({ status, url, header }: Reply, { where, method }: Question): URL | undefined {
  const location = REDIRECTS.includes(status) ? header('location') : undefined
  if (location === undefined) return undefined
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw strange(where, `${url.host} redirects to an address that is none`)
  // What is sent along would go there, too.
  if (method === 'POST') throw strange(where, `${url.host} redirects a login to ${next.host}`)
  return next
}

async function sent(url: URL, question: Question): Promise<Reply> {
  const { method = 'GET', headers = {}, body, where, signal, reach } = question
  const { patience: { silent } = PATIENCE, send = sendReally } = question
  const late = { milliseconds: silent, error: timeout('nobody answered in time') }
  const request = { url, method, headers, body, within: reach }
  return within(late, signal, ending => send({ ...request, signal: ending })).catch(error =>
    unreached(url, where, error),
  )
}

function unreached(url: URL, where: string, error: unknown): never {
  if (error instanceof EcrsyncError) throw error
  if (error instanceof HiddenHost) throw hidden(where, error)
  const { code = '' } = error as NodeJS.ErrnoException
  throw notReached(where, `no connection to ${url.host} (${reasonOf(error)})`, error, hintOf(code))
}

const hidden = (where: string, cause: HiddenHost): EcrsyncError =>
  denied({
    where,
    what: `it leads to ${cause.message}, where the registry itself is not, and is not followed`,
    hint: 'Check the registry, and any proxy on the way to it.',
    cause,
  })

/** Frees the connection. */
export function discard({ bytes, isEmpty }: Pick<Reply, 'bytes' | 'isEmpty'>): void {
  if (!isEmpty) bytes.destroy()
}

/** Says what an answer other than a success means. */
export async function refuse({ reply, asking: { where } }: Answer, what: string): Promise<never> {
  discard(reply)
  const { status, url } = reply
  if (status === 404) throw notFound({ where, what: `${what} is not there`, hint: 'Check its name, tag and digest.' })
  if (status === 401 || status === 403)
    throw denied({ where, what: `${url.host} does not let ${what} be read`, hint: 'Check who may pull it.' })
  throw notReached(where, `${url.host} answers with HTTP status ${status}`)
}

export const isSuccess = ({ reply: { status } }: Answer): boolean => status >= 200 && status < 300

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
export async function bodyOf(answer: Answer, from: number): Promise<AsyncIterable<Uint8Array>> {
  if (!isSuccess(answer)) return refuse(answer, 'a layer')
  const chunks = connected(answer)
  return answer.reply.status === 206 ? chunks : without(chunks, from)
}

/** The whole body of a small answer, or somewhat more than `most` bytes of a large one. */
export async function read(answer: Answer, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of connected(answer)) {
    chunks.push(chunk)
    length += chunk.length
    if (length > most) break
  }
  return Buffer.concat(chunks)
}

async function* connected({ reply: { bytes }, asking }: Answer): AsyncGenerator<Uint8Array> {
  const { where, signal, patience: { silent } = PATIENCE } = asking
  const late = { milliseconds: silent, error: timeout('no byte came in time') }
  const chunks = bytes[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await within(late, signal, () => chunks.next())
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    if (error instanceof EcrsyncError) throw error
    throw notReached(where, `the connection broke off (${reasonOf(error)})`, error)
  } finally {
    bytes.destroy()
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

/** Some errors of the system have a code alone. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || code || 'the connection failed'
}
