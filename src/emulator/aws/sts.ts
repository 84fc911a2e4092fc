import { identityArn } from '../access/caller.ts'
import { type Operation, operation } from '../operations/operation.ts'
import { structure } from '../operations/shapes.ts'

const getCallerIdentity = operation(structure({}), ({ caller }) => {
  const [, session] = /:assumed-role\/[^/]+\/(.+)$/.exec(identityArn(caller)) ?? []
  return {
    Arn: identityArn(caller),
    UserId: session === undefined ? `AIDA${caller.account}EMUL` : `AROA${caller.account}EMUL:${session}`,
    Account: caller.account,
  }
})

export const STS_OPERATIONS: ReadonlyMap<string, Operation> = new Map([['GetCallerIdentity', getCallerIdentity]])
