import type { IncomingHttpHeaders } from 'node:http'
import { AwsError } from './errors.ts'
import { isAccount, isRegion, type Place } from './place.ts'

export const CONTENT_TYPE = 'application/x-amz-json-1.1'

const TARGET = 'AmazonEC2ContainerRegistry_V20150921.'

export type Input = Readonly<Record<string, unknown>>

/** The operation that an AWS JSON request asks for. */
export function operationOf(headers: IncomingHttpHeaders): string {
  const target = String(headers['x-amz-target'] ?? '')
  if (!target.startsWith(TARGET)) throw new AwsError('UnknownOperationException', `Unknown target '${target}'`)
  return target.slice(TARGET.length)
}

/** Account and region as the signature claims them (it is not verified); where it says nothing, `otherwise`. */
export function callerOf({ authorization }: IncomingHttpHeaders, otherwise: Place): Place {
  const scope = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\//.exec(authorization ?? '')
  if (!scope) return otherwise
  const [, accessKey = '', region = ''] = scope
  if (!isRegion(region)) throw new AwsError('IncompleteSignatureException', `'${region}' is not a Region`)
  return { account: isAccount(accessKey) ? accessKey : otherwise.account, region }
}

export function decode(body: Buffer): Input {
  const input = body.length === 0 ? {} : parse(body)
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Input
  throw new AwsError('SerializationException', 'Start of structure or map found where not expected.')
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.')
  }
}

export const encodeError = ({ name, message, fields }: AwsError): string =>
  JSON.stringify({ __type: name, message, ...fields })

/** Names of the repositories that a call is about. */
export function repositoriesIn(input: Input): readonly string[] {
  const fromArn = /:repository\/(.+)$/.exec(String(input.resourceArn ?? ''))?.[1]
  const names = Array.isArray(input.repositoryNames) ? input.repositoryNames : []
  return [input.repositoryName, fromArn, ...names].filter(name => typeof name === 'string')
}
