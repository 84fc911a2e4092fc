import type { Caller } from './caller.ts'
import type { Clock } from './clock.ts'
import type { CreateLag } from './create-lag.ts'
import { AwsError, ConnectionDropped } from './errors.ts'
import type { Fault, Faults } from './faults.ts'
import { OPERATIONS } from './operations/index.ts'
import type { Context, Operation } from './operations/operation.ts'
import { repositoryArn } from './place.ts'
import type { Input, ServiceName } from './protocol.ts'
import type { RateLimits } from './rate-limits.ts'
import { repositoriesIn } from './repositories-in.ts'
import type { Store } from './store.ts'
import { STS_OPERATIONS } from './sts.ts'
import type { TagLag } from './tag-lag.ts'
import { taggingOperations } from './tagging.ts'
import type { Tokens } from './tokens.ts'

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
}

/** Who asks for what, whichever way. */
export interface Asked {
  readonly operation: string
  readonly caller: Caller
  readonly repositories: readonly string[]
}

/**
 * Lets something happen, unless it was to go wrong.
 *
 * @throws AwsError what was asked for by a fault, a rate limit or the lag after a create
 * @throws ConnectionDropped
 */
export function withFaults<T>(service: Service, asked: Asked, effect: () => T): T {
  const { faults, rateLimits, createLag, clock } = service
  const { operation, caller, repositories } = asked
  const fault = faults.hit(operation, repositories)
  if (fault !== undefined && fault.error !== 'DropAfter') throw failure(fault, asked)
  if (!rateLimits.admits(operation, caller, clock.now())) throw new AwsError('ThrottlingException', 'Rate exceeded')
  const isCreate = operation === 'CreateRepository'
  if (!isCreate) createLag.check(caller, repositories)
  const perform = () => {
    const answer = effect()
    if (isCreate) for (const name of repositories) createLag.created(caller, name)
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
  const asked = { operation, caller, repositories: repositoriesIn(input) }
  return withFaults(service, asked, () => {
    const found = operationsOf(service, call.service).get(operation)
    if (found) return found(contextOf(service, { operation, caller, url }), input)
    throw new AwsError('UnknownOperationException', `The ecrsync emulator does not implement ${operation}`)
  })
}

function operationsOf({ tagLag }: Service, name: ServiceName): ReadonlyMap<string, Operation> {
  if (name === 'ecr') return OPERATIONS
  return name === 'sts' ? STS_OPERATIONS : taggingOperations(tagLag)
}

export function contextOf(service: Service, call: Pick<Context, 'operation' | 'caller' | 'url'>): Context {
  const { store, clock, tokens, hasLocalUris } = service
  return { ...call, registry: store.registry(call.caller), store, now: clock.now(), hasLocalUris, tokens }
}

function failure(fault: Fault, asked: Asked): Error {
  if (fault.error === 'DropBefore') return new ConnectionDropped()
  return new AwsError(fault.error, fault.message ?? defaultMessage(fault.error, asked))
}

function defaultMessage(error: string, { operation, caller, repositories }: Asked): string {
  if (error === 'ThrottlingException') return 'Rate exceeded'
  if (error !== 'AccessDeniedException') return `${error} was asked of the ecrsync emulator`
  const resource = repositoryArn(caller, repositories[0] ?? '*')
  return `User: ${caller.arn} is not authorized to perform: ecr:${operation} on resource: ${resource}`
}
