import type { Operation } from '../../aws/api.ts'
import { byText } from '../../collate.ts'
import type { Difference } from '../../model.ts'
import { present } from '../canonical.ts'
import { textOf } from '../policy/text.ts'
import type { TemplateSpec } from './spec.ts'

type Create = Extract<Operation, { action: 'CreateRepositoryCreationTemplate' }>['input']
type Update = Extract<Operation, { action: 'UpdateRepositoryCreationTemplate' }>['input']

export function writeTemplate({ name: prefix, action, before, after }: Difference<TemplateSpec>): readonly Operation[] {
  const remove: Operation = { action: 'DeleteRepositoryCreationTemplate', input: { prefix } }
  if (after === null) return [remove]
  if (action === 'update')
    return [
      {
        action: 'UpdateRepositoryCreationTemplate',
        input: { prefix, ...emptied(before, after), ...membersOf(after) } as Update,
      },
    ]
  const { resourceTags, ...members } = membersOf(after)
  const tags = resourceTags.length > 0 && { resourceTags }
  const create: Operation = {
    action: 'CreateRepositoryCreationTemplate',
    input: { prefix, ...members, ...tags } as Create,
  }
  return [...(action === 'replace' ? [remove] : []), create]
}

/**
 * All of them, because nobody says whether ECR keeps what an update leaves out. Source: ECR API reference,
 * UpdateRepositoryCreationTemplate, which says of the mutability that it does not.
 */
const membersOf = ({
  resourceTags = {},
  repositoryPolicy,
  lifecyclePolicy,
  imageTagMutabilityExclusionFilters: filters,
  ...members
}: TemplateSpec) =>
  present({
    ...members,
    imageTagMutabilityExclusionFilters: filters?.map(filter => ({ filterType: 'WILDCARD' as const, filter })),
    resourceTags: Object.entries(resourceTags)
      .sort(([a], [b]) => byText(a, b))
      .map(([Key, Value]) => ({ Key, Value })),
    repositoryPolicy: repositoryPolicy && textOf(repositoryPolicy),
    lifecyclePolicy: lifecyclePolicy && JSON.stringify(lifecyclePolicy),
  })

/** A text goes by an empty one, for which the model has room; a role has no such form, and its template is created again. */
const emptied = (before: TemplateSpec | null, after: TemplateSpec): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (['description', 'repositoryPolicy', 'lifecyclePolicy'] as const)
      .filter(field => before?.[field] !== undefined && after[field] === undefined)
      .map(field => [field, '']),
  )
