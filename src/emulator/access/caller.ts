import { isAccount, partitionName, type RegistryPlace } from '../registry-place.ts'

/** Who asks: taken from the access key, which is not verified. */
export interface Caller extends RegistryPlace {
  readonly accessKey: string
  /** Of a user, a role or the root user. */
  readonly arn: string
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

/** An access key that names a principal is that one's; one of 12 digits is a user of that account; any other is at home. */
export function callerOf(identities: Identities, accessKey: string, region = identities.home.region): Caller {
  const { principals, organizations, home } = identities
  const known = Object.hasOwn(principals, accessKey) ? principals[accessKey] : undefined
  const account = accountIn(known ?? '') ?? (isAccount(accessKey) ? accessKey : home.account)
  return {
    accessKey,
    account,
    region,
    arn: known ?? `arn:${partitionName(region)}:iam::${account}:user/ecrsync`,
    ...(Object.keys(organizations).length > 0 && { organizationPaths: pathsOf(account, organizations) }),
  }
}

const accountIn = (arn: string): string | undefined => (PRINCIPAL_ARN.exec(arn) ?? ROOT_ARN.exec(arn))?.[1]

export const isCaller = (arn: string): boolean => accountIn(arn) !== undefined

export const isRoot = ({ arn }: Pick<Caller, 'arn'>): boolean => ROOT_ARN.test(arn)

const pathsOf = (account: string, organizations: Identities['organizations']): readonly string[] =>
  Object.entries(organizations)
    .filter(([, accounts]) => accounts.includes(account))
    .map(([path]) => `${path.replace(/\/$/, '')}/`)

/** As STS says it: a role is never itself, but a session of it. */
export function identityArn({ arn, account }: Caller): string {
  const [, , type, name] = PRINCIPAL_ARN.exec(arn) ?? []
  return type === 'role' ? `${arn.split(':iam:')[0]}:sts::${account}:assumed-role/${name}/ecrsync` : arn
}
