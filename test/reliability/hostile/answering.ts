import { type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { onTestFinished } from 'vitest'
import { ALWAYS, statusOf } from '../../../src/aws/answers.ts'
import type { CallWriter, ImageDeleter } from '../../../src/aws/api.ts'
import { type Call, type ImageCaller, type Prober, type Reader, WRITES } from '../../../src/aws/api.ts'
import { accessOf, askedOf, clientOf, sendOnce } from '../../../src/aws/sdk.ts'
import { requestIdOf } from '../../../src/aws/thrown.ts'
import { openTraffic } from '../../../src/aws/traffic.ts'
import { startEmulator } from '../../../src/emulator/server.ts'
import { clientOf as emulatorClient } from '../../emulator/ecr.ts'
import { send } from '../../emulator/http.ts'
import { NOW, REGION } from '../../world.ts'
import { fillEverything, type There } from '../everything/live.ts'

/** An answer as it comes over the wire. */
export interface Said {
  readonly status: number
  readonly body: Uint8Array
}

/** What is made of an answer to an operation before it is read. */
export type Twist = (action: Call, sound: Said) => Said

/** A registry that answers each call as it always does, or as somebody twists it; nothing changes it. */
export interface Answering {
  readonly there: There
  readonly reader: Reader
  readonly prober: Prober
  readonly images: ImageCaller
  readonly writer: CallWriter
  readonly deleter: ImageDeleter
  twist(by: Twist | undefined): void
}

/** The names under which a write says that it was done. */
const DONE: Readonly<Record<string, unknown>> = {
  repository: {},
  image: {},
  repositoryCreationTemplate: {},
  imageIds: [],
}
const doneBy = (action: Call): object =>
  Object.fromEntries(
    ALWAYS[action].flat().map(name => [name, DONE[name] ?? (name.endsWith('onfiguration') ? {} : `${name} of it`)]),
  )

/** As the SDK asks it, without a wire in between: the same requests, the same readers of what is answered. */
export async function openAnswering(): Promise<Answering> {
  const emulator = await startEmulator({ now: () => NOW })
  const filling = emulatorClient(emulator)
  const there = await fillEverything(filling).finally(() => filling.destroy())
  const connection = {
    region: REGION,
    endpoint: emulator.url,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'local' },
    concurrency: 8,
  }
  const access = { ...(await accessOf(connection)), region: REGION }
  const traffic = openTraffic(connection)
  const client = clientOf({}, access, traffic.ways)
  onTestFinished(async () => {
    client.destroy()
    traffic.close()
    await emulator.close()
  })
  const known = new Map<string, Promise<Said>>()
  let twisted: Twist | undefined

  const ask = async (action: Call, body: string): Promise<Said> => {
    if (action in WRITES) return { status: 200, body: Buffer.from(JSON.stringify(doneBy(action))) }
    const headers = { 'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${action}`, authorization: AUTHORIZATION }
    const { status, text } = await send(emulator.url, { method: 'POST', headers, body })
    return { status, body: Buffer.from(text) }
  }

  client.config.requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy() {},
    async handle({ headers, body }: HttpRequest) {
      const action = String(headers['x-amz-target']).split('.').at(-1) as Call
      const key = `${action} ${body}`
      const sound = known.get(key) ?? ask(action, String(body))
      if (known.size < MOST) known.set(key, sound)
      const said = twisted?.(action, await sound) ?? (await sound)
      const response = new HttpResponse({
        statusCode: statusOf(said.status, said.body),
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' },
        body: said.body,
      })
      return { response }
    },
  } as unknown as typeof client.config.requestHandler

  const about = askedOf(access, 'ECR')
  const call = ((action: Call, input: object) =>
    sendOnce(client, about, { action, input: input as never, sending: {} })) as Reader['call'] &
    ImageCaller['call'] &
    Prober['call']
  const write = async (action: Call, input: object) => {
    const answer = await (call as (action: Call, input: object) => Promise<object>)(action, input)
    return { ...answer, requestId: requestIdOf(answer) }
  }
  const perform: CallWriter['perform'] = ({ action, input }) => write(action, input as object)
  return {
    there,
    reader: { call },
    prober: { call },
    images: { call },
    writer: { perform, performOnce: perform },
    deleter: { deleteImages: (repositoryName, imageIds) => write('BatchDeleteImage', { repositoryName, imageIds }) },
    twist: by => {
      twisted = by
    },
  }
}

const MOST = 5000
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=123456789012/20260131/us-east-1/ecr/aws4_request, SignedHeaders=host, Signature=0'
