import { registryOfHost } from '../../names.ts'
import { clipped } from '../../words.ts'
import { checkCustomRole } from '../custom-role.ts'
import type { Context, Path, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { checkPrefix } from '../prefix.ts'
import { PREFIX } from './schema.ts'
import type { RuleWant } from './spec.ts'
import { addressMeant, ECR, UPSTREAMS, type Upstream, upstreamAt } from './upstreams.ts'

/** Of a registry. Source: ECR user guide, "Service quotas". */
const MAXIMUM_RULES = 50
/** Source: ECR API model, CredentialArn. */
const SECRET = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):(\d{12}):secret:ecr-pullthroughcache\/[a-zA-Z0-9/_+=.@-]+$/
const SECRET_LENGTH = { min: 50, max: 612 }

type Rules = Readonly<Record<string, RuleWant | null>>

export function checkCacheRules(facet: string, rules: Rules, context: Context): readonly Problem[] {
  const declared = Object.entries(rules).filter((entry): entry is [string, RuleWant] => entry[1] !== null)
  return [
    ...Object.keys(rules).flatMap(prefix => checkPrefix(prefix, [facet, prefix], PREFIX)),
    ...declared.flatMap(([prefix, rule]) => checkRule(rule, [facet, prefix], context)),
    ...(declared.length > MAXIMUM_RULES ? [tooMany(declared, facet)] : []),
  ]
}

const tooMany = (declared: readonly (readonly [string, RuleWant])[], facet: string): Problem => ({
  path: [facet, declared[MAXIMUM_RULES]?.[0] ?? ''],
  code: 'TOO_MANY_RULES',
  summary: `${declared.length} pull-through cache rules, ECR allows ${MAXIMUM_RULES}`,
  detail: 'It would create the first ones, and refuse the others.',
  hint: `Remove ${declared.length - MAXIMUM_RULES}. One rule serves all repositories of its upstream.`,
})

function checkRule(rule: RuleWant, path: Path, context: Context): readonly Problem[] {
  const { upstreamRegistryUrl: url, upstreamRepositoryPrefix } = rule
  const upstream = upstreamAt(url)
  const isKnown = upstream !== undefined || hasPlaceholder(url)
  return [
    ...(isOffered(context) ? [] : [notOffered(path, context)]),
    ...(isKnown ? [] : [unknownUpstream(url, [...path, 'upstreamRegistryUrl'])]),
    ...(upstream ? checkUpstream(upstream, rule, path, context) : []),
    ...(upstreamRepositoryPrefix === undefined
      ? []
      : checkPrefix(upstreamRepositoryPrefix, [...path, 'upstreamRepositoryPrefix'], PREFIX)),
    ...checkSecret(rule.credentialArn, [...path, 'credentialArn'], context),
    ...checkCustomRole(rule.customRoleArn, [...path, 'customRoleArn'], context),
  ]
}

const isOffered = ({ region = '' }: Context): boolean => !/^(cn|us-gov)-/.test(region)

const notOffered = (path: Path, { region }: Context): Problem => ({
  path,
  code: 'NOT_OFFERED',
  summary: `${region} does not offer pull-through cache rules`,
  detail: 'ECR has them neither in China nor in AWS GovCloud (US).',
  hint: 'Leave the target out: write the rules in a layer of `registry` with `targets`.',
})

const unknownUpstream = (url: string, path: Path): Problem => {
  const meant = addressMeant(url)
  return {
    path,
    code: 'UNKNOWN_UPSTREAM',
    summary: `"${clipped(url)}" is not an upstream that ECR knows`,
    detail: `ECR caches ${UPSTREAMS.map(({ example }) => example).join(', ')}.`,
    hint: meant === undefined ? 'Write one of these, without https:// and without a path.' : `Write ${meant}`,
  }
}

function checkUpstream(upstream: Upstream, rule: RuleWant, path: Path, context: Context): readonly Problem[] {
  const { upstreamRegistry, credentialArn } = rule
  const isOther =
    upstreamRegistry !== undefined && upstreamRegistry !== upstream.name && !hasPlaceholder(upstreamRegistry)
  const hasSecret = credentialArn !== undefined && credentialArn !== null
  return [
    ...(isOther ? [otherKind(upstream, upstreamRegistry, [...path, 'upstreamRegistry'])] : []),
    ...(upstream.credential === 'required' && !hasSecret ? [noSecret(upstream, secretPath(path, rule))] : []),
    ...(upstream.credential === 'refused' && hasSecret ? [needlessSecret(upstream, [...path, 'credentialArn'])] : []),
    ...checkRoleOf(upstream, rule, path, context),
  ]
}

const secretPath = (path: Path, { credentialArn }: RuleWant): Path =>
  credentialArn === undefined ? path : [...path, 'credentialArn']

const otherKind = ({ name, example }: Upstream, said: string, path: Path): Problem => ({
  path,
  code: 'UNKNOWN_UPSTREAM',
  summary: `${said} is not at this address`,
  detail: `ECR knows ${example} as ${name}, and refuses the two together.`,
  hint: `Write upstreamRegistry: ${name}, or leave it out.`,
})

const noSecret = ({ name }: Upstream, path: Path): Problem => ({
  path,
  code: 'UPSTREAM_CREDENTIAL',
  summary: `A rule for ${name} needs a credentialArn`,
  detail: 'ECR creates no rule for it without the ARN of a secret.',
  hint: 'Put user name and token into a secret of Secrets Manager whose name begins with ecr-pullthroughcache/, and write its ARN.',
})

const needlessSecret = ({ name }: Upstream, path: Path): Problem => ({
  path,
  code: 'UPSTREAM_CREDENTIAL',
  summary: `A rule for ${name} takes no credentialArn`,
  detail: 'ECR pulls from there without credentials.',
  hint: 'Remove the line.',
})

/** ECR of another account is read with a role; whether one is there already is not known. */
function checkRoleOf({ name }: Upstream, rule: RuleWant, path: Path, { account }: Context): readonly Problem[] {
  const owner = registryOfHost(rule.upstreamRegistryUrl)?.account
  if (name !== ECR) return rule.customRoleArn ? [{ ...NEEDLESS_ROLE, path: [...path, 'customRoleArn'] }] : []
  const isForeign = account !== undefined && owner !== account
  return isForeign && !rule.customRoleArn ? [noRole(owner, path)] : []
}

const NEEDLESS_ROLE: Omit<Problem, 'path'> = {
  severity: 'warning',
  code: 'CUSTOM_ROLE',
  summary: 'A customRoleArn for an upstream that is not ECR',
  detail: 'ECR uses it to read the ECR of another account, and for nothing else.',
  hint: 'Remove the line.',
}

const noRole = (owner: string | undefined, path: Path): Problem => ({
  severity: 'warning',
  path,
  code: 'CUSTOM_ROLE',
  summary: `A rule for the registry of account ${owner} without a customRoleArn`,
  detail: 'ECR reads the registry of another account with a role of its own account that may pull there.',
  hint: 'Write customRoleArn: "arn:aws:iam::${{ target.account }}:role/NAME".',
})

function checkSecret(secret: unknown, path: Path, { account, region }: Context): readonly Problem[] {
  if (typeof secret !== 'string' || hasPlaceholder(secret)) return []
  const isLong = secret.length < SECRET_LENGTH.min || secret.length > SECRET_LENGTH.max
  const [, where, owner] = isLong ? [] : (SECRET.exec(secret) ?? [])
  if (where === undefined) return [notSecret(path)]
  const isElsewhere = (region !== undefined && where !== region) || (account !== undefined && owner !== account)
  return isElsewhere ? [elsewhere(where, owner, path)] : []
}

const notSecret = (path: Path): Problem => ({
  path,
  code: 'UPSTREAM_CREDENTIAL',
  summary: 'Invalid credentialArn',
  detail: `It is the ARN of a secret whose name begins with ecr-pullthroughcache/, ${SECRET_LENGTH.min} to ${SECRET_LENGTH.max} characters in all.`,
  hint: 'Write for example arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/docker-hub-AbCdEf',
})

/** Source: ECR user guide, "Storing your upstream repository credentials in an AWS Secrets Manager secret". */
const elsewhere = (region: string, account: string | undefined, path: Path): Problem => ({
  severity: 'warning',
  path,
  code: 'UPSTREAM_CREDENTIAL',
  summary: `A secret of account ${account} in ${region}`,
  detail: 'ECR looks for it in the account and region of the registry.',
  hint: 'Put the secret there, and name it with ${{ target.region }} and ${{ target.account }}.',
})
