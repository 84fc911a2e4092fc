import { ECRClient } from '@aws-sdk/client-ecr'
import { getUserAgentMiddlewareOptions, userAgentMiddleware } from '@aws-sdk/core/client'
import type { HttpRequest } from '@smithy/core/protocols'
import { checkKnown, checkWhole } from './answers.ts'
import { type Call, COMMANDS, type Input, type Output } from './api.ts'
import { type FailedCall, failureOf } from './call-failures.ts'
import type { Connection } from './client.ts'
import { type Place, placeOf, settingsOf } from './endpoint.ts'
import { type Identity, openIdentity } from './identity.ts'
import { regionOf, saidBy } from './region.ts'
import { checkRegion } from './regions.ts'
import { ONE_TRY } from './retries.ts'
import { type Sending, transport } from './transport.ts'
import type { Ways } from './ways.ts'
import { PATIENCE } from './within.ts'

/** Where calls go, and who they are made as. */
export interface Access {
  readonly place: Place
  readonly region: string | undefined
  readonly identity: Identity
}

/**
 * Out of what is given, the environment and the profile, which is looked at only where no credentials are given.
 * @throws EcrsyncError INVALID_ENDPOINT, INVALID_PROFILE, INVALID_REGION
 */
export async function accessOf(connection: Connection): Promise<Access> {
  const { endpoint, host } = connection
  const identity = connection.identity ?? (await openIdentity(connection))
  const { profile } = identity
  const place = placeOf('ECR', profile, endpoint)
  const isAws = place.endpoint === undefined
  const region = regionOf(connection, profile.settings.region)
  if (region !== undefined) checkRegion(region, { ...saidBy(region, profile), isAws })
  return {
    place: {
      ...place,
      isFips: place.isFips || (isAws && host?.isFips === true),
      isDualStack: place.isDualStack || (isAws && host?.isDualStack === true),
    },
    region,
    identity,
  }
}

/** Where calls go once their region is known. */
export type Called = Access & { readonly region: string }

/** What is known of a call that fails beside what it was; `service`: as people call it. */
export const askedOf = (
  { place, region, identity: { session, signer, isKnown } }: Called,
  service: string,
): Omit<FailedCall, 'action'> => ({
  where: place.endpoint ?? `${service} in ${region}`,
  region,
  isKnown,
  ...(session === undefined && { signer }),
})

/** Of a client of any service of AWS, which makes one try of each call. */
export const configOf = (
  { patience = PATIENCE }: Pick<Connection, 'patience'>,
  { place, region, identity }: Access,
  ways: Ways,
) => ({
  ...identity.configFor(region),
  ...settingsOf(place, region),
  requestHandler: transport(ways, patience),
  retryStrategy: ONE_TRY,
})

export function clientOf(connection: Pick<Connection, 'patience'>, access: Access, ways: Ways): ECRClient {
  const client = new ECRClient(configOf(connection, access, ways))
  access.identity.keep(client.config.credentials)
  refuseUnknown(client)
  lighten(client)
  sayOnceWhoAsks(client)
  encodeOnce(client)
  return client
}

/** What is sent and what is made of it are together only here. */
const refuseUnknown = ({ middlewareStack }: ECRClient): void =>
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async args => {
        const result = await next(args)
        const { body } = result.response as { readonly body?: unknown }
        checkKnown(commandName.replace(/Command$/, ''), body, result.output)
        return result
      },
    { step: 'deserialize', priority: 'high' },
  )

/**
 * Of what the SDK does for each call, what is the same for all: its chain of middleware is made once for each command, because no
 * call of ours changes it, and what signs once for the client, which is in one region. Nobody reads its log, for which it would
 * copy each answer; Node says the length of a body, and only Lambda knows of a trace. It copies its configuration three times a
 * call, which takes V8 a third of the time where its properties are fast, as are those of a prototype.
 */
function lighten({ config, middlewareStack }: ECRClient): void {
  const { signer } = config
  let signing: ReturnType<typeof signer> | undefined
  config.signer = scheme => {
    signing ??= signer(scheme)
    return signing
  }
  config.cacheMiddleware = true
  middlewareStack.removeByTag('LOGGER')
  middlewareStack.removeByTag('CONTENT_LENGTH')
  if (process.env.AWS_LAMBDA_FUNCTION_NAME === undefined) middlewareStack.removeByTag('RECURSION_DETECTION')
  Object.create(config)
}

/** The SDK writes for each call who asks, and it is the same for all calls of a client. */
function sayOnceWhoAsks({ config, middlewareStack }: ECRClient): void {
  const saying = userAgentMiddleware(config)
  let said: Readonly<Record<string, string>> | undefined
  middlewareStack.add(
    (next, context) => async args => {
      const { headers } = args.request as HttpRequest
      if (said !== undefined) {
        Object.assign(headers, said)
        return next(args)
      }
      return saying(async telling => {
        said = Object.fromEntries(Object.entries(headers).filter(([name]) => name.endsWith('user-agent')))
        return next(telling)
      }, context)(args)
    },
    getUserAgentMiddlewareOptions,
  )
}

/** From here on the SDK encodes a long text twice, to hash and to send it: each time, a part of a layer would be in memory once more. */
function encodeOnce({ middlewareStack }: ECRClient): void {
  middlewareStack.add(
    next => args => {
      const request = args.request as HttpRequest
      if (typeof request.body === 'string' && request.body.length > LONG_BODY) request.body = Buffer.from(request.body)
      return next(args)
    },
    { step: 'build' },
  )
}

const LONG_BODY = 1024 * 1024

/** The chain that was made is only used where a call has no options. */
const optionsOf = (sending: Sending): Sending | undefined => (Object.keys(sending).length > 0 ? sending : undefined)

export async function sendOnce<A extends Call>(
  client: ECRClient,
  about: Omit<FailedCall, 'action'>,
  { action, input, sending }: { readonly action: A; readonly input: Input<A>; readonly sending: Sending },
): Promise<Output<A>> {
  try {
    // The one cast: TypeScript cannot see that the table's command and its own input belong together.
    const Command = COMMANDS[action] as unknown as new (input: Input<A>) => Parameters<typeof client.send>[0]
    const answer = (await client.send(new Command(input), optionsOf(sending))) as Output<A>
    checkWhole(action, answer)
    return answer
  } catch (error) {
    throw failureOf(error, { ...about, action })
  }
}
