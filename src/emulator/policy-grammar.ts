/** A policy of a repository, as IAM's grammar and ECR allow it. */
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

const statementMembers = object({
  Sid: text,
  Effect: exactly('Allow', 'Deny'),
  Principal: principal,
  NotPrincipal: principal,
  Action: oneOrMore(action),
  NotAction: oneOrMore(action),
  // The repository is the resource: nothing else can be named.
  Resource: value => [value].flat().length === 1 && String(value) === '*',
  Condition: entries(operator, entries(text, oneOrMore(scalar))),
})

const statement: Check = value =>
  statementMembers(value) &&
  isObject(value) &&
  'Effect' in value &&
  'Principal' in value !== 'NotPrincipal' in value &&
  'Action' in value !== 'NotAction' in value

const policyMembers = object({
  Version: exactly('2008-10-17', '2012-10-17'),
  Id: text,
  Statement: oneOrMore(statement),
})

export const isPolicy = (value: unknown): value is Policy =>
  policyMembers(value) && isObject(value) && 'Statement' in value
