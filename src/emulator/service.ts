import type { CreateLag } from './create-lag.ts'
import { AwsError, ConnectionDropped } from './errors.ts'
import type { Fault, Faults } from './faults.ts'
import { OPERATIONS } from './operations/index.ts'
import { type Place, repositoryArn } from './place.ts'
import { type Input, repositoriesIn } from './protocol.ts'
import type { Store } from './store.ts'

export interface Service {
  readonly store: Store
  readonly faults: Faults
  readonly lag: CreateLag
  readonly now: () => Date
}

export interface Call {
  readonly operation: string
  readonly caller: Place
  readonly input: Input
  /** The emulator's own address. */
  readonly url: string
}

/** One call of the ECR API, with what goes wrong on request. */
export function serve(service: Service, call: Call): object {
  const names = repositoriesIn(call.input)
  const fault = service.faults.hit(call.operation, names)
  if (fault === undefined) return perform(service, call, names)
  if (fault.error === 'DropAfter') dropAfter(() => perform(service, call, names))
  throw failure(fault, call)
}

function dropAfter(effect: () => void): never {
  try {
    effect()
  } catch {}
  throw new ConnectionDropped()
}

function perform(service: Service, call: Call, names: readonly string[]): object {
  const isCreate = call.operation === 'CreateRepository'
  if (!isCreate) service.lag.check(call.caller, names)
  const answer = run(service, call)
  if (isCreate) for (const name of names) service.lag.created(call.caller, name)
  return answer
}

function run({ store, now }: Service, { operation, caller, input, url }: Call): object {
  const found = OPERATIONS.get(operation)
  if (found) return found({ registry: store.registry(caller), now: now(), url }, input)
  throw new AwsError('UnknownOperationException', `The ecrsync emulator does not implement ${operation}`)
}

function failure(fault: Fault, call: Call): Error {
  if (fault.error === 'DropBefore') return new ConnectionDropped()
  return new AwsError(fault.error, fault.message ?? defaultMessage(fault.error, call))
}

function defaultMessage(error: string, { operation, caller, input }: Call): string {
  if (error === 'ThrottlingException') return 'Rate exceeded'
  if (error !== 'AccessDeniedException') return `${error} was asked of the ecrsync emulator`
  const resource = repositoryArn(caller, repositoriesIn(input)[0] ?? '*')
  return `User: arn:aws:iam::${caller.account}:user/ecrsync is not authorized to perform: ecr:${operation} on resource: ${resource}`
}
