import { present } from '../canonical.ts'
import { policyIn } from '../foreign-resource/document.ts'
import { filledIn, isUnknown } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

/** Source: hashicorp/aws, aws_ecr_repository_policy. */
const ofTerraform: ForeignResource = properties => ({
  ...present({ repository: filledIn(properties, 'repository') }),
  states: { repositoryPolicy: policyIn(properties, 'policy') },
})

/** Source: AWS CloudFormation template reference, AWS::ECR::Repository. */
const ofCloudFormation: ForeignResource = properties => {
  const repositoryPolicy = policyIn(properties, 'RepositoryPolicyText')
  if (repositoryPolicy === undefined && !isUnknown(properties, 'RepositoryPolicyText')) return undefined
  return { ...present({ repository: filledIn(properties, 'RepositoryName') }), states: { repositoryPolicy } }
}

export const foreignRepositoryPolicy = {
  terraform: { aws_ecr_repository_policy: ofTerraform },
  cloudFormation: { 'AWS::ECR::Repository': ofCloudFormation },
}

const ofRegistry =
  (name: string): ForeignResource =>
  properties => ({ states: { policy: policyIn(properties, name) } })

/** Source: hashicorp/aws, aws_ecr_registry_policy; AWS CloudFormation template reference, AWS::ECR::RegistryPolicy. */
export const foreignRegistryPolicy = {
  terraform: { aws_ecr_registry_policy: ofRegistry('policy') },
  cloudFormation: { 'AWS::ECR::RegistryPolicy': ofRegistry('PolicyText') },
}
