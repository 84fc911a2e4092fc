import type { RepositoryCreationTemplate } from '@aws-sdk/client-ecr'
import type { Reader } from '../aws/api.ts'
import { pages } from '../aws/pages.ts'
import type { Difference, Fields, Refusal } from '../model.ts'
import { present } from './canonical.ts'
import { backToTemplate } from './creation-template/back.ts'
import { checkTemplates } from './creation-template/check.ts'
import { foreignTemplate } from './creation-template/foreign.ts'
import { templateManifest } from './creation-template/schema.ts'
import {
  canonicalTemplate,
  mergeTemplate,
  needsRole,
  type TemplateSpec,
  type TemplateWant,
} from './creation-template/spec.ts'
import { statedTemplate } from './creation-template/stated.ts'
import { describeTemplate, templateFacts } from './creation-template/words.ts'
import { writeTemplate } from './creation-template/write.ts'
import { refuseCustomRole } from './custom-role.ts'
import { parsedText } from './document-text.ts'
import type { Context, DocumentPart, Kind } from './kind.ts'
import { lifecyclePolicy } from './lifecycle-policy.ts'
import { documentWrites } from './permissions.ts'
import { lockout, OF_REPOSITORY } from './policy/lockout.ts'
import { covers } from './prefix.ts'
import { MAXIMUM_TAGS } from './repository/tag-check.ts'
import { loosened } from './repository/weakening.ts'
import { repositoryPolicy } from './repository-policy.ts'

const FACET = 'repositoryCreationTemplates'

export const repositoryCreationTemplate: Kind<TemplateWant, TemplateSpec> = {
  key: 'repositoryCreationTemplate',
  scope: 'registry',
  needs: [],
  uses: {
    reads: ['DescribeRepositoryCreationTemplates'],
    writes: [
      'CreateRepositoryCreationTemplate',
      'UpdateRepositoryCreationTemplate',
      'DeleteRepositoryCreationTemplate',
    ],
    serviceRoles: ['ecr.amazonaws.com'],
    passesRolesTo: ['ecr.amazonaws.com'],
  },
  permits: (want, about) => ({
    reads: ['DescribeRepositoryCreationTemplates'],
    writes: documentWrites(
      {
        isWished: want !== null,
        mayBeEmpty: want?.customRoleArn === null,
        put: ['CreateRepositoryCreationTemplate', 'UpdateRepositoryCreationTemplate'],
        remove: 'DeleteRepositoryCreationTemplate',
      },
      about,
    ),
    serviceRoles: want ? ['ecr.amazonaws.com'] : [],
    passes: [want?.customRoleArn ?? []].flat(),
  }),
  already: { DeleteRepositoryCreationTemplate: 'TemplateNotFoundException' },
  // Nothing that an update can send says that there is none.
  immutable: (before, after) =>
    before.customRoleArn !== undefined && after.customRoleArn === undefined ? ['customRoleArn'] : [],
  one: { label: name => `repositoryCreationTemplate ${name}`, path: name => name },
  manifest: templateManifest,
  layering: {
    byKey: [FACET],
    asNull: {
      detail: 'It would delete templates that others made.',
      hint: 'Name the prefixes that must have none: repositoryCreationTemplates: { PREFIX: null }',
    },
  },
  embeds: ['repositoryPolicy', 'lifecyclePolicy'],
  examples: [
    { repositoryCreationTemplates: { 'docker-hub': { appliedFor: ['PULL_THROUGH_CACHE'] } } },
    {
      repositoryCreationTemplates: {
        ROOT: {
          appliedFor: ['REPLICATION', 'PULL_THROUGH_CACHE', 'CREATE_ON_PUSH'],
          description: 'what ECR creates by itself',
          imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: ['prod', 'v*'],
          encryptionConfiguration: {
            encryptionType: 'KMS',
            kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555',
          },
          resourceTags: { 'managed-by': 'ecrsync', team: 'platform' },
          repositoryPolicy: [{ named: 'org-pull', body: { access: { pull: ['o-abc1234567', '111122223333'] } } }],
          lifecyclePolicy: [
            {
              named: 'standard',
              body: [
                { tagPattern: 'v*', keepNewest: 30 },
                { untagged: true, expireAfter: '7 days' },
              ],
            },
          ],
          customRoleArn: 'arn:aws:iam::123456789012:role/ecr-templates',
        },
      },
    },
    {
      repositoryCreationTemplates: {
        ROOT: {
          appliedFor: ['CREATE_ON_PUSH'],
          description: null,
          imageTagMutability: 'IMMUTABLE',
          repositoryPolicy: null,
          lifecyclePolicy: null,
        },
      },
    },
    { repositoryCreationTemplates: { 'team/old': null } },
  ],
  foreign: foreignTemplate,
  want: (declared, context) =>
    new Map(
      Object.entries(templatesIn(declared)).map(([prefix, template]) => [prefix, template && wish(template, context)]),
    ),
  check: (declared, context) => checkTemplates(FACET, templatesIn(declared), context),
  read: async (ecr, asked) => {
    const found = new Map<string, TemplateSpec>()
    for await (const { prefix = '', ...template } of templatesOf(ecr))
      if (asked.has(prefix)) found.set(prefix, specOf(template))
    return found
  },
  makes: {
    there: prefixesIn,
    isFor: covers,
  },
  merge: mergeTemplate,
  canonical: canonicalTemplate,
  backTo: (_name, { to, from }) => backToTemplate(to, from),
  judge: async (differing, known) =>
    Promise.all(
      differing.map(async ({ difference }) => {
        const blocked = refuse(difference) ?? refuseCustomRole(difference.after?.customRoleArn, known.registry)
        return blocked ? { blocked } : lockout(policiesOf(difference), known, OF_REPOSITORY)
      }),
    ),
  write: writeTemplate,
  names: prefixesIn,
  states: (prefix, template, context) => ({ [FACET]: { [prefix]: statedTemplate(template, context) } }),
  weakens: ({ before, after }) => (before === null || after === null ? [] : loosened(before, after)),
  describe: describeTemplate,
  attention: templateFacts,
}

/** Repositories are born with it. */
const policiesOf = ({ before, after }: Difference<TemplateSpec>) => ({
  before: before?.repositoryPolicy ?? null,
  after: after?.repositoryPolicy ?? null,
})

const templatesIn = (declared: Fields): Readonly<Record<string, Fields | null>> =>
  (declared[FACET] ?? {}) as Readonly<Record<string, Fields | null>>

type Parts = readonly DocumentPart[] | null | undefined

function wish({ repositoryPolicy: policy, lifecyclePolicy: lifecycle, ...fields }: Fields, context: Context) {
  const filters = fields.imageTagMutabilityExclusionFilters as readonly (string | { filter: string })[] | undefined
  return {
    ...fields,
    ...(filters && {
      imageTagMutabilityExclusionFilters: filters.map(item => (typeof item === 'string' ? item : item.filter)),
    }),
    ...document('repositoryPolicy', repositoryPolicy, policy as Parts, context),
    ...document('lifecyclePolicy', lifecyclePolicy, lifecycle as Parts, context),
  } as TemplateWant
}

/** What the kind of the document makes of it where there is nothing yet. */
function document<Want, Spec>(field: string, kind: Kind<Want, Spec>, parts: Parts, context: Context) {
  if (parts === undefined) return {}
  if (parts === null) return { [field]: null }
  const [want = null] = kind.want({ [field]: parts }, context).values()
  return { [field]: { policy: kind.merge(null, want), named: parts.flatMap(({ named }) => named ?? []) } }
}

async function prefixesIn(ecr: Reader): Promise<readonly string[]> {
  const prefixes: string[] = []
  for await (const { prefix = '' } of templatesOf(ecr)) prefixes.push(prefix)
  return prefixes
}

/** All of them: whether ECR answers those that are there where it has not all that are named is not known. */
async function* templatesOf(ecr: Reader) {
  const listing = pages(nextToken => ecr.call('DescribeRepositoryCreationTemplates', { maxResults: 1000, nextToken }))
  for await (const { repositoryCreationTemplates = [] } of listing) yield* repositoryCreationTemplates
}

function specOf({
  createdAt: _,
  updatedAt: _updated,
  ...template
}: Omit<RepositoryCreationTemplate, 'prefix'>): TemplateSpec {
  const { resourceTags, repositoryPolicy: policy, lifecyclePolicy: lifecycle, ...fields } = template
  return present({
    ...fields,
    imageTagMutabilityExclusionFilters: fields.imageTagMutabilityExclusionFilters?.map(({ filter = '' }) => filter),
    resourceTags: resourceTags && Object.fromEntries(resourceTags.map(({ Key = '', Value = '' }) => [Key, Value])),
    repositoryPolicy: policy ? parsedText(policy) : undefined,
    lifecyclePolicy: lifecycle ? parsedText(lifecycle) : undefined,
  }) as TemplateSpec
}

/** What the manifest says of it fits, but perhaps not together with what it leaves as it is. */
function refuse({ after }: Difference<TemplateSpec>): Refusal | undefined {
  if (after === null) return undefined
  const tags = Object.keys(after.resourceTags ?? {}).length
  if (tags > MAXIMUM_TAGS)
    return {
      code: 'TOO_MANY_TAGS',
      reason: `would have ${tags} tags, ECR allows ${MAXIMUM_TAGS}`,
      hint: 'Take tags away that are not in the manifest by declaring them as null, or declare fewer.',
    }
  if (after.customRoleArn !== undefined || !needsRole(after)) return undefined
  return {
    code: 'CUSTOM_ROLE',
    reason: 'has tags or a key of KMS that the manifest leaves as they are, and would have no customRoleArn',
    hint: 'Declare the customRoleArn, or take tags and KMS away, too: resourceTags: { KEY: null }, encryptionConfiguration: { encryptionType: AES256 }',
  }
}
