import type { IncomingMessage } from 'node:http'
import type { Reply } from '../http/exchange.ts'
import { OPERATIONS } from '../operations/index.ts'
import type { Context } from '../operations/operation.ts'

/** A request to one repository, or to none. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly query: URLSearchParams
  readonly context: Context
  readonly repositoryName: string
  /** A tag, a digest or the id of an upload. */
  readonly reference: string
}

export interface Endpoint {
  readonly methods: readonly string[]
  /** The name of the repository first, the reference next. */
  readonly path: RegExp
  /** What it amounts to in the ECR API: for permissions, faults, limits and the log. */
  readonly operation: string
  readonly answer: (exchange: Exchange) => Reply | Promise<Reply>
}

/** The twin in the ECR API does the work, so that both ways agree. */
export function call<T>(context: Context, operation: string, input: object): T {
  const found = OPERATIONS.get(operation)
  if (!found) throw new Error(`There is no operation ${operation}`)
  return found({ ...context, operation }, { registryId: context.registry.account, ...input }) as T
}
