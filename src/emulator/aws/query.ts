import { type AwsError, httpStatusOf } from '../errors.ts'

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** An answer of the AWS Query protocol, which STS speaks. */
export const encodeQuery = (operation: string, output: object, requestId: string): string =>
  `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${elements(output)}</${operation}Result><ResponseMetadata>${elements({ RequestId: requestId })}</ResponseMetadata></${operation}Response>\n`

export function encodeQueryError({ name, message }: AwsError, requestId: string): string {
  const Type = httpStatusOf(name) < 500 ? 'Sender' : 'Receiver'
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error>${elements({ Type, Code: name, Message: message })}</Error>${elements({ RequestId: requestId })}</ErrorResponse>\n`
}

const elements = (members: object): string =>
  Object.entries(members)
    .map(
      ([name, value]) => `<${name}>${typeof value === 'object' ? elements(value) : escaped(String(value))}</${name}>`,
    )
    .join('')

const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
