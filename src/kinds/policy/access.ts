import { byText } from '../../collate.ts'
import { isAccount, partitionOf } from '../../names.ts'
import { knownFor, listed, meant } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import { listOf } from '../canonical.ts'
import type { Context, Problem } from '../kind.ts'
import { LIVE } from '../live.ts'
import { hasPlaceholder } from '../placeholder.ts'
import type { Statement } from './document.ts'
import { functionsOf, LAMBDA } from './lambda.ts'
import { OWN_LEVELS, PULL, PUSH } from './levels.ts'
import { isPrincipalArn } from './principal.ts'

/**
 * Who may do what, in the short form, by level: `pull`, `push`, `lambda`, or one of `accessLevels`. Each is given to accounts,
 * names from `accounts`, ARNs, organizations and organization paths.
 */
export type Access = Readonly<Record<string, string | readonly string[]>>

const ORGANIZATION = /^o-[a-z0-9]{10,32}$/
const PATH = /^o-[a-z0-9]{10,32}\/r-[a-z0-9]{4,32}(\/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})*\/?$/

/** In one order, whatever the order in which the levels are written. */
export function statementsOf(access: Access, context: Context): readonly Statement[] {
  const who = (level: string) => (Object.hasOwn(access, level) ? [...new Set(namesIn(access[level]))] : [])
  const own = Object.keys(access)
    .sort(byText)
    .flatMap(level =>
      OWN_LEVELS.includes(level) ? [] : grant(context.accessLevels?.get(level) ?? [], who(level), context),
    )
  return [
    ...grant(PULL, who('pull'), context),
    ...grant(PUSH, who('push'), context),
    ...own,
    ...who('lambda').flatMap(name => accountsOf(name, context).flatMap(account => grantLambda(account, context))),
  ]
}

/** One statement for all principals, one for all organizations, one for all paths: conditions of a statement are ANDed. */
function grant(actions: readonly string[], who: readonly string[], context: Context): readonly Statement[] {
  const paths = who.filter(name => PATH.test(name))
  const organizations = who.filter(name => ORGANIZATION.test(name))
  const principals = who
    .filter(name => !PATH.test(name) && !ORGANIZATION.test(name))
    .flatMap(name => accountsOf(name, context))
  const anyone = { Effect: 'Allow', Principal: '*', Action: actions } as const
  return [
    ...(principals.length > 0 ? [{ Effect: 'Allow', Principal: { AWS: principals }, Action: actions } as const] : []),
    ...(organizations.length > 0
      ? [{ ...anyone, Condition: { StringEquals: { 'aws:PrincipalOrgID': organizations } } }]
      : []),
    ...(paths.length > 0
      ? [
          {
            ...anyone,
            Condition: {
              'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': paths.map(path => `${path.replace(/\/$/, '')}/*`) },
            },
          },
        ]
      : []),
  ]
}

/** The account's functions, and the Lambda service on their behalf. Source: AWS Lambda guide, cross-account container images. */
const grantLambda = (account: string, { region = '' }: Context): readonly Statement[] => [
  { Effect: 'Allow', Principal: { AWS: [account] }, Action: PULL },
  {
    Effect: 'Allow',
    Principal: { Service: [LAMBDA] },
    Action: PULL,
    Condition: { StringLike: { 'aws:SourceArn': [functionsOf(account, partitionOf(region))] } },
  },
]

/** One stands for a list of one. */
const namesIn = (who: unknown): readonly string[] => listOf(who) as readonly string[]

const accountsOf = (name: string, { accounts }: Context): readonly string[] => namesIn(accounts.get(name) ?? name)

export function checkAccess(access: Access, context: Context): readonly Problem[] {
  const unknown = Object.keys(access).filter(level => !isLevel(level, context))
  if (unknown.length > 0) return unknown.map((level, index) => unknownLevel(level, index, context))
  if (Object.values(access).every(who => namesIn(who).length === 0)) return [NOBODY]
  return Object.entries(access).flatMap(([level, who]) =>
    namesIn(who).flatMap((name, index) => {
      const problem = checkPrincipal({ name, level, index }, context)
      const path = typeof who === 'string' ? [level] : [level, index]
      return problem ? [{ ...problem, path }] : []
    }),
  )
}

const isLevel = (level: string, { accessLevels }: Context): boolean =>
  OWN_LEVELS.includes(level) || accessLevels?.has(level) === true

/** Gone through as far as it is needed: there may be very many, for very many questions. */
function* levelsIn({ accessLevels }: Context): Generator<string> {
  yield* OWN_LEVELS
  if (accessLevels) yield* accessLevels.keys()
}

const NOBODY: Problem = {
  path: [],
  code: 'ACCESS',
  summary: 'access that lets nobody in',
  detail: 'It would add no statement to the policy.',
  hint: 'Write for example access: { pull: ["111122223333"] }, or repositoryPolicy: null.',
}

const unknownLevel = (level: string, index: number, context: Context): Problem => ({
  path: [level],
  code: 'UNKNOWN_KEY',
  summary: `Unknown access level "${clipped(level)}"`,
  detail: `Known are ${listed(levelsIn(context))}.`,
  hint:
    meant(level, knownFor(index, levelsIn(context))) ??
    `Name it at the root: accessLevels: { ${clipped(level)}: ["ecr:BatchGetImage", "ecr:DescribeImages"] }`,
})

/** A name in the list of a level. */
interface Place {
  readonly name: string
  readonly level: string
  readonly index: number
}

function checkPrincipal({ name, level, index }: Place, { accounts }: Context): Omit<Problem, 'path'> | undefined {
  if (hasPlaceholder(name) || accounts.has(name) || isAccount(name)) return undefined
  if (name.includes('*'))
    return {
      code: 'ACCESS_FOR_ALL',
      summary: `"${clipped(name)}" in access would let in everyone`,
      detail: 'Anybody with an AWS account could use the repository.',
      hint: 'Name accounts, roles or an organization. If it must be so, write it out under statements.',
    }
  if (level === 'lambda')
    return {
      code: 'ACCESS',
      summary: `lambda access is for accounts, not "${clipped(name)}"`,
      detail: 'The Lambda service pulls on behalf of the functions of an account.',
      hint: 'Write an account id, or a name from accounts.',
    }
  if (isPrincipalArn(name) || ORGANIZATION.test(name) || PATH.test(name)) return undefined
  if (name === LIVE) return LIVE_IN_ACCESS
  return unknownPrincipal(name, knownFor(index, accounts.keys()))
}

/** Nobody's name there; it would be one that accounts says. */
const LIVE_IN_ACCESS: Omit<Problem, 'path'> = {
  code: 'LIVE_NOT_MERGED',
  summary: '`live` among those who get access',
  detail: 'What is there is kept by its statements, not by the accounts in them.',
  hint: 'Write it in the list of the policy: [live, { access: { … } }].',
}

const unknownPrincipal = (name: string, known: Iterable<string>): Omit<Problem, 'path'> => ({
  code: 'UNKNOWN_ACCOUNT',
  summary: `Unknown account "${clipped(name)}"`,
  detail: 'It is no account id, name from accounts, IAM ARN, organization (o-…) or organization path (o-…/r-…/ou-…).',
  ...(/^[\d\s-]+$/.test(name) && {
    detail: `An account id has 12 digits, and this one has ${name.replaceAll(/\D/g, '').length}.`,
  }),
  hint:
    meant(name, known) ??
    idMeant(name) ??
    meantByArn(name) ??
    `Add it to accounts: { ${/^[\w-]{1,80}$/.test(name) ? name : 'name'}: "111122223333" }, or write its id.`,
})

/** Of digits alone, no name is made. */
function idMeant(name: string): string | undefined {
  if (!/^[\d\s-]+$/.test(name)) return undefined
  const digits = name.replaceAll(/\D/g, '')
  return digits.length === 12
    ? `Write "${digits}".`
    : 'Write all 12 digits, in quotes: aws sts get-caller-identity prints those of your own.'
}

/** Source: Service authorization reference, "Resource types defined by AWS Organizations". */
const ARN_OF_ORGANIZATIONS =
  /^arn:[\w-]+:organizations::\d{12}:(?:organization\/(o-[a-z0-9]+)|root\/(o-[a-z0-9]+\/r-[a-z0-9]+)|account\/o-[a-z0-9]+\/(\d{12})|ou\/(o-[a-z0-9]+)\/(ou-[a-z0-9-]+))$/

function meantByArn(name: string): string | undefined {
  const [whole, organization, root, account, of, unit] = ARN_OF_ORGANIZATIONS.exec(name) ?? []
  if (of !== undefined) return `Write ${of}/r-…/${unit}, with the id of its root, or ${of} for the whole organization.`
  if (whole !== undefined) return `Write ${organization ?? root ?? `"${account}"`}`
  const [, owner] = /^arn:[\w-]+:\w+:[^:]*:(\d{12}):/.exec(name) ?? []
  return owner === undefined ? undefined : `Write "${owner}", the account of it, or the ARN of a role or user there.`
}
