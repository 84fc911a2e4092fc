import type { Fields } from '../../model.ts'
import { present } from '../canonical.ts'
import { filledIn, isKnown } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

/** What a field of a rule is called by another tool. */
type Spelling = Readonly<Record<string, string>>

/** Source: hashicorp/aws, aws_ecr_pull_through_cache_rule. */
const TERRAFORM: Spelling = {
  upstreamRegistryUrl: 'upstream_registry_url',
  upstreamRepositoryPrefix: 'upstream_repository_prefix',
  credentialArn: 'credential_arn',
  customRoleArn: 'custom_role_arn',
}

/** Source: AWS CloudFormation template reference, AWS::ECR::PullThroughCacheRule. */
const CLOUD_FORMATION: Spelling = {
  upstreamRegistryUrl: 'UpstreamRegistryUrl',
  upstreamRegistry: 'UpstreamRegistry',
  upstreamRepositoryPrefix: 'UpstreamRepositoryPrefix',
  credentialArn: 'CredentialArn',
  customRoleArn: 'CustomRoleArn',
}

const ruleBy =
  (prefixName: string, spelling: Spelling): ForeignResource =>
  properties => {
    const prefix = filledIn(properties, prefixName)
    if (prefix === undefined || !isKnown(properties)) return { states: { pullThroughCacheRules: undefined } }
    return { states: { pullThroughCacheRules: { [prefix]: ruleOf(properties, spelling) } } }
  }

function ruleOf(properties: Fields, spelling: Spelling): Fields {
  const fields = Object.entries(spelling).map(([field, name]) => [field, filledIn(properties, name)] as const)
  return present(Object.fromEntries(fields))
}

export const foreignCacheRule = {
  terraform: { aws_ecr_pull_through_cache_rule: ruleBy('ecr_repository_prefix', TERRAFORM) },
  cloudFormation: { 'AWS::ECR::PullThroughCacheRule': ruleBy('EcrRepositoryPrefix', CLOUD_FORMATION) },
}
