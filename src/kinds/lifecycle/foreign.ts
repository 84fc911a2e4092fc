import { present } from '../canonical.ts'
import { documentIn } from '../foreign-resource/document.ts'
import { blockIn, filledIn, isUnknown } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

/** Source: hashicorp/aws, aws_ecr_lifecycle_policy. */
const ofTerraform: ForeignResource = properties => ({
  ...present({ repository: filledIn(properties, 'repository') }),
  states: { lifecyclePolicy: documentIn(properties, 'policy') },
})

/** Source: AWS CloudFormation template reference, AWS::ECR::Repository LifecyclePolicy. */
const ofCloudFormation: ForeignResource = properties => {
  const lifecyclePolicy = documentIn(blockIn(properties, 'LifecyclePolicy') ?? {}, 'LifecyclePolicyText')
  if (lifecyclePolicy === undefined && !isUnknown(properties, 'LifecyclePolicy')) return undefined
  return { ...present({ repository: filledIn(properties, 'RepositoryName') }), states: { lifecyclePolicy } }
}

export const foreignLifecycle = {
  terraform: { aws_ecr_lifecycle_policy: ofTerraform },
  cloudFormation: { 'AWS::ECR::Repository': ofCloudFormation },
}
