import { isAccount, partitionName, type RegistryPlace } from '../registry-place.ts'
import type { Session } from './sessions.ts'

/** Who asks: taken from the access key, which is not verified. */
export interface Caller extends RegistryPlace {
  readonly accessKey: string
  /** Of a user, a role or the root user. */
  readonly arn: string
  /** Where it is a role that was assumed here. */
  readonly session?: Session
  /** `o-…/r-…/ou-…/`: where its account stands in an organization. Left out where no organization is known. */
  readonly organizationPaths?: readonly string[]
}

export interface Identities {
  /** Access key → ARN of the IAM user, role or root user whose it is. */
  readonly principals: Readonly<Record<string, string>>
  /** Path in an organization → accounts that stand there. */
  readonly organizations: Readonly<Record<string, readonly string[]>>
  /** Account and region of requests that name none. */
  readonly home: RegistryPlace
}

export const PRINCIPAL_ARN = /^arn:aws(?:-[a-z]+)*:iam::([0-9]{12}):(role|user)\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/
const ROOT_ARN = /^arn:aws(?:-[a-z]+)*:iam::([0-9]{12}):root$/
export const ORGANIZATION_PATH = /^o-[a-z0-9]{10,32}(\/r-[a-z0-9]{4,32}(\/ou-[a-z0-9-]{4,68})*)?\/?$/

/** As a request, or a login that was given for one, says it. */
export interface Signed {
  readonly accessKey: string
  readonly session?: Session | undefined
}

/**
 * An access key of a session is the role's; one that names a principal is that one's; one of 12 digits is a user of that
 * account; any other is at home.
 */
export function callerOf(
  identities: Identities,
  { accessKey, session }: Signed,
  region = identities.home.region,
): Caller {
  const { principals, organizations, home } = identities
  const known = session?.role ?? (Object.hasOwn(principals, accessKey) ? principals[accessKey] : undefined)
  const account = accountIn(known ?? '') ?? (isAccount(accessKey) ? accessKey : home.account)
  return {
    accessKey,
    account,
    region,
    arn: known ?? `arn:${partitionName(region)}:iam::${account}:user/ecrsync`,
    ...(session && { session }),
    ...(Object.keys(organizations).length > 0 && { organizationPaths: pathsOf(account, organizations) }),
  }
}

const accountIn = (arn: string): string | undefined => (PRINCIPAL_ARN.exec(arn) ?? ROOT_ARN.exec(arn))?.[1]

export const isCaller = (arn: string): boolean => accountIn(arn) !== undefined

/** The account and the name of a role. */
export function roleIn(arn: string): { readonly account: string; readonly name: string } | undefined {
  const [, account = '', type, name = ''] = PRINCIPAL_ARN.exec(arn) ?? []
  return type === 'role' ? { account, name } : undefined
}

export const isRoot = ({ arn }: Pick<Caller, 'arn'>): boolean => ROOT_ARN.test(arn)

const pathsOf = (account: string, organizations: Identities['organizations']): readonly string[] =>
  Object.entries(organizations)
    .filter(([, accounts]) => accounts.includes(account))
    .map(([path]) => `${path.replace(/\/$/, '')}/`)

/** As STS says it: a role is never itself, but a session of it. */
export const identityArn = ({ arn, session }: Caller): string => sessionArn(arn, session?.name ?? 'ecrsync') ?? arn

export function sessionArn(role: string, sessionName: string): string | undefined {
  const { account, name } = roleIn(role) ?? {}
  return name === undefined
    ? undefined
    : `${role.split(':iam:')[0]}:sts::${account}:assumed-role/${name}/${sessionName}`
}
