import { type IncomingHttpHeaders, request } from 'node:http'

/** A request as it goes over the wire. */
export interface Raw {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Node's own client: fetch would not send every header, and follows redirects. */
export function send(url: string, { method = 'GET', path = '/', headers = {}, body }: Raw): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: { ...length, ...headers } }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Asks again and again until the answer is as wanted. */
export async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
  }
}

/** What a signature claims: an access key and a region. */
export const signed = (accessKey: string, region = 'us-east-1', service = 'ecr') =>
  `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`

/** One member of an XML answer. */
export const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]

/** One call of the ECR API. */
export async function call(url: string, operation: string, input: object) {
  const headers = { 'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}` }
  const { status, text } = await send(url, { method: 'POST', headers, body: JSON.stringify(input) })
  return { status, body: JSON.parse(text) }
}
