import type { LifecyclePolicy } from '../../lifecycle/index.ts'
import { asSet, present, sortedByKey } from '../canonical.ts'
import { lifecyclePolicy } from '../lifecycle-policy.ts'
import { alignedTo, canonicalDocument, type PolicyDocument } from '../policy/document.ts'
import { mergeEncryption } from '../repository/encryption.ts'
import { DEFAULTS, type Encryption, laid, type Mutability, type Tags } from '../repository/spec.ts'

/** A template as ECR holds it; its prefix is its name. */
export type TemplateSpec = {
  readonly description?: string
  readonly appliedFor: readonly string[]
  readonly imageTagMutability?: Mutability
  readonly imageTagMutabilityExclusionFilters?: readonly string[]
  readonly encryptionConfiguration?: Encryption
  readonly resourceTags?: Tags
  readonly repositoryPolicy?: PolicyDocument
  readonly lifecyclePolicy?: LifecyclePolicy
  readonly customRoleArn?: string
}

/** A document with the manifest's names for its parts. */
export interface Document<Policy> {
  readonly policy: Policy
  readonly named: readonly string[]
}

/** `null`: the field must not be there. */
export interface TemplateWant {
  readonly appliedFor?: readonly string[]
  readonly description?: string | null
  readonly imageTagMutability?: Mutability
  readonly imageTagMutabilityExclusionFilters?: readonly string[]
  readonly encryptionConfiguration?: Encryption
  readonly resourceTags?: Readonly<Record<string, string | null>>
  readonly repositoryPolicy?: Document<PolicyDocument> | null
  readonly lifecyclePolicy?: Document<LifecyclePolicy> | null
  readonly customRoleArn?: string | null
}

const NEW: TemplateSpec = {
  appliedFor: [],
  imageTagMutability: DEFAULTS.imageTagMutability,
  encryptionConfiguration: DEFAULTS.encryptionConfiguration,
}

/** An empty text is how ECR says that there is none. */
export const canonicalTemplate = (template: TemplateSpec): TemplateSpec => {
  const { imageTagMutabilityExclusionFilters: filters, resourceTags: tags = {}, repositoryPolicy, ...fields } = template
  return present({
    ...fields,
    description: fields.description || undefined,
    appliedFor: asSet(fields.appliedFor ?? []) as readonly string[],
    imageTagMutabilityExclusionFilters: filters?.length ? (asSet(filters) as readonly string[]) : undefined,
    resourceTags: sortedByKey(tags),
    repositoryPolicy: repositoryPolicy && canonicalDocument(repositoryPolicy),
    lifecyclePolicy: fields.lifecyclePolicy && lifecyclePolicy.canonical(fields.lifecyclePolicy),
    customRoleArn: fields.customRoleArn || undefined,
  }) as TemplateSpec
}

/** What is left out stays as it is; the keys of tags that are left out, too. */
export function mergeTemplate(before: TemplateSpec | null, want: TemplateWant | null): TemplateSpec | null {
  if (want === null) return null
  const there = before ?? NEW
  const { description, appliedFor, imageTagMutability, encryptionConfiguration, resourceTags, customRoleArn } = want
  return present({
    ...there,
    ...(appliedFor && { appliedFor }),
    ...(description !== undefined && { description: description ?? undefined }),
    ...(imageTagMutability && {
      imageTagMutability,
      imageTagMutabilityExclusionFilters: want.imageTagMutabilityExclusionFilters,
    }),
    ...(encryptionConfiguration && {
      encryptionConfiguration: mergeEncryption(before?.encryptionConfiguration, encryptionConfiguration),
    }),
    ...(resourceTags && { resourceTags: laid(there.resourceTags ?? {}, resourceTags) }),
    ...(want.repositoryPolicy !== undefined && {
      repositoryPolicy: mergePolicy(there.repositoryPolicy, want.repositoryPolicy),
    }),
    ...(want.lifecyclePolicy !== undefined && {
      lifecyclePolicy: mergeLifecycle(there.lifecyclePolicy, want.lifecyclePolicy),
    }),
    ...(customRoleArn !== undefined && { customRoleArn: customRoleArn ?? undefined }),
  }) as TemplateSpec
}

/** Exact: nobody else writes into the policy of a template. */
function mergePolicy(before: PolicyDocument | undefined, want: Document<PolicyDocument> | null) {
  if (want === null) return undefined
  return before === undefined ? want.policy : alignedTo(canonicalDocument(before), want.policy)
}

function mergeLifecycle(before: LifecyclePolicy | undefined, want: Document<LifecyclePolicy> | null) {
  return (want && lifecyclePolicy.merge(before ?? null, { policy: want.policy })) ?? undefined
}

/** Tags and keys of KMS are set with a role of its own. Source: ECR user guide, "Repository creation templates". */
export const needsRole = ({
  resourceTags = {},
  encryptionConfiguration,
}: {
  readonly resourceTags?: Readonly<Record<string, string | null>>
  readonly encryptionConfiguration?: Encryption
}): boolean =>
  Object.values(resourceTags).some(value => value !== null) ||
  (encryptionConfiguration !== undefined && encryptionConfiguration.encryptionType !== 'AES256')
