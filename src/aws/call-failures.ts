import { own } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import { OWNER_TAG } from '../names.ts'
import { hintOf, UNREACHABLE } from './connection.ts'
import { hintForExpired, keysText, type Signer } from './expired.ts'
import { ECR_FAILED, saysExpired } from './failures.ts'
import { hintForNoHost } from './regions.ts'
import { isThrottling, NO_CREDENTIALS, read, statusOf, type Thrown, UNANSWERED } from './thrown.ts'

/** A service of AWS, as failures speak of it. */
export interface Service {
  readonly name: string
  /** Of its actions in policies of IAM. */
  readonly prefix: string
  /** Who says where it is asked. */
  readonly settings: string
}

export const ECR: Service = {
  name: 'ECR',
  prefix: 'ecr',
  settings: '--endpoint-url, endpoint of the target, AWS_ENDPOINT_URL_ECR, endpoint_url of the profile',
}
export const STS: Service = {
  name: 'STS',
  prefix: 'sts',
  settings: 'AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, endpoint_url of the profile',
}

/** A call, as far as its failure is about it. */
export interface FailedCall {
  readonly action: string
  /** Where it was sent, in words. */
  readonly where: string
  readonly region?: string
  /** Left out: ECR. */
  readonly service?: Service
  /** That it was to assume. */
  readonly role?: { readonly arn: string; readonly externalId?: string | undefined } | undefined
  /** STS has taken the same credentials. */
  readonly isKnown?: boolean
  /** Left out: of the session of a role. */
  readonly signer?: Signer | undefined
}

/** What the SDK threw, in words that a person can act on. */
export function failureOf(thrown: unknown, call: FailedCall): EcrsyncError {
  if (thrown instanceof EcrsyncError) return thrown
  const error = read(thrown)
  return byCause(error, call, thrown) ?? byRegion(error, call, thrown) ?? byName(error, call, thrown)
}

/** There is no such host, as far as whoever knows hosts says. */
const NO_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN'])

function byCause(
  { name, code, message, status }: Thrown,
  { where, region, service = ECR }: FailedCall,
  cause: unknown,
): EcrsyncError | undefined {
  if (/region is missing/i.test(message)) return noRegion(cause)
  if (NO_CREDENTIALS.has(name) || /could not load credentials/i.test(message))
    return new EcrsyncError('NO_CREDENTIALS', 'No AWS credentials found', {
      detail: `Every call to ${service.name} is signed, and the usual places hold no credentials (${message})`,
      hint: `Sign in (\`aws sso login\`), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or try it without AWS: add --local`,
      cause,
    })
  if (status === undefined && code === '' && !UNANSWERED.has(name)) return bug(service, message, cause)
  if (UNREACHABLE.has(code) || status === undefined)
    return new EcrsyncError('UNREACHABLE', `${service.name} cannot be reached`, {
      detail: `No connection to ${where} (${message})`,
      hint:
        hintOf(code) ??
        (region !== undefined && where === `${service.name} in ${region}` && NO_HOST.has(code)
          ? hintForNoHost(region)
          : undefined) ??
        `Check the region and the network, and ${service.settings} or HTTPS_PROXY if one is set.`,
      cause,
    })
  if (
    name === 'SyntaxError' ||
    status < 300 ||
    /^Unknown(Error)?$/.test(name) ||
    (name === 'UnknownOperationException' && status === 404)
  )
    return notOfService(
      service,
      `${where} answered with HTTP status ${status}, but not in the protocol of ${service.name} (${message})`,
      cause,
    )
  return undefined
}

export const notOfService = ({ name, settings }: Service, detail: string, cause?: unknown): EcrsyncError =>
  new EcrsyncError('NOT_ECR', `The endpoint does not answer as ${name} does`, {
    detail,
    hint: `Check ${settings}, and any proxy on the way.`,
    cause,
  })

/** What AWS says of a region that an account has not enabled, by these names and no other. */
const NOT_ENABLED = new Set(['OptInRequired', 'RegionDisabledException'])
/** What it says of keys that it does not know, also where it does not know them in this region alone. */
const UNKNOWN_KEYS = new Set(['InvalidClientTokenId', 'UnrecognizedClientException'])

function byRegion(
  { name, message }: Thrown,
  { action, where, region, isKnown = false }: FailedCall,
  cause: unknown,
): EcrsyncError | undefined {
  if (region === undefined || !(NOT_ENABLED.has(name) || (isKnown && UNKNOWN_KEYS.has(name)))) return undefined
  const proof = NOT_ENABLED.has(name) ? '.' : '. STS has taken the same credentials.'
  return new EcrsyncError('REGION_NOT_ENABLED', `The account has not enabled the region ${region}`, {
    detail: `${where} answered ${action} with ${name} (${message.replace(/\.$/, '')})${proof}`,
    hint: `Enable it (\`aws account enable-region --region-name ${region}\`, which takes account:EnableRegion), or leave the region out.`,
    awsName: name,
    cause,
  })
}

/** A transfer below the floor: it holds what others wait for, and would hold it again. */
export const tooSlow = (detail: string): EcrsyncError =>
  new EcrsyncError('TOO_SLOW', 'A transfer is too slow', {
    detail,
    hint: 'Check the network between here and there, then run it again; or lower --min-transfer-rate.',
  })

const bug = ({ name }: Service, detail: string, cause: unknown): EcrsyncError =>
  new EcrsyncError('INTERNAL', `A call to ${name} could not be made`, {
    detail,
    hint: 'This is a bug of ecrsync: please report it; with the output of --verbose, if you can.',
    cause,
  })

/** Of what the SDK says about the region of a client. */
export const regionFailure = (thrown: unknown): EcrsyncError =>
  /^Region not accepted: region=".+"/.test(read(thrown).message)
    ? new EcrsyncError('INVALID_REGION', 'The AWS region that is set is none', {
        detail: 'A region is a part of the host name that calls go to: letters, digits and hyphens.',
        hint: 'Write one such as eu-west-1.',
        cause: thrown,
      })
    : noRegion(thrown)

const noRegion = (cause?: unknown): EcrsyncError =>
  new EcrsyncError('NO_REGION', 'No AWS region is set', {
    detail: 'An ECR registry belongs to one account and one region, so ecrsync must know which.',
    hint: 'Set AWS_REGION=eu-west-1 (for example), or a region in the profile; or add --region eu-west-1.',
    cause,
  })

const BAD_CREDENTIALS = new Set([
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
])

function byName({ name, message }: Thrown, call: FailedCall, cause: unknown): EcrsyncError {
  const { action, where, service = ECR, role } = call
  const said = plainly(message)
  const details = { detail: said, awsName: name, cause }
  if (saysExpired(name))
    return new EcrsyncError('BAD_CREDENTIALS', 'The AWS credentials have expired', {
      ...details,
      detail: `${call.signer ? keysText(call.signer) : 'The keys'} were good once; ${where} answered ${action} with ${name}. ${said}`,
      hint: call.signer ? hintForExpired(call.signer) : hintForKeys(name, call),
    })
  if (BAD_CREDENTIALS.has(name))
    return new EcrsyncError('BAD_CREDENTIALS', 'AWS does not accept these credentials', {
      ...details,
      detail: `${where} answered ${action} with ${name} (${said})`,
      hint: hintForKeys(name, call),
    })
  const ofPolicy = byTagPolicy(message, call, details)
  if (ofPolicy) return ofPolicy
  if (role !== undefined && !isThrottling(cause) && statusOf(cause) < 500)
    return new EcrsyncError('ROLE_NOT_ASSUMED', 'The role of the target cannot be assumed', {
      ...details,
      detail: message.includes(role.arn) ? said : `${role.arn}: ${said}`,
      hint: hintForRole(role, message),
    })
  if (/^AccessDenied/.test(name))
    return new EcrsyncError('ACCESS_DENIED', `${action} is not allowed`, {
      ...details,
      hint:
        acrossAccounts(message) ??
        forOrganization(action, message) ??
        `Allow ${permissionFor(service, action, message)} to the identity that runs ecrsync; iam-policy.json in its repository lists all that it needs.`,
    })
  if (isThrottling(cause))
    return new EcrsyncError('THROTTLED', `${action} was throttled, and retrying did not help`, {
      ...details,
      hint: 'Run it again later; if others ask ECR as well, with a --max-rate that leaves them their share.',
    })
  return new EcrsyncError('AWS_ERROR', `${action} failed with ${name}`, {
    ...details,
    hint: own(HINTS, name) ?? `Mend what ${service.name} says, then run it again.`,
  })
}

/**
 * Every service says it in these words, and each under another name: `TagPolicyViolation` of EC2, `TagPolicyException` of S3 and
 * SNS, `ValidationException` of DynamoDB. Source: Amazon S3 API reference, "Error responses"; what users report of the others.
 */
const TAG_POLICY = /tag policy does not allow/i

function byTagPolicy(
  message: string,
  { action }: FailedCall,
  details: ConstructorParameters<typeof EcrsyncError>[2],
): EcrsyncError | undefined {
  if (!TAG_POLICY.test(message)) return undefined
  const [, key = ''] = /tag key: '([^']+)'/.exec(message) ?? []
  return new EcrsyncError('TAG_POLICY', `${action} is refused by a tag policy of the organization`, {
    ...details,
    hint: key === OWNER_TAG ? ALLOW_OWNER : 'Declare a value that the policy allows, or have it allow this one.',
  })
}

const ALLOW_OWNER = `Have it allow the key ${OWNER_TAG} with the name of the manifest as its value; or write ownership: none at the root: then nothing is tagged, adopted or pruned.`

/** Who forbids keys of tags by a service control policy forbids the call, and AWS does not say for which key. */
function forOrganization(action: string, message: string): string | undefined {
  const isOfTags = action === 'CreateRepository' || action === 'TagResource'
  if (!isOfTags || !/explicit deny in a (service|resource) control policy/.test(message)) return undefined
  return `A policy of the organization forbids it. If that is for the keys of tags, have it allow ${OWNER_TAG}; or write ownership: none at the root: then nothing is tagged, adopted or pruned.`
}

/** `User: X is not authorized to perform: Y on resource: Z` has three colons that say nothing. */
const plainly = (message: string): string =>
  message
    .replace(/^User: (\S+) is not authorized to perform: (\S+)/, '$1 is not authorized to perform $2')
    .replace(' on resource: ', ' on ')

function hintForKeys(name: string, { region }: FailedCall): string {
  const usual = 'Sign in again, and check that the clock of this machine is right.'
  if (region === undefined || !UNKNOWN_KEYS.has(name)) return usual
  return `${usual} If they are taken in other regions, the account has not enabled ${region}: account:EnableRegion.`
}

/** Two sides have to let it: whoever asks, and the role. */
function hintForRole({ arn, externalId }: NonNullable<FailedCall['role']>, message: string): string {
  const [, asker = 'the identity that runs ecrsync'] = /User: (arn:\S+) is not authorized/.exec(message) ?? []
  const condition =
    externalId === undefined
      ? 'if that asks for sts:ExternalId, write externalId beside role'
      : 'with the externalId of the target as sts:ExternalId, if it asks for one'
  return `Allow sts:AssumeRole on ${arn} to ${asker}, and name that in the trust policy of the role (${condition}).`
}

/** Operations that AWS authorizes as another action. */
const PERMISSION: { readonly [action: string]: string } = { ListImageReferrers: 'BatchGetImage' }

/** AWS says what it did not allow, which may be a part of the operation, such as the tags of a new repository. */
const permissionFor = ({ prefix }: Service, action: string, message: string): string =>
  /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? `${prefix}:${PERMISSION[action] ?? action}`

/** What is pulled from another account both sides have to allow. Source: Amazon ECR User Guide, "Private repository policies" */
function acrossAccounts(message: string): string | undefined {
  const [, own, other, name] =
    /^User: arn:[\w-]+:(?:iam|sts)::(\d{12}):.* on resource: arn:[\w-]+:ecr:[\w-]*:(\d{12}):repository\/([\w./-]+)/.exec(
      message,
    ) ?? []
  if (own === other) return undefined
  return `Allow ecr:DescribeImages, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer to account ${own} in the repository policy of ${name} in account ${other}, and to the identity that runs ecrsync.`
}

const HINTS: Readonly<Record<string, string>> = {
  BlockedByOrganizationPolicyException:
    'A policy of the organization says how this account is scanned, and nobody in it can change that: take the setting out of the manifest, or ask who manages the organization.',
  LimitExceededException:
    'A quota of the account is used up: raise it in Service Quotas, then run ecrsync apply again.',
  KmsException: 'Check that the key exists in this region and that its policy lets this identity create grants.',
  ...Object.fromEntries(ECR_FAILED.map(name => [name, 'ECR itself failed: run it again.'])),
}
