import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr'
import { StandardRetryStrategy } from '@smithy/util-retry'
import pLimit from 'p-limit'
import { EcrsyncError } from '../errors.ts'
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

export interface Client {
  readonly region: string
  readonly reader: Reader
  readonly writer: Writer
  close(): void
}

const ATTEMPTS = { throttled: 12, failed: 5, unreachable: 3 } as const

/**
 * The SDK's standard retries, raised for accounts that ECR throttles, and lowered where waiting is hopeless: ECR says
 * LimitExceededException of real quotas, which the SDK takes for throttling, and a refused connection is a wrong address.
 */
class Retries extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    ...[token, failure]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ) {
    const attempts = attemptsFor(failure)
    if (token.getRetryCount() + 1 >= attempts)
      throw failure.error ?? new EcrsyncError('AWS_ERROR', 'ECR did not answer')
    return super.refreshRetryTokenForRetry(token, failure)
  }
}

function attemptsFor({ error, errorType }: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1]): number {
  const { name, code } = (error ?? {}) as { name?: string; code?: string }
  if (name === 'LimitExceededException') return 1
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return ATTEMPTS.unreachable
  return errorType === 'THROTTLING' ? ATTEMPTS.throttled : ATTEMPTS.failed
}

/** @throws EcrsyncError NO_REGION */
export async function connect({ concurrency, onCall, ...connection }: Connection): Promise<Client> {
  const client = new ECRClient(configOf(connection))
  const region = await client.config.region().catch((error: unknown) => {
    throw noRegion(error)
  })
  const limit = pLimit(concurrency)
  const send = <A extends ReadAction | WriteAction>(action: A, input: Input<A>): Promise<Output<A>> =>
    limit(() => {
      onCall?.(action, input ?? {})
      return sendOnce(client, action, input)
    })
  return {
    region,
    reader: { call: send },
    writer: {
      perform: async operation =>
        void (await send(operation.action, operation.input as Input<typeof operation.action>)),
    },
    close: () => client.destroy(),
  }
}

function configOf({
  region,
  profile,
  endpoint,
  credentials,
}: Omit<Connection, 'concurrency' | 'onCall'>): ECRClientConfig {
  const attempts = Number(process.env.AWS_MAX_ATTEMPTS)
  return {
    // The AWS CLI knows AWS_DEFAULT_REGION, the JavaScript SDK does not.
    ...((region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION) && {
      region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION,
    }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    retryStrategy: attempts > 0 ? new StandardRetryStrategy(attempts) : new Retries(ATTEMPTS.throttled),
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
