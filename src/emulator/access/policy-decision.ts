import { matchesWildcards } from '../wildcards.ts'
import { type Caller, identityArn, isRoot } from './caller.ts'
import { type ConditionContext, conditionsHold } from './policy-conditions.ts'
import type { Policy, PrincipalMap, Statement } from './policy-grammar.ts'

export interface Request {
  readonly caller: Caller
  /** `ecr:BatchGetImage` */
  readonly action: string
  readonly resource: string
  readonly now: Date
}

/** What policies of a resource say to a request: a Deny outweighs every Allow. */
export function decisionOf(policies: readonly Policy[], request: Request): 'Allow' | 'Deny' | undefined {
  const context = contextOf(request)
  const effects = policies
    .flatMap(({ Statement }) => [Statement].flat())
    .filter(statement => isAbout(statement, request) && conditionsHold(statement.Condition ?? {}, context))
    .map(({ Effect }) => Effect)
  return effects.includes('Deny') ? 'Deny' : effects[0]
}

const isAbout = (statement: Statement, { caller, action, resource }: Request): boolean =>
  isAboutAction(statement, action) && isAboutPrincipal(statement, caller) && isAboutResource(statement, resource)

function isAboutResource({ Resource = '*', NotResource }: Statement, resource: string): boolean {
  const matches = (one: string) => matchesWildcards(one, resource)
  return NotResource === undefined ? [Resource].flat().some(matches) : ![NotResource].flat().some(matches)
}

function isAboutAction({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (one: string) => matchesWildcards(one.toLowerCase(), action.toLowerCase())
  return Action === undefined ? ![NotAction ?? []].flat().some(matches) : [Action].flat().some(matches)
}

const isAboutPrincipal = ({ Principal, NotPrincipal }: Statement, caller: Caller): boolean =>
  Principal === undefined ? !names(NotPrincipal, caller) : names(Principal, caller)

/** A principal is named by itself, by its session, or by its account, which lets everybody in it in. */
function names(principals: '*' | PrincipalMap | undefined, caller: Caller): boolean {
  if (principals === undefined || principals === '*') return principals === '*'
  const own = ['*', caller.account, caller.arn, identityArn(caller)]
  return [principals.AWS ?? []].flat().some(name => own.includes(name) || name.endsWith(`:iam::${caller.account}:root`))
}

function contextOf({ caller, now }: Request): ConditionContext {
  const isRole = caller.arn.includes(':role/')
  const { organizationPaths } = caller
  return new Map([
    ['aws:principalaccount', [caller.account]],
    ['aws:principalarn', [caller.arn]],
    ['aws:principaltype', [isRole ? 'AssumedRole' : isRoot(caller) ? 'Account' : 'User']],
    ...(organizationPaths === undefined
      ? []
      : ([
          ['aws:principalorgid', distinct(organizationPaths.map(path => path.slice(0, path.indexOf('/'))))],
          ['aws:principalorgpaths', organizationPaths],
        ] as const)),
    ...(isRole || isRoot(caller) ? [] : [['aws:username', [caller.arn.split('/').at(-1) ?? '']] as const]),
    ['aws:requestedregion', [caller.region]],
    ['aws:sourceip', ['127.0.0.1']],
    // Policies that ask for TLS are common, and this is no wire.
    ['aws:securetransport', ['true']],
    ['aws:currenttime', [now.toISOString()]],
    ['aws:epochtime', [String(Math.floor(now.getTime() / 1000))]],
  ])
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]
