import type { Fields } from '../../model.ts'
import { present } from '../canonical.ts'
import { documentIn, policyIn } from '../foreign-resource/document.ts'
import { filledIn, saidIn, textsIn } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'
import { CLOUD_FORMATION, encryptionOf, mutabilityOf, TERRAFORM, tagged, tagsFrom } from '../repository/foreign.ts'

/** Source: hashicorp/aws, aws_ecr_repository_creation_template. */
const ofTerraform: ForeignResource = properties =>
  templated(filledIn(properties, 'prefix'), {
    appliedFor: textsIn(properties, 'applied_for'),
    description: filledIn(properties, 'description'),
    ...mutabilityOf(properties, TERRAFORM),
    ...encryptionOf(properties, ['encryption_configuration', 'encryption_type', 'kms_key']),
    resourceTags: tagged(saidIn(properties, 'resource_tags')).tags,
    repositoryPolicy: policyIn(properties, 'repository_policy'),
    lifecyclePolicy: documentIn(properties, 'lifecycle_policy'),
    customRoleArn: filledIn(properties, 'custom_role_arn'),
  })

/** Source: AWS CloudFormation template reference, AWS::ECR::RepositoryCreationTemplate. */
const ofCloudFormation: ForeignResource = properties =>
  templated(filledIn(properties, 'Prefix'), {
    appliedFor: textsIn(properties, 'AppliedFor'),
    description: filledIn(properties, 'Description'),
    ...mutabilityOf(properties, CLOUD_FORMATION),
    ...encryptionOf(properties, ['EncryptionConfiguration', 'EncryptionType', 'KmsKey']),
    resourceTags: tagged(tagsFrom(properties.ResourceTags)).tags,
    repositoryPolicy: policyIn(properties, 'RepositoryPolicy'),
    lifecyclePolicy: documentIn(properties, 'LifecyclePolicy'),
    customRoleArn: filledIn(properties, 'CustomRoleArn'),
  })

/** A template of which it is not known what it is applied for is none that can be said. */
function templated(prefix: string | undefined, fields: Fields) {
  if (prefix === undefined || fields.appliedFor === undefined)
    return { states: { repositoryCreationTemplates: undefined } }
  return { states: { repositoryCreationTemplates: { [prefix]: present(fields) } } }
}

export const foreignTemplate = {
  terraform: { aws_ecr_repository_creation_template: ofTerraform },
  cloudFormation: { 'AWS::ECR::RepositoryCreationTemplate': ofCloudFormation },
}
