import { type Caller, identityArn, isRoot } from '../access/caller.ts'
import { foreignOperation, type Operation } from '../operations/operation.ts'
import { structure } from '../operations/shapes.ts'

const getCallerIdentity = foreignOperation(structure({}), ({ caller }) => {
  return { Arn: identityArn(caller), UserId: userIdOf(caller), Account: caller.account }
})

function userIdOf(caller: Caller): string {
  if (isRoot(caller)) return caller.account
  const [, session] = /:assumed-role\/[^/]+\/(.+)$/.exec(identityArn(caller)) ?? []
  return session === undefined ? `AIDA${caller.account}EMUL` : `AROA${caller.account}EMUL:${session}`
}

export const STS_OPERATIONS: ReadonlyMap<string, Operation> = new Map([['GetCallerIdentity', getCallerIdentity]])
