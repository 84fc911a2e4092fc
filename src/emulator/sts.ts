import { identityArn } from './caller.ts'
import { type Operation, operation } from './operations/operation.ts'
import { structure } from './shapes.ts'

const getCallerIdentity = operation(structure({}), ({ caller }) => ({
  Arn: identityArn(caller),
  UserId: `AIDA${caller.account}EMUL`,
  Account: caller.account,
}))

export const STS_OPERATIONS: ReadonlyMap<string, Operation> = new Map([['GetCallerIdentity', getCallerIdentity]])
