import type { IncomingMessage } from 'node:http'
import { AwsError } from '../errors.ts'
import type { Service } from '../service.ts'
import { errorReply, type Reply } from './exchange.ts'

const ORIGIN = 'http://localhost'
/** A layer, or a range of it. */
export function downloadAt({ store, tokens, clock }: Service, request: IncomingMessage): Reply {
  const [, address = '', signature = ''] = /^(.*)&signature=([\w-]+)$/.exec(request.url ?? '') ?? []
  const denied = (message: string) => errorReply(new AwsError('AccessDeniedException', message))
  if (!tokens.isSigned(address, signature)) return denied('The address was not signed by this emulator')
  const { pathname, searchParams } = new URL(address, ORIGIN)
  if (Number(searchParams.get('expires')) < clock.now().getTime() / 1000) return denied('Request has expired')
  const [, , account = '', region = '', digest = ''] = pathname.split('/')
  const registry = store.registry({ account, region })
  const name = searchParams.get('repository') ?? ''
  const blobs = registry.has(name) ? registry.contents(name).blobs : undefined
  const size = blobs?.size(digest)
  if (!blobs || size === undefined)
    return errorReply(new AwsError('LayersNotFoundException', 'The layer is not there any more'))
  const headers = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes' }
  const range = rangeOf(request.headers.range, size)
  if (range === 'unsatisfiable') return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } }
  if (range === undefined)
    return { status: 200, headers: { ...headers, 'content-length': size }, body: blobs.read(digest) }
  const { start, end } = range
  return {
    status: 206,
    headers: { ...headers, 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/${size}` },
    body: blobs.read(digest, range),
  }
}

/** One range, as RFC 9110 writes it; several, or what is not one, is the whole. */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  const isRange = first === '' ? last !== '' : last === '' || Number(first) <= Number(last)
  if (!isRange) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}
