/** A policy of a repository or a registry, as IAM's grammar and ECR allow it. */
export interface Policy {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: Statement | readonly Statement[]
}

export interface Statement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | PrincipalMap
  readonly NotPrincipal?: '*' | PrincipalMap
  readonly Action?: Texts
  readonly NotAction?: Texts
  readonly Resource?: Texts
  readonly NotResource?: Texts
  readonly Condition?: Readonly<Record<string, unknown>>
}

export type PrincipalMap = Readonly<Record<string, Texts>>
type Texts = string | readonly string[]

type Check = (value: unknown) => boolean
type Members = Readonly<Record<string, Check>>

const text: Check = value => typeof value === 'string'
const scalar: Check = value => ['string', 'number', 'boolean'].includes(typeof value)
const exactly =
  (...values: readonly string[]): Check =>
  value =>
    values.some(one => one === value)

/** IAM lets a list of one be written as that one, everywhere. */
const oneOrMore =
  (check: Check): Check =>
  value => {
    const list = Array.isArray(value) ? value : [value]
    return list.length > 0 && list.every(check)
  }

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The grammar is closed: a member that is not in the table is refused. */
const object =
  (members: Members): Check =>
  value =>
    isObject(value) &&
    Object.entries(value).every(([name, one]) => Object.hasOwn(members, name) && members[name]?.(one))

const entries =
  (key: Check, check: Check): Check =>
  value =>
    isObject(value) && Object.entries(value).every(([name, one]) => key(name) && check(one))

const comparisons = (type: string) =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(test => type + test)
const likenesses = (type: string) => ['Equals', 'NotEquals', 'Like', 'NotLike'].map(test => type + test)

const OPERATORS: readonly string[] = [
  ...likenesses('String'),
  ...likenesses('Arn'),
  ...comparisons('Numeric'),
  ...comparisons('Date'),
  ...[
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'Bool',
    'BinaryEquals',
    'IpAddress',
    'NotIpAddress',
    'Null',
  ],
].map(name => name.toLowerCase())

const operator: Check = name =>
  OPERATORS.includes(
    String(name)
      .toLowerCase()
      .replace(/^(forallvalues|foranyvalue):/, '')
      .replace(/ifexists$/, ''),
  )

const action: Check = value => text(value) && /^(\*|ecr:[a-z*?]+)$/i.test(String(value))

const principals = object({
  AWS: oneOrMore(text),
  Service: oneOrMore(text),
  Federated: oneOrMore(text),
  CanonicalUser: oneOrMore(text),
})
const principal: Check = value => value === '*' || (principals(value) && Object.keys(value as object).length > 0)

const MEMBERS: Members = {
  Sid: text,
  Effect: exactly('Allow', 'Deny'),
  Principal: principal,
  NotPrincipal: principal,
  Action: oneOrMore(action),
  NotAction: oneOrMore(action),
  Condition: entries(operator, entries(text, oneOrMore(scalar))),
}

const statement = (more: Members): Check => {
  const members = object({ ...MEMBERS, ...more })
  return value =>
    members(value) &&
    isObject(value) &&
    'Effect' in value &&
    'Principal' in value !== 'NotPrincipal' in value &&
    'Action' in value !== 'NotAction' in value
}

const policyMembers = (statement: Check) =>
  object({ Version: exactly('2008-10-17', '2012-10-17'), Id: text, Statement: oneOrMore(statement) })

/** The repository is the resource, and not even `*` can be named. Source: aws-cdk#3590, #24314. */
const ofRepository = policyMembers(statement({}))

/** An ARN that lacks a field is stored, and about nothing. Source: aws/containers-roadmap#2675. */
const resources = oneOrMore(value => text(value) && /^(\*|arn:.+)$/.test(String(value)))

const inRegistry = statement({ Resource: resources, NotResource: resources })

const ofRegistry = policyMembers(
  value => inRegistry(value) && isObject(value) && 'Resource' in value !== 'NotResource' in value,
)

const hasStatement = (value: unknown) => isObject(value) && 'Statement' in value

export const isRepositoryPolicy = (value: unknown): value is Policy => ofRepository(value) && hasStatement(value)

export const isRegistryPolicy = (value: unknown): value is Policy => ofRegistry(value) && hasStatement(value)
