import type { IncomingMessage } from 'node:http'
import { authorize } from '../access/authorization.ts'
import type { Caller } from '../access/caller.ts'
import { ConnectionDropped } from '../errors.ts'
import { failureOf, type Reply, stackOf } from '../http/exchange.ts'
import { addressFor, delay, type Listener } from '../http/listener.ts'
import { isRepositoryName } from '../operations/members.ts'
import { isRegion, type RegistryPlace } from '../registry-place.ts'
import { contextOf, withFaults } from '../service.ts'
import { anybody, challenge, loggedIn } from './authentication.ts'
import { BLOBS } from './blobs.ts'
import type { Endpoint, Exchange } from './endpoint.ts'
import { errorReply, RegistryError, unsupported, VERSION } from './errors.ts'
import { LISTINGS } from './listings.ts'
import { MANIFESTS } from './manifests.ts'
import { UPLOADS } from './uploads.ts'

const ENDPOINTS: readonly Endpoint[] = [...UPLOADS, ...MANIFESTS, ...BLOBS, ...LISTINGS]

/** One request of the Docker Registry HTTP API v2. */
export async function answerRegistry(listener: Listener, request: IncomingMessage): Promise<Reply> {
  const { service, log } = listener
  const entry = log.arrived(service.clock.now())
  entry.about({ api: 'docker' })
  try {
    const reply = await respond(listener, request, known => entry.about(known))
    entry.answered(reply.status === 401 ? 'Unauthorized' : undefined)
    return reply
  } catch (error) {
    const failure = error instanceof RegistryError ? error : failureOf(error)
    entry.about({ stack: stackOf(failure) })
    entry.answered(failure instanceof RegistryError ? failure.code : failure.name)
    if (failure instanceof ConnectionDropped) throw failure
    return errorReply(failure)
  }
}

async function respond(
  listener: Listener,
  request: IncomingMessage,
  tell: (known: { readonly operation: string; readonly name?: string }) => void,
): Promise<Reply> {
  const { service } = listener
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const route = routeOf(request.method ?? '', pathname)
  if (!(route instanceof RegistryError)) {
    tell({
      operation: route?.endpoint.operation ?? 'Ping',
      ...(route?.repositoryName && { name: route.repositoryName }),
    })
  }
  await delay(listener, request)
  const named = placeNamed(request, searchParams)
  const caller = callerIn(listener, request, named)
  if (!caller) return challenge(request)
  if (route instanceof RegistryError) throw route
  if (!route) return ping(request.method ?? '', pathname)
  const { endpoint, repositoryName, reference } = route
  const { operation } = endpoint
  const place = named ?? placeOf(listener, caller, repositoryName)
  const context = contextAt(listener, request, { caller, operation, place })
  const exchange: Exchange = { request, query: searchParams, context, repositoryName, reference }
  const repositories = repositoryName === '' ? [] : [repositoryName]
  return withFaults(service, { operation, caller: context.caller, place: context.registry, repositories }, () => {
    if (repositories.length === 0) authorize(context)
    for (const name of repositories) authorize({ ...context, repositoryName: name })
    return Promise.resolve(endpoint.answer(exchange))
  })
}

function callerIn(
  { service, identities }: Listener,
  request: IncomingMessage,
  place: RegistryPlace | undefined,
): Caller | undefined {
  const { tokens, clock, lenient } = service
  return lenient.includes('login')
    ? anybody(request, identities, { tokens, place })
    : loggedIn(request, identities, { tokens, now: clock.now() })
}

interface PlacedCall {
  readonly caller: Caller
  readonly operation: string
  readonly place: RegistryPlace
}

function contextAt(listener: Listener, request: IncomingMessage, { place, operation, ...call }: PlacedCall) {
  const caller = { ...call.caller, region: place.region }
  const context = contextOf(listener.service, { operation, caller, url: addressFor(listener, request) })
  return { ...context, registry: listener.service.store.registry(place) }
}

/**
 * `ACCOUNT.dkr.ecr.REGION.localhost` is the registry of that account, and so is what containerd says of the host that a
 * mirror stands for (`ns`); any other name is the registry of who asks.
 */
function placeNamed({ headers }: IncomingMessage, query: URLSearchParams): RegistryPlace | undefined {
  const named = [headers.host, query.get('ns')].map(host => REGISTRY_HOST.exec(host ?? '') ?? [])
  const [, account, region] = named.find(([host]) => host !== undefined) ?? []
  return account !== undefined && region !== undefined && isRegion(region) ? { account, region } : undefined
}

const REGISTRY_HOST = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\./

/** Who does not log in says no Region: then it is the only one that has the repository, if not the one at home. */
function placeOf({ service }: Listener, { account, region }: Caller, repositoryName: string): RegistryPlace {
  const { store, lenient } = service
  const isHere = !lenient.includes('login') || store.registry({ account, region }).has(repositoryName)
  const elsewhere = isHere ? [] : store.registries().filter(one => one.account === account && one.has(repositoryName))
  return { account, region: elsewhere.length === 1 && elsewhere[0] !== undefined ? elsewhere[0].region : region }
}

interface Route {
  readonly endpoint: Endpoint
  readonly repositoryName: string
  readonly reference: string
}

/** Where a request leads, or why nowhere, which is said only to who has logged in. */
function routeOf(method: string, pathname: string): Route | RegistryError | undefined {
  const path = decoded(pathname)
  if (path === undefined) return new RegistryError(400, 'NAME_INVALID', `'${pathname}' is not a path`)
  const about = ENDPOINTS.filter(endpoint => endpoint.path.test(path))
  const endpoint = about.find(({ methods }) => methods.includes(method))
  if (!endpoint) return about.length > 0 ? unsupported(`${method} is not supported here`) : undefined
  const [, repositoryName = '', reference = ''] = endpoint.path.exec(path) ?? []
  if (repositoryName === '' || isRepositoryName(repositoryName)) return { endpoint, repositoryName, reference }
  return new RegistryError(400, 'NAME_INVALID', `'${repositoryName}' is not the name of a repository`)
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

function ping(method: string, pathname: string): Reply {
  if (!/^\/v2\/?$/.test(pathname)) throw new RegistryError(404, 'UNSUPPORTED', `There is nothing at ${pathname}`)
  if (!['GET', 'HEAD'].includes(method)) throw unsupported(`${method} is not supported here`)
  return { status: 200, headers: { ...VERSION, 'content-type': 'application/json' }, body: '{}' }
}
