import { type Caller, identityArn, isRoot, roleIn, sessionArn } from '../access/caller.ts'
import { newSession } from '../access/sessions.ts'
import { AwsError } from '../errors.ts'
import { type Context, foreignOperation, type Operation } from '../operations/operation.ts'
import { optional, type Shape, structure } from '../operations/shapes.ts'
import { partitionName } from '../registry-place.ts'

const getCallerIdentity = foreignOperation(structure({}), ({ caller }) => {
  return { Arn: identityArn(caller), UserId: userIdOf(caller), Account: caller.account }
})

function userIdOf(caller: Caller): string {
  if (isRoot(caller)) return caller.account
  const [, session] = /:assumed-role\/[^/]+\/(.+)$/.exec(identityArn(caller)) ?? []
  return session === undefined ? `AIDA${caller.account}EMUL` : roleIdOf(caller.account, session)
}

const roleIdOf = (account: string, sessionName: string): string => `AROA${account}EMUL:${sessionName}`

const AN_HOUR = 60 * 60

/** What a value of the AWS Query protocol has to be, in the words of STS. */
const text = (bounds: { readonly min: number; readonly max: number; readonly pattern: RegExp }): Shape<string> => ({
  read(value, path) {
    if (typeof value !== 'string') throw unfit(null, path, 'Member must not be null')
    const { min, max, pattern } = bounds
    if (value.length < min) throw unfit(value, path, `Member must have length greater than or equal to ${min}`)
    if (value.length > max) throw unfit(value, path, `Member must have length less than or equal to ${max}`)
    if (pattern.test(value)) return value
    throw unfit(value, path, `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`)
  },
})

const seconds: Shape<number> = {
  read(value, path) {
    if (typeof value !== 'string' || !/^-?\d{1,10}$/.test(value))
      throw new AwsError('MalformedInput', `${value} is no valid value for ${path}`)
    const length = Number(value)
    if (length < 900) throw unfit(value, path, 'Member must have value greater than or equal to 900')
    if (length > 12 * AN_HOUR) throw unfit(value, path, `Member must have value less than or equal to ${12 * AN_HOUR}`)
    return length
  },
}

const unfit = (value: string | null, path: string, constraint: string): AwsError =>
  invalid(
    `1 validation error detected: Value ${value === null ? 'null' : `'${value}'`} at '${path[0]?.toLowerCase()}${path.slice(1)}' failed to satisfy constraint: ${constraint}`,
  )

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)

/** Who may assume a role is IAM's to say, and there is none here: anybody may but a root user. Source: AWS STS API reference, AssumeRole. */
const assumeRole = foreignOperation(
  structure({
    RoleArn: text({ min: 20, max: 2048, pattern: /^[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]+$/ }),
    RoleSessionName: text({ min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
    ExternalId: optional(text({ min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ })),
    DurationSeconds: optional(seconds),
  }),
  (context, { RoleArn: role, RoleSessionName: name, DurationSeconds = AN_HOUR }) => {
    const { account } = assumable(role, context)
    const { caller, tokens, now } = context
    if (roleIn(caller.arn) && DurationSeconds > AN_HOUR)
      throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining')
    const expiration = Math.floor(now.getTime() / 1000) + DurationSeconds
    const { accessKey, secretAccessKey, token } = newSession(tokens, { role, name }, expiration)
    return {
      Credentials: {
        AccessKeyId: accessKey,
        SecretAccessKey: secretAccessKey,
        SessionToken: token,
        Expiration: new Date(expiration * 1000).toISOString().replace('.000Z', 'Z'),
      },
      AssumedRoleUser: { AssumedRoleId: roleIdOf(account, name), Arn: sessionArn(role, name) },
    }
  },
)

/** @throws AwsError where no role has that ARN, it is one of another partition, or nobody may assume any */
function assumable(role: string, { caller }: Context): { readonly account: string } {
  const found = roleIn(role)
  if (found === undefined) throw invalid(`${role} is invalid`)
  if (isRoot(caller)) throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.')
  if (role.split(':')[1] === partitionName(caller.region)) return found
  throw new AwsError('AccessDenied', notAuthorized(caller, role))
}

export const notAuthorized = (caller: Caller, role: string): string =>
  `User: ${identityArn(caller)} is not authorized to perform: sts:AssumeRole on resource: ${role}`

export const STS_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
])
