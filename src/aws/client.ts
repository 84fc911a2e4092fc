import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr'
import pLimit from 'p-limit'
import {
  type Input,
  type Output,
  READS,
  type ReadAction,
  type Reader,
  WRITES,
  type WriteAction,
  type Writer,
} from './api.ts'
import { failureOf, noRegion } from './failures.ts'
import { Retries } from './retries.ts'

export interface Connection {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** Calls in flight at once. */
  readonly concurrency: number
  /** Told of each call just before it is made. */
  readonly onCall?: ((action: string, input: object) => void) | undefined
}

/** An address that swallows what is sent to it must not hold a run for ever. */
const TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true } as const

export interface Client {
  readonly region: string
  readonly reader: Reader
  readonly writer: Writer
  close(): void
}

/** @throws EcrsyncError NO_REGION */
export async function connect({ onCall, concurrency, ...connection }: Connection): Promise<Client> {
  const config = configOf({ ...connection, concurrency })
  const [client, unretried] = [new ECRClient(config), new ECRClient({ ...config, retryStrategy: new Retries(1) })]
  const region = await client.config.region().catch((error: unknown) => {
    throw noRegion(error)
  })
  const limit = pLimit(concurrency)
  const sender =
    (through: ECRClient) =>
    <A extends ReadAction | WriteAction>(action: A, input: Input<A>): Promise<Output<A>> =>
      limit(() => {
        onCall?.(action, input ?? {})
        return sendOnce(through, action, input)
      })
  const [send, sendUnretried] = [sender(client), sender(unretried)]
  return {
    region,
    reader: { call: send },
    writer: {
      perform: async ({ action, input }) => void (await send(action, input as Input<typeof action>)),
      performOnce: async ({ action, input }) => void (await sendUnretried(action, input as Input<typeof action>)),
    },
    close: () => {
      client.destroy()
      unretried.destroy()
    },
  }
}

function configOf({
  region,
  profile,
  endpoint,
  credentials,
  concurrency,
}: Omit<Connection, 'onCall'>): ECRClientConfig {
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    retryStrategy: new Retries(Number(process.env.AWS_MAX_ATTEMPTS) || undefined),
    // The SDK would keep to 50 connections, however many calls are asked for.
    requestHandler: { ...TIMEOUTS, httpAgent: { maxSockets: concurrency }, httpsAgent: { maxSockets: concurrency } },
  } as ECRClientConfig
}

async function sendOnce<A extends ReadAction | WriteAction>(
  client: ECRClient,
  action: A,
  input: Input<A>,
): Promise<Output<A>> {
  try {
    // The one cast: TypeScript cannot see that the table's command and its own input belong together.
    const Command = { ...READS, ...WRITES }[action] as unknown as new (
      input: Input<A>,
    ) => Parameters<typeof client.send>[0]
    return (await client.send(new Command(input))) as Output<A>
  } catch (error) {
    throw failureOf(error, action, await endpointOf(client))
  }
}

async function endpointOf({ config }: ECRClient): Promise<string> {
  const custom = await config.endpoint?.().catch(() => undefined)
  if (custom) return `${custom.protocol}//${custom.hostname}${custom.port === undefined ? '' : `:${custom.port}`}`
  const configured = process.env.AWS_ENDPOINT_URL_ECR ?? process.env.AWS_ENDPOINT_URL
  return configured ?? `ECR in ${await config.region().catch(() => 'an unknown region')}`
}
