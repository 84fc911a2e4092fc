import { canonicalJson } from '../canonical.ts'
import type { TemplateSpec, TemplateWant } from './spec.ts'

/** What it was, field by field. */
export function backToTemplate(to: TemplateSpec | null, from: TemplateSpec | null): TemplateWant | null {
  if (to === null) return null
  const isOther = (field: keyof TemplateSpec) => canonicalJson(to[field]) !== canonicalJson(from?.[field])
  const { imageTagMutability, imageTagMutabilityExclusionFilters: filters, encryptionConfiguration } = to
  const isOtherMutability = isOther('imageTagMutability') || isOther('imageTagMutabilityExclusionFilters')
  return {
    ...(isOther('appliedFor') && { appliedFor: to.appliedFor }),
    ...(isOther('description') && { description: to.description ?? null }),
    ...(imageTagMutability &&
      isOtherMutability && {
        imageTagMutability,
        ...(filters && { imageTagMutabilityExclusionFilters: filters }),
      }),
    ...(encryptionConfiguration && isOther('encryptionConfiguration') && { encryptionConfiguration }),
    ...(isOther('resourceTags') && { resourceTags: tagsOf(to, from) }),
    ...(isOther('repositoryPolicy') && { repositoryPolicy: documentOf(to.repositoryPolicy) }),
    ...(isOther('lifecyclePolicy') && { lifecyclePolicy: documentOf(to.lifecyclePolicy) }),
    ...(isOther('customRoleArn') && { customRoleArn: to.customRoleArn ?? null }),
  }
}

const tagsOf = ({ resourceTags = {} }: TemplateSpec, from: TemplateSpec | null) => ({
  ...Object.fromEntries(Object.keys(from?.resourceTags ?? {}).map(key => [key, null])),
  ...resourceTags,
})

const documentOf = <Policy>(policy: Policy | undefined) => (policy === undefined ? null : { policy, named: [] })
