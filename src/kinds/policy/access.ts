import { nearest } from '../../nearest.ts'
import type { Context, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import type { Statement } from './document.ts'
import { isAccount, isPrincipalArn } from './principal.ts'

/** Who may do what, in the short form: accounts, names from `accounts`, ARNs, organizations and organization paths. */
export interface Access {
  readonly pull?: readonly string[]
  readonly push?: readonly string[]
  readonly lambda?: readonly string[]
}

export const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const
export const PUSH = [
  ...PULL,
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
] as const

const ORGANIZATION = /^o-[a-z0-9]{10,32}$/
const PATH = /^o-[a-z0-9]{10,32}\/r-[a-z0-9]{4,32}(\/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})*\/?$/

export function statementsOf(access: Access, context: Context): readonly Statement[] {
  return [
    ...grant(PULL, access.pull ?? [], context),
    ...grant(PUSH, access.push ?? [], context),
    ...(access.lambda ?? []).flatMap(name => grantLambda(accountOf(name, context), context)),
  ]
}

/** One statement for all principals, one for all organizations, one for all paths: conditions of a statement are ANDed. */
function grant(actions: readonly string[], who: readonly string[], context: Context): readonly Statement[] {
  const paths = who.filter(name => PATH.test(name))
  const organizations = who.filter(name => ORGANIZATION.test(name))
  const principals = who
    .filter(name => !PATH.test(name) && !ORGANIZATION.test(name))
    .map(name => accountOf(name, context))
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
const grantLambda = (account: string, { region }: Context): readonly Statement[] => [
  { Effect: 'Allow', Principal: { AWS: [account] }, Action: PULL },
  {
    Effect: 'Allow',
    Principal: { Service: ['lambda.amazonaws.com'] },
    Action: PULL,
    Condition: { StringLike: { 'aws:SourceArn': [`arn:${partitionOf(region)}:lambda:*:${account}:function:*`] } },
  },
]

/** Source: AWS General Reference, ARN partitions. */
function partitionOf(region = ''): string {
  const [prefix] = /^(cn|us-gov|eusc|us-isob|us-isof|us-iso|eu-isoe)(?=-)/.exec(region) ?? []
  const isolated = { 'us-iso': 'aws-iso', 'us-isob': 'aws-iso-b', 'us-isof': 'aws-iso-f', 'eu-isoe': 'aws-iso-e' }[
    prefix ?? ''
  ]
  return isolated ?? (prefix === undefined ? 'aws' : `aws-${prefix}`)
}

const accountOf = (name: string, { accounts }: Context): string => accounts.get(name) ?? name

export function checkAccess(access: Access, context: Context): readonly Problem[] {
  const isEmpty = [access.pull, access.push, access.lambda].every(list => (list ?? []).length === 0)
  if (isEmpty)
    return [
      {
        path: [],
        code: 'ACCESS',
        summary: 'access that lets nobody in',
        detail: 'It would add no statement to the policy.',
        hint: 'Write for example access: { pull: ["111122223333"] }, or repositoryPolicy: null.',
      },
    ]
  return (['pull', 'push', 'lambda'] as const).flatMap(verb =>
    (access[verb] ?? []).flatMap((name, index) => {
      const problem = checkPrincipal(name, verb, context)
      return problem ? [{ ...problem, path: [verb, index] }] : []
    }),
  )
}

function checkPrincipal(name: string, verb: string, { accounts }: Context): Omit<Problem, 'path'> | undefined {
  if (hasPlaceholder(name) || accounts.has(name) || isAccount(name)) return undefined
  if (name.includes('*'))
    return {
      code: 'ACCESS_FOR_ALL',
      summary: `"${name}" in access would let in everyone`,
      detail: 'Anybody with an AWS account could use the repository.',
      hint: 'Name accounts, roles or an organization. If it must be so, write it out under statements.',
    }
  if (verb === 'lambda')
    return {
      code: 'ACCESS',
      summary: `lambda access is for accounts, not "${name}"`,
      detail: 'The Lambda service pulls on behalf of the functions of an account.',
      hint: 'Write an account id, or a name from accounts.',
    }
  if (isPrincipalArn(name) || ORGANIZATION.test(name) || PATH.test(name)) return undefined
  return unknownPrincipal(name, accounts)
}

function unknownPrincipal(name: string, accounts: Context['accounts']): Omit<Problem, 'path'> {
  const near = nearest(name, [...accounts.keys()], accounts)
  return {
    code: 'UNKNOWN_ACCOUNT',
    summary: `Unknown account "${name}"`,
    detail: 'It is no account id, name from accounts, IAM ARN, organization (o-…) or organization path (o-…/r-…/ou-…).',
    hint: near
      ? `Did you mean "${near}"?`
      : `Add it to accounts: { ${/^[\w-]+$/.test(name) ? name : 'name'}: "111122223333" }, or write its id.`,
  }
}
