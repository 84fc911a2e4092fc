import type { IncomingHttpHeaders } from 'node:http'
import { type Caller, callerOf, type Identities } from '../access/caller.ts'
import { isSessionKey, type Session, sessionOf } from '../access/sessions.ts'
import type { Tokens } from '../access/tokens.ts'
import { AwsError } from '../errors.ts'
import { CONTENT_TYPE } from '../http/exchange.ts'
import { isRegion } from '../registry-place.ts'
import { takeBlob } from './blob-member.ts'
import { encodeQuery, encodeQueryError } from './query.ts'

export type Input = Readonly<Record<string, unknown>>

export type ServiceName = 'ecr' | 'tagging' | 'sts'

/** How a client speaks: AWS JSON names the operation in a header, AWS Query in the body. */
export interface Protocol {
  readonly contentType: string
  /** As far as the headers say it. */
  readonly service: ServiceName
  operationOf(body: Input): string
  decode(body: Buffer): Input
  encode(operation: string, output: object, requestId: string): string
  encodeError(error: AwsError, requestId: string): string
}

const TARGETS: readonly (readonly [prefix: string, ServiceName])[] = [
  ['AmazonEC2ContainerRegistry_V20150921.', 'ecr'],
  ['ResourceGroupsTaggingAPI_20170126.', 'tagging'],
]

export function protocolOf(headers: IncomingHttpHeaders): Protocol {
  const target = String(headers['x-amz-target'] ?? '')
  if (target === '' && headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return QUERY
  const [prefix, service] = TARGETS.find(([prefix]) => target.startsWith(prefix)) ?? []
  return {
    ...JSON_1_1,
    service: service ?? 'ecr',
    operationOf() {
      if (prefix === undefined) throw new AwsError('UnknownOperationException', `Unknown target '${target}'`)
      return target.slice(prefix.length)
    },
  }
}

const JSON_1_1: Omit<Protocol, 'operationOf' | 'service'> = {
  contentType: CONTENT_TYPE,
  decode,
  encode: (_operation, output) => JSON.stringify(output),
  encodeError: ({ name, message, fields }) => JSON.stringify({ __type: name, message, ...fields }),
}

const QUERY: Protocol = {
  contentType: 'text/xml',
  service: 'sts',
  operationOf: ({ Action }) => String(Action ?? ''),
  decode: body => Object.fromEntries(new URLSearchParams(body.toString('utf8'))),
  encode: encodeQuery,
  encodeError: encodeQueryError,
}

export interface Known {
  readonly identities: Identities
  readonly tokens: Tokens
  readonly now: Date
}

/** Account and region as the signature claims them; it is not verified, but for the token of a session. */
export function callerIn(headers: IncomingHttpHeaders, service: ServiceName, known: Known): Caller {
  const { identities } = known
  const scope = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\//.exec(headers.authorization ?? '')
  if (!scope) return callerOf(identities, { accessKey: '' })
  const [, accessKey = '', region = ''] = scope
  if (!isRegion(region)) throw new AwsError('IncompleteSignature', `'${region}' is not a Region`)
  const token = String(headers['x-amz-security-token'] ?? '')
  const session = isSessionKey(accessKey) ? sessionIn({ accessKey, token }, service, known) : undefined
  return callerOf(identities, { accessKey, session }, region)
}

function sessionIn(
  { accessKey, token }: { readonly accessKey: string; readonly token: string },
  service: ServiceName,
  { tokens, now }: Known,
): Session {
  const isQuery = service === 'sts'
  const found = sessionOf(tokens, accessKey, token)
  if (found === undefined)
    throw new AwsError(
      isQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    )
  const { expiration, ...session } = found
  if (expiration <= now.getTime() / 1000)
    throw new AwsError(
      isQuery ? 'ExpiredToken' : 'ExpiredTokenException',
      'The security token included in the request is expired',
    )
  return session
}

function decode(body: Buffer): Input {
  const taken = takeBlob(body)
  const input = body.length === 0 ? {} : parse(taken?.json ?? body.toString('utf8'))
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return taken?.bytes && 'layerPartBlob' in input ? { ...input, layerPartBlob: taken.bytes } : (input as Input)
  }
  throw new AwsError('SerializationException', 'Start of structure or map found where not expected.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.')
  }
}
