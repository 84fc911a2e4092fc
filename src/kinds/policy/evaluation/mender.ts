import { own } from '../../../collate.ts'
import { arn as arnLike, type Pattern } from './pattern.ts'
import { EVERYBODY, peopleIn, somebodyNamed } from './people.ts'
import type { Rule } from './rules.ts'

/** Whoever may have to change a policy back. */
export interface Mender {
  /** The names by which a `Principal` speaks of it. */
  readonly names: ReadonlySet<string>
  /** One of these has to stand in a `NotPrincipal` that is to except it: the name of its account excepts nobody but the root. */
  readonly exact: ReadonlySet<string>
  /** Left out: any. */
  readonly account?: string
  /** What `aws:PrincipalArn` may be, and what it is not. */
  readonly arns: readonly Pattern[]
  /** Of a session, which does not say under which path its role is: any is possible where a policy speaks of paths. */
  readonly arnsInPaths?: readonly Pattern[]
  readonly isOther?: (arn: string) => boolean
  /** What its calls are known to say, by key in lower case. */
  readonly known: ReadonlyMap<string, readonly string[]>
}

/** Where the policy is: what is not known is left out. */
export interface Place {
  readonly account?: string
  readonly region?: string
}

/**
 * Calls of ECR by hand, by a client or by ecrsync: no service makes them on behalf of anything, and ECR has no other way than TLS.
 * Source: IAM user guide, "AWS global condition context keys", where each key says in which requests it is.
 */
const OF_EVERYBODY: readonly (readonly [string, readonly string[]])[] = [
  ['aws:securetransport', ['true']],
  ['aws:principalisawsservice', ['false']],
  ['aws:principalservicename', []],
  ['aws:principalservicenameslist', []],
  ['aws:sourcearn', []],
  ['aws:sourceaccount', []],
  ['aws:sourceorgid', []],
  ['aws:sourceorgpaths', []],
]

const OF_DIRECT_CALLS: readonly (readonly [string, readonly string[]])[] = [
  ['aws:viaawsservice', ['false']],
  ['aws:calledvia', []],
  ['aws:calledviafirst', []],
  ['aws:calledvialast', []],
]

const placed = ({ account, region }: Place): readonly (readonly [string, readonly string[]])[] => [
  ...(account === undefined ? [] : ([['aws:resourceaccount', [account]]] as const)),
  ...(region === undefined ? [] : ([['aws:requestedregion', [region]]] as const)),
]

/** The caller, by the ARN that STS says; undefined where that names nobody who is known to policies. */
export function menderBy(arn: string, place: Place): Mender | undefined {
  const somebody = somebodyNamed('AWS', arn)
  const { names, account } = somebody ?? {}
  if (names === undefined || account === undefined) return undefined
  const [, partition = 'aws', resource = ''] = /^arn:([^:]+):(?:iam|sts)::\d*:(.+)$/.exec(arn) ?? []
  const [kind = '', ...path] = resource.split('/')
  const type = own(TYPES, kind)
  const ofRole = `arn:${partition}:iam::${account}:role/`
  return {
    names,
    exact: exactly(names, account, kind === 'root'),
    account,
    arns: [arnLike(kind === 'assumed-role' ? `${ofRole}${path[0]}` : arn)],
    ...(kind === 'assumed-role' && { arnsInPaths: [arnLike(`${ofRole}*/${path[0]}`)] }),
    known: new Map([
      ...OF_EVERYBODY,
      ...OF_DIRECT_CALLS,
      ...placed(place),
      ...(type === undefined ? [] : ([['aws:principaltype', [type]]] as const)),
      ['aws:username', kind === 'user' ? path.slice(-1) : []] as const,
    ]),
  }
}

/** Source: IAM user guide, "aws:PrincipalType". */
const TYPES: Readonly<Record<string, string | undefined>> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
}

function exactly(names: ReadonlySet<string>, account: string, isWhole: boolean): ReadonlySet<string> {
  const exact = new Set(names)
  if (!isWhole) exact.delete(`AWS:${account}`)
  return exact
}

/** All whom the rules tell apart in an account; what anybody there can do, an administrator can. */
export function mendersOf(rules: readonly Rule[], { account, region }: Required<Place>): readonly Mender[] {
  const principals = rules.map(({ statement }) => statement.Principal ?? statement.NotPrincipal)
  const own = peopleIn(principals, [account]).filter(one => one.account === account)
  const named = new Set(own.flatMap(({ arn }) => arn ?? []))
  const known = new Map([...OF_EVERYBODY, ...placed({ account, region })])
  return own.map(one => ({
    names: one.names,
    exact: exactly(one.names, account, one.arn === undefined),
    account,
    arns: one.arn === undefined ? arnsIn(account) : [arnLike(one.arn)],
    ...(one.arn === undefined && { isOther: (arn: string) => named.has(arn) }),
    known,
  }))
}

function arnsIn(account: string): readonly Pattern[] {
  return ['iam::A:root', 'iam::A:user/?*', 'iam::A:role/?*', 'sts::A:federated-user/?*'].map(form =>
    arnLike(`arn:*:${form.replace('A', account)}`),
  )
}

/** Anybody, in whatever account: all that a manifest knows. */
export const ANY_MENDER: Mender = {
  names: new Set([EVERYBODY]),
  exact: new Set([EVERYBODY]),
  arns: arnsIn('*'),
  known: new Map(OF_EVERYBODY),
}
