import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr'
import { checkWhole } from './answers.ts'
import { type Call, COMMANDS, type Input, type Output } from './api.ts'
import type { Connection } from './client.ts'
import { failureOf, isThrottling } from './failures.ts'
import { Retries } from './retries.ts'
import { type Sending, transport } from './transport.ts'
import { PATIENCE } from './within.ts'

/** Who the calls are made as; nothing where that has to be looked for first. */
export type Identity = Pick<ECRClientConfig, 'credentials'>

export interface Clients {
  readonly retried: ECRClient
  readonly unretried: ECRClient
  close(): void
}

/** Two that differ in their retries alone: connections and credentials they share. */
export function clientsOf(connection: Connection, identity: Identity): Clients {
  const config = { ...configOf(connection), ...identity }
  const retries = new Retries({ most: Number(process.env.AWS_MAX_ATTEMPTS) || undefined })
  const retried = new ECRClient({ ...config, retryStrategy: retries })
  const unretried = new ECRClient({
    ...config,
    credentials: retried.config.credentials,
    retryStrategy: new Retries({ most: 1 }),
  })
  for (const client of [retried, unretried]) listen(client, connection)
  return {
    retried,
    unretried,
    close: () => {
      retries.close()
      for (const client of [retried, unretried]) client.destroy()
    },
  }
}

function configOf({ region, profile, endpoint, credentials, concurrency, patience = PATIENCE }: Connection) {
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    // A lane of small calls, and one of transfers.
    requestHandler: transport(2 * concurrency, patience),
  } satisfies ECRClientConfig
}

/** Hears every answer, also those that are retried. */
function listen({ middlewareStack }: ECRClient, { emit, target }: Connection): void {
  if (emit === undefined) return
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        try {
          return await next(args)
        } catch (error) {
          const action = commandName.replace(/Command$/, '')
          if (isThrottling(error)) emit({ type: 'throttled', ...(target !== undefined && { target }), action })
          throw error
        }
      },
    { step: 'deserialize', priority: 'high' },
  )
}

export async function sendOnce<A extends Call>(
  client: ECRClient,
  action: A,
  input: Input<A>,
  sending: Sending,
): Promise<Output<A>> {
  try {
    // The one cast: TypeScript cannot see that the table's command and its own input belong together.
    const Command = COMMANDS[action] as unknown as new (input: Input<A>) => Parameters<typeof client.send>[0]
    const answer = (await client.send(new Command(input), sending)) as Output<A>
    checkWhole(action, answer)
    return answer
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
