import type { Fields } from '../model.ts'
import { type Context, OWNER_TAG, type Path, type Problem } from './kind.ts'

/** Tags of one repository. Source: AWS General Reference, tag naming limits; ECR's TooManyTagsException. */
export const MAXIMUM_TAGS = 50
/** Source: ECR API model, RepositoryName. Anchored, because the model's pattern is not. */
const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/
/** The stricter rule of the ECR user guide, which many tools still apply. */
const GUIDE_NAME = /^[a-z](?!.*(--|__))/
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const FILTER = /^[0-9a-zA-Z._*-]{1,128}$/

/** What ECR would refuse of these fields; a whole repository is also counted and named. */
export function checkRepository(declared: Fields, context: Context): readonly Problem[] {
  return [
    ...(context.repositoryName === undefined ? [] : checkName(context.repositoryName)),
    ...checkTags((declared.tags ?? {}) as Readonly<Record<string, string | null>>, context),
    ...checkMutability(declared),
    ...checkEncryption(declared, context),
  ]
}

function checkName(name: string): readonly Problem[] {
  if (name.length < 2 || name.length > 256 || !NAME.test(name))
    return [
      {
        path: [],
        code: 'INVALID_NAME',
        summary: `Invalid repository name "${name.slice(0, 80)}"`,
        detail:
          'ECR allows 2 to 256 characters: lower-case letters and digits, separated by `.`, `_`, `__`, `-` or `/`, and beginning and ending with a letter or digit.',
        hint: suggestName(name),
      },
    ]
  if (GUIDE_NAME.test(name)) return []
  return [
    {
      severity: 'warning',
      path: [],
      code: 'UNUSUAL_NAME',
      summary: `Unusual repository name "${name}"`,
      detail:
        "ECR's API takes it, but its user guide wants a letter first and no doubled `-` or `_`, and some tools refuse other names.",
    },
  ]
}

function suggestName(name: string): string {
  const mended = name
    .toLowerCase()
    .replace(/[^a-z0-9._/-]+/g, '-')
    .split('/')
    .map(part => part.replace(/^[._-]+|[._-]+$/g, ''))
    .filter(Boolean)
    .join('/')
  return NAME.test(mended) && mended.length >= 2 && mended.length <= 256
    ? `Write ${mended} instead.`
    : 'Choose a name of that form.'
}

function checkTags(
  tags: Readonly<Record<string, string | null>>,
  { repositoryName, owner }: Context,
): readonly Problem[] {
  const entries = Object.entries(tags)
  const own = owner !== undefined && !Object.hasOwn(tags, OWNER_TAG) ? 1 : 0
  const count = entries.filter(([, value]) => value !== null).length + own
  return [
    ...entries.flatMap(([key, value]) => checkTag(key, value)),
    ...(repositoryName === undefined || count <= MAXIMUM_TAGS
      ? []
      : [
          {
            path: ['tags'],
            code: 'TOO_MANY_TAGS',
            summary: `${repositoryName} has ${count} tags, ECR allows ${MAXIMUM_TAGS}`,
            detail: own ? `One of them is ${OWNER_TAG}, which a repository that ecrsync creates carries.` : undefined,
            hint: `Remove ${count - MAXIMUM_TAGS}${own ? ', or write `ownership: none` at the root' : ''}.`,
          } as Problem,
        ]),
  ]
}

function checkTag(key: string, value: string | null): readonly Problem[] {
  const path: Path = ['tags', key]
  const shown = JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key)
  if (/^aws:/i.test(key))
    return [
      {
        path,
        code: 'RESERVED_TAG',
        summary: `Reserved tag key ${shown}`,
        detail: 'Keys that begin with `aws:` belong to AWS: nobody else can write or remove them.',
        hint: 'Remove this line.',
      },
    ]
  const allowed = 'letters, digits, spaces and `+ - = . _ : / @`'
  return [
    ...(key.length >= 1 && key.length <= 128 && TAG_TEXT.test(key)
      ? []
      : [
          {
            path,
            code: 'INVALID_TAG',
            summary: `Invalid tag key ${shown}`,
            detail: `A key has 1 to 128 characters: ${allowed}.`,
            hint: 'Change the key.',
          },
        ]),
    ...(value === null || hasInterpolation(value) || (value.length <= 256 && TAG_TEXT.test(value))
      ? []
      : [
          {
            path,
            code: 'INVALID_TAG',
            summary: `Invalid value of tag ${shown}`,
            detail: `A value has 0 to 256 characters: ${allowed}.`,
            hint: 'Change the value.',
          },
        ]),
  ]
}

/** What is known only with a target stands in the text until then, and is checked then. */
export const hasInterpolation = (text: string): boolean => text.includes('${{')

function checkMutability(declared: Fields): readonly Problem[] {
  const mutability = declared.imageTagMutability as string | undefined
  const filters = declared.imageTagMutabilityExclusionFilters as readonly (string | { filter: string })[] | undefined
  if (mutability === undefined && filters === undefined) return []
  return [
    ...checkTogether(mutability, filters),
    ...(filters ?? []).flatMap((item, index) => checkFilter(typeof item === 'string' ? item : item.filter, index)),
  ]
}

function checkTogether(mutability: string | undefined, filters: readonly unknown[] | undefined): readonly Problem[] {
  const code = 'EXCLUSION_FILTERS'
  const path = ['imageTagMutabilityExclusionFilters']
  if (mutability === undefined)
    return [
      {
        path,
        code,
        summary: 'Exclusion filters without imageTagMutability',
        detail: 'The two are one setting: a layer that says one of them replaces both.',
        hint: 'Write imageTagMutability: IMMUTABLE_WITH_EXCLUSION (or MUTABLE_WITH_EXCLUSION) beside them.',
      },
    ]
  const takesFilters = mutability.endsWith('_WITH_EXCLUSION')
  if (!takesFilters && filters !== undefined)
    return [
      {
        path,
        code,
        summary: `${mutability} takes no exclusion filters`,
        detail: 'ECR refuses the two together.',
        hint: `Write imageTagMutability: ${mutability}_WITH_EXCLUSION, or remove the filters.`,
      },
    ]
  if (!takesFilters || (filters && filters.length >= 1 && filters.length <= 5)) return []
  return [
    {
      path: filters ? path : ['imageTagMutability'],
      code,
      summary: `${mutability} needs one to five exclusion filters${filters ? `, here are ${filters.length}` : ''}`,
      detail: 'The two are one setting: a layer that says one of them replaces both.',
      hint: 'Write for example imageTagMutabilityExclusionFilters: ["dev-*"].',
    },
  ]
}

function checkFilter(filter: string, index: number): readonly Problem[] {
  if (hasInterpolation(filter) || (FILTER.test(filter) && filter.split('*').length <= 3)) return []
  return [
    {
      path: ['imageTagMutabilityExclusionFilters', index],
      code: 'INVALID_FILTER',
      summary: `Invalid exclusion filter ${JSON.stringify(filter.slice(0, 80))}`,
      detail: 'A filter has 1 to 128 letters, digits and `. _ - *`, with at most two `*`.',
      hint: 'Change the filter, or split it into several.',
    },
  ]
}

function checkEncryption(declared: Fields, { region }: Context): readonly Problem[] {
  const encryption = declared.encryptionConfiguration as { encryptionType: string; kmsKey?: string } | undefined
  if (encryption === undefined) return []
  const { encryptionType, kmsKey } = encryption
  const path = ['encryptionConfiguration', 'kmsKey']
  if (kmsKey !== undefined && encryptionType === 'AES256')
    return [
      {
        path,
        code: 'ENCRYPTION',
        summary: 'AES256 takes no kmsKey',
        detail: 'With AES256 the keys belong to S3.',
        hint: 'Write encryptionType: KMS, or remove the key.',
      },
    ]
  if (kmsKey !== undefined && (kmsKey.length < 1 || kmsKey.length > 2048))
    return [
      {
        path,
        code: 'ENCRYPTION',
        summary: 'Invalid kmsKey',
        detail: 'A key is named by 1 to 2,048 characters: alias, id or ARN.',
        hint: 'Write for example alias/ecr.',
      },
    ]
  if (encryptionType === 'KMS_DSSE' && region !== undefined && !region.startsWith('us-gov-'))
    return [
      {
        path: ['encryptionConfiguration', 'encryptionType'],
        code: 'ENCRYPTION',
        summary: `${region} does not offer KMS_DSSE`,
        detail: 'ECR has it in the AWS GovCloud (US) Regions only.',
        hint: 'Write encryptionType: KMS.',
      },
    ]
  return []
}
