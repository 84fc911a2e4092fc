import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr'
import pLimit from 'p-limit'
import { EcrsyncError } from '../errors.ts'
import type { Reporting } from '../events.ts'
import {
  type Call,
  type CallWriter,
  COMMANDS,
  type ImageCaller,
  type ImageDeleter,
  type Input,
  type Output,
  type Prober,
  type Reader,
} from './api.ts'
import { failureOf, noRegion } from './failures.ts'
import { Retries } from './retries.ts'

export interface Connection extends Partial<Reporting> {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** Calls in flight at once. */
  readonly concurrency: number
}

/** An address that swallows what is sent to it must not hold a run for ever. */
const TIMEOUTS = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true } as const

export interface Client {
  readonly region: string
  readonly reader: Reader
  readonly prober: Prober
  readonly images: ImageCaller
  readonly writer: CallWriter
  readonly deleter: ImageDeleter
  close(): void
}

/** @throws EcrsyncError NO_REGION */
export async function connect({ emit, target, concurrency, ...connection }: Connection): Promise<Client> {
  const config = configOf({ ...connection, concurrency })
  const [client, unretried] = [new ECRClient(config), new ECRClient({ ...config, retryStrategy: new Retries(1) })]
  const region = await client.config.region().catch((error: unknown) => {
    throw noRegion(error)
  })
  const limit = pLimit(concurrency)
  const sender =
    (through: ECRClient) =>
    <A extends Call>(action: A, input: Input<A>): Promise<Output<A>> =>
      limit(() => {
        emit?.({ type: 'called', ...(target !== undefined && { target }), action, ...subjectOf(input) })
        return sendOnce(through, action, input)
      })
  const [send, sendUnretried] = [sender(client), sender(unretried)]
  return {
    region,
    reader: { call: send },
    prober: { call: send },
    images: { call: send },
    deleter: {
      deleteImages: async (repositoryName, imageIds) =>
        (await sendUnretried('BatchDeleteImage', { repositoryName, imageIds })).failures ?? [],
    },
    writer: {
      perform: async ({ action, input }) => checkFailures(await send(action, input as Input<typeof action>), action),
      performOnce: async ({ action, input }) =>
        checkFailures(await sendUnretried(action, input as Input<typeof action>), action),
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
}: Omit<Connection, keyof Reporting>): ECRClientConfig {
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

/** The repository that a call is about, by whatever it names it. */
function subjectOf(input: object | undefined): { readonly on?: string } {
  const { repositoryName, resourceArn } = (input ?? {}) as { repositoryName?: string; resourceArn?: string }
  const on = repositoryName ?? resourceArn
  return on === undefined ? {} : { on }
}

async function sendOnce<A extends Call>(client: ECRClient, action: A, input: Input<A>): Promise<Output<A>> {
  try {
    // The one cast: TypeScript cannot see that the table's command and its own input belong together.
    const Command = COMMANDS[action] as unknown as new (input: Input<A>) => Parameters<typeof client.send>[0]
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

/** Some calls succeed with a list of what failed. */
function checkFailures(answer: object, action: Call): void {
  const { failures = [] } = answer as Pick<Output<'BatchDeleteImage'>, 'failures'>
  const [first] = failures
  if (first === undefined) return
  const said = failures.map(({ imageId, failureReason }) =>
    [imageId?.imageTag ?? imageId?.imageDigest, failureReason].filter(Boolean).join(': '),
  )
  throw new EcrsyncError('AWS_ERROR', `${action} failed: ${first.failureCode}`, {
    detail: said.join('\n'),
    hint: 'Mend what ECR says, then run ecrsync plan again.',
    ...(first.failureCode !== undefined && { awsName: first.failureCode }),
  })
}
