import { type Caller, roleIn } from './access/caller.ts'
import type { Tokens } from './access/tokens.ts'
import type { Input, ServiceName } from './aws/protocol.ts'
import { notAuthorized, STS_OPERATIONS } from './aws/sts.ts'
import { taggingOperations } from './aws/tagging.ts'
import type { Clock } from './clock.ts'
import { AwsError, ConnectionDropped } from './errors.ts'
import type { CreateLag } from './faults/create-lag.ts'
import type { Fault, Faults } from './faults/faults.ts'
import type { RateLimits } from './faults/rate-limits.ts'
import type { TagLag } from './faults/tag-lag.ts'
import type { Leniency } from './leniency.ts'
import { OPERATIONS } from './operations/index.ts'
import type { Context, Operation } from './operations/operation.ts'
import { repositoriesIn } from './operations/repositories-in.ts'
import { isAccount, type RegistryPlace, repositoryArn } from './registry-place.ts'
import type { Store } from './storage/store.ts'

/** What stands behind every way to ask. */
export interface Service {
  readonly store: Store
  readonly clock: Clock
  readonly tokens: Tokens
  readonly faults: Faults
  readonly rateLimits: RateLimits
  readonly createLag: CreateLag
  readonly tagLag: TagLag
  readonly hasLocalUris: boolean
  readonly lenient: readonly Leniency[]
  /** Keys that a tag policy of the organization does not allow. */
  readonly forbiddenTags: readonly string[]
}

/** Who asks for what, whichever way. */
export interface Asked {
  readonly operation: string
  readonly caller: Caller
  /** The registry that it is about. */
  readonly place: RegistryPlace
  readonly repositories: readonly string[]
  /** ARN of the role that is to be assumed. */
  readonly role?: string | undefined
}

/**
 * Lets something happen, unless it was to go wrong.
 *
 * @throws AwsError what was asked for by a fault, a rate limit or the lag after a create
 * @throws ConnectionDropped
 */
export function withFaults<T>(service: Service, asked: Asked, effect: () => T): T {
  const { faults, rateLimits, createLag, clock } = service
  const { operation, place, repositories } = asked
  const fault = faults.hit(asked)
  if (fault !== undefined && fault.error !== 'DropAfter') throw failure(fault, asked)
  if (!rateLimits.admits(operation, place, clock.now())) throw new AwsError('ThrottlingException', 'Rate exceeded')
  const isCreate = operation === 'CreateRepository'
  if (!isCreate) createLag.check(place, repositories)
  const perform = () => {
    const answer = effect()
    if (isCreate) for (const name of repositories) createLag.created(place, name)
    return answer
  }
  return fault === undefined ? perform() : dropAfter(perform)
}

/** The effect, if it comes to that, and then no answer, whatever it would have been. */
function dropAfter<T>(effect: () => T): T {
  let answer: T
  try {
    answer = effect()
  } catch {
    throw new ConnectionDropped()
  }
  if (!(answer instanceof Promise)) throw new ConnectionDropped()
  const dropped = () => {
    throw new ConnectionDropped()
  }
  return answer.then(dropped, dropped) as T
}

export interface Call {
  readonly service: ServiceName
  readonly operation: string
  readonly caller: Caller
  readonly input: Input
  /** The emulator's own address. */
  readonly url: string
}

/** One call of an AWS API, with what goes wrong on request. */
export function serve(service: Service, { operation, caller, input, url, ...call }: Call): object {
  const { registryId, RoleArn } = input
  const isNamed = typeof registryId === 'string' && isAccount(registryId)
  const role = operation === 'AssumeRole' && typeof RoleArn === 'string' ? RoleArn : undefined
  const account = roleIn(role ?? '')?.account ?? (isNamed ? registryId : caller.account)
  const place = { account, region: caller.region }
  const asked = { operation, caller, place, repositories: repositoriesIn(input), role }
  return withFaults(service, asked, () => {
    const found = operationsOf(service, call.service).get(operation)
    if (found) return found(contextOf(service, { operation, caller, url }), input)
    throw unknown(call.service, operation)
  })
}

const unknown = (service: ServiceName, operation: string): AwsError =>
  service === 'sts'
    ? new AwsError('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`)
    : new AwsError('UnknownOperationException', `The ecrsync emulator does not implement ${operation}`)

function operationsOf({ tagLag }: Service, name: ServiceName): ReadonlyMap<string, Operation> {
  if (name === 'ecr') return OPERATIONS
  return name === 'sts' ? STS_OPERATIONS : taggingOperations(tagLag)
}

export function contextOf(service: Service, call: Pick<Context, 'operation' | 'caller' | 'url'>): Context {
  const { store, clock, tokens, hasLocalUris, lenient, forbiddenTags } = service
  const known = { store, now: clock.now(), hasLocalUris, tokens, lenient, forbiddenTags }
  return { ...call, registry: store.registry(call.caller), ...known }
}

function failure(fault: Fault, asked: Asked): Error {
  if (fault.error === 'DropBefore') return new ConnectionDropped()
  return new AwsError(fault.error, fault.message ?? defaultMessage(fault.error, asked))
}

function defaultMessage(error: string, { operation, caller, place, repositories, role }: Asked): string {
  if (error === 'ThrottlingException') return 'Rate exceeded'
  if (error === 'AccessDenied' && role !== undefined) return notAuthorized(caller, role)
  if (error !== 'AccessDeniedException') return `${error} was asked of the ecrsync emulator`
  if (operation === 'GetResources') return `User: ${caller.arn} is not authorized to perform: tag:${operation}`
  const resource = repositoryArn(place, repositories[0] ?? '*')
  return `User: ${caller.arn} is not authorized to perform: ecr:${operation} on resource: ${resource}`
}
