import { checkRepositoryPolicy } from '../access/policy-check.ts'
import { storedLifecycleText, storedRepositoryPolicy } from '../access/policy-text.ts'
import { AwsError } from '../errors.ts'
import type { CreationTemplate, Tag } from '../model.ts'
import type { Registry } from '../storage/registry.ts'
import { checkCustomRole, customRoleArn } from './custom-role.ts'
import { encryptionOf } from './encryption.ts'
import { checkLifecyclePolicy } from './lifecycle-policy.ts'
import { prefix as prefixShape } from './members.ts'
import { mutabilityMembers, mutabilityOf } from './mutability.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { page, pageMembers } from './paging.ts'
import { list, oneOf, optional, type Read, structure, text } from './shapes.ts'
import { mergeTags, tag } from './tags.ts'

const prefix = prefixShape({ min: 1, max: 256 })
const appliedFor = list(oneOf(['REPLICATION', 'PULL_THROUGH_CACHE', 'CREATE_ON_PUSH']))

const members = {
  prefix,
  description: optional(text({ max: 256 })),
  encryptionConfiguration: optional(
    structure({
      encryptionType: oneOf(['AES256', 'KMS', 'KMS_DSSE']),
      // Here, unlike on a repository, only the ARN of a key.
      kmsKey: optional(text({ max: 2048, pattern: /^(|arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-z0-9-]+)$/ })),
    }),
  ),
  resourceTags: optional(list(tag)),
  ...mutabilityMembers,
  repositoryPolicy: optional(text({ max: 10_240 })),
  lifecyclePolicy: optional(text({ max: 30_720 })),
  customRoleArn,
}

const createShape = structure({ ...members, appliedFor })

export const createRepositoryCreationTemplate = operation(createShape, (context, input) => {
  const { registry, now } = context
  if (registry.creationTemplates.get(input.prefix)) throw alreadyExists(registry, input.prefix)
  const time = epochSeconds(now)
  return put(registry, templateOf(context, input, { createdAt: time, updatedAt: time }))
})

export const describeRepositoryCreationTemplates = operation(
  structure({ prefixes: optional(list(prefix)), ...pageMembers }),
  ({ registry }, input) => {
    const isWanted = ({ prefix }: CreationTemplate) => input.prefixes === undefined || input.prefixes.includes(prefix)
    const { list } = registry.creationTemplates
    const { items, nextToken } = page({ list, keyOf: template => template.prefix, isWanted }, input)
    return { registryId: registry.account, repositoryCreationTemplates: items.map(describe), nextToken }
  },
)

/** What is left out keeps its value, but for the mutability, of which ECR says that it becomes MUTABLE. */
export const updateRepositoryCreationTemplate = operation(
  structure({ ...members, appliedFor: optional(appliedFor) }),
  (context, input) => {
    const { registry, now } = context
    const template = find(registry, input.prefix)
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const { mutability: _, ...kept } = template
    const merged = { ...kept, imageTagMutability: undefined, imageTagMutabilityExclusionFilters: undefined, ...given }
    const times = { createdAt: template.createdAt, updatedAt: epochSeconds(now) }
    return put(registry, templateOf(context, merged as Read<typeof createShape>, times))
  },
)

export const deleteRepositoryCreationTemplate = operation(structure({ prefix }), ({ registry }, { prefix }) => {
  const template = find(registry, prefix)
  registry.creationTemplates.delete(prefix)
  return { registryId: registry.account, repositoryCreationTemplate: describe(template) }
})

function templateOf(
  context: Context,
  input: Read<typeof createShape>,
  times: Pick<CreationTemplate, 'createdAt' | 'updatedAt'>,
): CreationTemplate {
  const { registry } = context
  const { encryptionType = 'AES256', kmsKey } = input.encryptionConfiguration ?? {}
  const encryption = { encryptionType, kmsKey: kmsKey === '' ? undefined : kmsKey }
  checkCustomRole(registry, input.customRoleArn)
  const resourceTags = resourceTagsOf(context, input.resourceTags)
  if (!input.customRoleArn && (resourceTags.length > 0 || encryptionType !== 'AES256')) {
    throw new AwsError(
      'ValidationException',
      'A customRoleArn is required when resource tags or KMS encryption are set',
    )
  }
  return {
    prefix: input.prefix,
    appliedFor: input.appliedFor,
    description: input.description,
    encryptionConfiguration: encryptionOf(registry, encryption),
    resourceTags,
    mutability: mutabilityOf(input),
    repositoryPolicy: input.repositoryPolicy
      ? storedRepositoryPolicy(checkRepositoryPolicy(input.repositoryPolicy), registry)
      : undefined,
    lifecyclePolicy: input.lifecyclePolicy
      ? storedLifecycleText(checkLifecyclePolicy(input.lifecyclePolicy))
      : undefined,
    customRoleArn: input.customRoleArn,
    ...times,
  }
}

/** Templates have no errors of their own for tags. */
function resourceTagsOf(context: Context, tags: readonly Tag[] = []): readonly Tag[] {
  try {
    return mergeTags([], tags, context)
  } catch (error) {
    throw error instanceof AwsError ? new AwsError('ValidationException', error.message) : error
  }
}

function put(registry: Registry, template: CreationTemplate): object {
  registry.creationTemplates.put(template)
  return { registryId: registry.account, repositoryCreationTemplate: describe(template) }
}

const describe = ({ mutability, ...template }: CreationTemplate) => ({ ...template, ...mutability })

function find({ creationTemplates, account }: Registry, name: string): CreationTemplate {
  const found = creationTemplates.get(name)
  if (found) return found
  throw new AwsError(
    'TemplateNotFoundException',
    `The repository creation template with prefix '${name}' does not exist in the registry with id '${account}'`,
  )
}

const alreadyExists = ({ account }: Registry, name: string) =>
  new AwsError(
    'TemplateAlreadyExistsException',
    `The repository creation template with prefix '${name}' already exists in the registry with id '${account}'`,
  )
