import type { Fields } from '../../model.ts'
import { clipped, saidText } from '../../words.ts'
import { checkCustomRole } from '../custom-role.ts'
import type { Context, Problem } from '../kind.ts'
import { lifecyclePolicy } from '../lifecycle-policy.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { checkPrefix, covers, ROOT } from '../prefix.ts'
import { checkEncryption } from '../repository/encryption-check.ts'
import { checkMutability } from '../repository/mutability-check.ts'
import type { Encryption } from '../repository/spec.ts'
import { checkTags } from '../repository/tag-check.ts'
import { repositoryPolicy } from '../repository-policy.ts'
import { PREFIX } from './schema.ts'
import { needsRole } from './spec.ts'

/** Source: ECR API model, RepositoryTemplateDescription. */
const MAXIMUM_DESCRIPTION = 256
/** Source: ECR API model, KmsKeyForRepositoryCreationTemplate. */
const KEY = /^arn:aws[a-z0-9-]*:kms:([a-z0-9-]+):\d{12}:key\/[a-z0-9-]+$/

type Tags = Readonly<Record<string, string | null>>

export function checkTemplates(
  facet: string,
  templates: Readonly<Record<string, Fields | null>>,
  context: Context,
): readonly Problem[] {
  const declared = Object.entries(templates).filter((entry): entry is [string, Fields] => entry[1] !== null)
  const prefixes = declared.map(([prefix]) => prefix)
  return [
    ...Object.keys(templates).flatMap(prefix => checkPrefix(prefix, [facet, prefix], PREFIX)),
    ...declared.flatMap(([prefix, template]) => [
      ...checkTemplate(prefix, template, context).map(under(facet, prefix)),
      ...checkOverlap(prefix, prefixes).map(under(facet, prefix)),
    ]),
  ]
}

function checkTemplate(prefix: string, template: Fields, context: Context): readonly Problem[] {
  return [
    ...checkOccasions(template),
    ...checkDescription(template),
    ...checkMutability(template),
    ...checkKey(template, context),
    ...checkTags((template.resourceTags ?? {}) as Tags, { accounts: context.accounts, repositoryName: prefix }).map(
      problem => ({ ...problem, path: ['resourceTags', ...problem.path.slice(1)] }),
    ),
    ...checkRole(template, context),
    ...checkDocuments(template, context),
  ]
}

/** With the checks of their own kinds. */
const checkDocuments = ({ repositoryPolicy: policy, lifecyclePolicy: lifecycle }: Fields, context: Context) => [
  ...(policy === undefined ? [] : repositoryPolicy.check({ repositoryPolicy: policy }, context)),
  ...(lifecycle === undefined ? [] : lifecyclePolicy.check({ lifecyclePolicy: lifecycle }, context)),
]

function checkOccasions({ appliedFor, imageTagMutability }: Fields): readonly Problem[] {
  const occasions = (appliedFor ?? []) as readonly string[]
  if (occasions.length === 0) return [APPLIES_TO_NOTHING]
  const isImmutable = saidText(imageTagMutability).startsWith('IMMUTABLE')
  return isImmutable && occasions.includes('PULL_THROUGH_CACHE') ? [IMMUTABLE_CACHE] : []
}

const APPLIES_TO_NOTHING: Problem = {
  severity: 'warning',
  path: ['appliedFor'],
  code: 'CREATION_TEMPLATE',
  summary: 'A template that is applied to nothing',
  detail: 'No repository will ever be created by it.',
  hint: 'Write for example appliedFor: [PULL_THROUGH_CACHE].',
}

/** Source: ECR user guide, "Pull through cache considerations". */
const IMMUTABLE_CACHE: Problem = {
  severity: 'warning',
  path: ['imageTagMutability'],
  code: 'CREATION_TEMPLATE',
  summary: 'Immutable tags in repositories of a pull-through cache',
  detail: 'ECR cannot follow a tag that moves upstream: the image that was cached first stays.',
  hint: 'Write imageTagMutability: MUTABLE, or leave PULL_THROUGH_CACHE out of appliedFor.',
}

function checkDescription({ description }: Fields): readonly Problem[] {
  // Whether ECR counts a character beyond the first 65,536 once or twice is not known: twice fits in any case.
  const { length } = saidText(description ?? '')
  if (length <= MAXIMUM_DESCRIPTION || hasPlaceholder(description)) return []
  return [
    {
      path: ['description'],
      code: 'CREATION_TEMPLATE',
      summary: `A description of ${length} characters, ECR allows ${MAXIMUM_DESCRIPTION}`,
      detail: 'ECR would refuse the template.',
      hint: 'Write a shorter one, and the rest into a comment.',
    },
  ]
}

function checkKey(template: Fields, context: Context): readonly Problem[] {
  const found = checkEncryption(template, context)
  const { kmsKey } = (template.encryptionConfiguration ?? {}) as Partial<Encryption>
  if (found.length > 0 || kmsKey === undefined || hasPlaceholder(kmsKey)) return found
  const [, region] = KEY.exec(kmsKey) ?? []
  if (region === undefined) return [NOT_ARN]
  return context.region === undefined || region === context.region ? [] : [elsewhere(region, context.region)]
}

const KEY_PATH = ['encryptionConfiguration', 'kmsKey']

const NOT_ARN: Problem = {
  path: KEY_PATH,
  code: 'ENCRYPTION',
  summary: 'A template names its key by its ARN',
  detail: 'ECR takes neither an alias nor an id here, where a repository may have one.',
  hint: 'Write "arn:${{ target.partition }}:kms:${{ target.region }}:${{ target.account }}:key/ID", or leave it out for alias/aws/ecr.',
}

const elsewhere = (region: string, own: string): Problem => ({
  path: KEY_PATH,
  code: 'ENCRYPTION',
  summary: `A key in ${region}, the registry is in ${own}`,
  detail: 'A repository is encrypted with a key of its own region.',
  hint: 'Name a key there: `${{ target.region }}` in its ARN follows the target.',
})

function checkRole(template: Fields, context: Context): readonly Problem[] {
  const { customRoleArn } = template
  if (customRoleArn !== undefined && customRoleArn !== null)
    return checkCustomRole(customRoleArn, ['customRoleArn'], context)
  if (!needsRole(template)) return []
  return [
    {
      path: customRoleArn === null ? ['customRoleArn'] : [],
      code: 'CUSTOM_ROLE',
      summary: 'A template with tags or a key of KMS needs a customRoleArn',
      detail: 'The role that ECR has of itself may do neither, and ECR refuses the template.',
      hint: 'Write customRoleArn: "arn:aws:iam::${{ target.account }}:role/NAME", a role that ECR may take on.',
    },
  ]
}

/** It is as it is meant to be, but surprises whoever reads only the shorter one. */
function checkOverlap(prefix: string, prefixes: readonly string[]): readonly Problem[] {
  const [shorter] = prefixes
    .filter(other => other !== prefix && other !== ROOT && covers(other, prefix))
    .sort((a, b) => b.length - a.length)
  if (shorter === undefined) return []
  return [
    {
      severity: 'note',
      path: [],
      code: 'PREFIX_OVERLAP',
      summary: `Repositories below ${clipped(prefix)} get nothing of the template ${clipped(shorter)}`,
      detail: 'The longest prefix counts, alone.',
      hint: 'Say in both what is to hold for both.',
    },
  ]
}
