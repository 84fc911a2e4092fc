import type { Fields } from '../../model.ts'
import { present } from '../canonical.ts'
import type { StatingContext } from '../kind.ts'
import { statedLifecycle } from '../lifecycle/stated.ts'
import { statedPolicy } from '../policy/stated.ts'
import { statedTags, unlessDefault } from '../repository/stated.ts'
import type { TemplateSpec } from './spec.ts'

/** A template by the keys of a manifest. */
export const statedTemplate = (
  { resourceTags = {}, repositoryPolicy, lifecyclePolicy, ...template }: TemplateSpec,
  context: StatingContext,
): Fields =>
  present({
    appliedFor: template.appliedFor,
    description: template.description,
    imageTagMutability: template.imageTagMutability,
    imageTagMutabilityExclusionFilters: template.imageTagMutabilityExclusionFilters,
    encryptionConfiguration: unlessDefault('encryptionConfiguration', template),
    resourceTags: statedTags(resourceTags),
    repositoryPolicy: repositoryPolicy && statedPolicy(repositoryPolicy, context),
    lifecyclePolicy: lifecyclePolicy && statedLifecycle(lifecyclePolicy),
    customRoleArn: template.customRoleArn,
  })
