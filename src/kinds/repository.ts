import type { Tag } from '@aws-sdk/client-ecr'
import type { Listed, Operation, Reader } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import type { Difference, Fields, Reading, Refusal } from '../model.ts'
import { asSet, byText, canonicalJson, present, sortedByKey } from './canonical.ts'
import { type Context, type Kind, OWNER_TAG, type Problem } from './kind.ts'
import { checkRepository, MAXIMUM_TAGS } from './repository-check.ts'
import { repositoryManifest } from './repository-schema.ts'
import { type Encryption, type RepositorySpec, type RepositoryWant, type Tags, tagChanges } from './repository-spec.ts'
import { describeRepository, encryptionText, images } from './repository-words.ts'

/** Source: ECR API reference, CreateRepository. */
const DEFAULTS = {
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
} as const satisfies RepositorySpec

export const repository: Kind<RepositoryWant, RepositorySpec> = {
  key: 'repository',
  needs: [],
  uses: {
    reads: ['DescribeRepositories', 'DescribeRegistry', 'ListTagsForResource', 'DescribeImages'],
    writes: [
      'CreateRepository',
      'DeleteRepository',
      'TagResource',
      'UntagResource',
      'PutImageTagMutability',
      'PutImageScanningConfiguration',
    ],
  },
  immutable: ['encryptionConfiguration'],
  manifest: repositoryManifest,
  layering: { byKey: ['tags'], together: [['imageTagMutability', 'imageTagMutabilityExclusionFilters']] },
  examples: [
    {},
    { tags: { team: 'payments', legacy: null } },
    {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['prod', { filterType: 'WILDCARD', filter: 'dev-*' }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' },
    },
  ],
  want: (declared, context) => new Map([[context.repositoryName ?? '', wish(declared, context)]]),
  check: checkRepository,
  read: { of: 'repository', one: readRepository },
  merge,
  canonical: spec =>
    present({
      ...spec,
      tags: spec.tags && sortedByKey(spec.tags),
      imageTagMutabilityExclusionFilters:
        spec.imageTagMutabilityExclusionFilters &&
        (asSet(spec.imageTagMutabilityExclusionFilters) as readonly string[]),
    }),
  refuse,
  remark,
  write,
  describe: describeRepository,
  attention: ({ action, before }) =>
    action === 'delete' ? [{ word: 'DELETES', text: images(before?.imageCount ?? 0) }] : [],
}

function wish(declared: Fields, { owner }: Context): RepositoryWant {
  const { imageTagMutabilityExclusionFilters: filters, ...fields } = declared as Fields & {
    imageTagMutabilityExclusionFilters?: readonly (string | { filter: string })[]
  }
  return {
    ...fields,
    ...(filters && {
      imageTagMutabilityExclusionFilters: filters.map(item => (typeof item === 'string' ? item : item.filter)),
    }),
    ...(owner !== undefined && { owner: { [OWNER_TAG]: owner } }),
  }
}

async function readRepository(ecr: Reader, listed: Listed, asked: ReadonlyMap<string, RepositoryWant | null>) {
  const want = asked.get(listed.repositoryName)
  const filters = listed.imageTagMutabilityExclusionFilters?.flatMap(({ filter }) => filter ?? [])
  const reading = present({
    repositoryArn: listed.repositoryArn,
    imageCount: want?.removed ? await orError(countImages(ecr, listed.repositoryName)) : undefined,
    tags: want?.tags ? await orError(readTags(ecr, listed.repositoryArn)) : undefined,
    imageTagMutability: listed.imageTagMutability ?? DEFAULTS.imageTagMutability,
    imageTagMutabilityExclusionFilters: filters?.length ? filters : undefined,
    imageScanningConfiguration: { scanOnPush: listed.imageScanningConfiguration?.scanOnPush ?? false },
    encryptionConfiguration:
      (listed.encryptionConfiguration as Encryption | undefined) ?? DEFAULTS.encryptionConfiguration,
  })
  return new Map([[listed.repositoryName, reading as Reading<RepositorySpec>]])
}

const orError = <T>(answer: Promise<T>): Promise<T | EcrsyncError> =>
  answer.catch((error: unknown) => {
    if (error instanceof EcrsyncError) return error
    throw error
  })

/** ECR's own tags (`aws:…`) can be neither written nor removed, and count towards no limit. */
async function readTags(ecr: Reader, resourceArn: string): Promise<Tags> {
  const { tags = [] } = await ecr.call('ListTagsForResource', { resourceArn })
  const own = tags.filter(({ Key = '' }) => !/^aws:/i.test(Key))
  return Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** Untagged and archived images, index children and referrers count: all of them would be lost. */
async function countImages(ecr: Reader, repositoryName: string): Promise<number> {
  let count = 0
  let nextToken: string | undefined
  do {
    const page = await ecr.call('DescribeImages', {
      repositoryName,
      filter: { imageStatus: 'ANY' },
      maxResults: 1000,
      nextToken,
    })
    count += page.imageDetails?.length ?? 0
    nextToken = page.nextToken === nextToken ? undefined : page.nextToken
  } while (nextToken)
  return count
}

function merge(before: RepositorySpec | null, want: RepositoryWant | null): RepositorySpec | null {
  if (want === null || want.removed) return null
  const { owner, tags, removed: _, ...fields } = want
  if (before === null) return present({ ...DEFAULTS, ...fields, tags: laid({}, { ...owner, ...tags }) })
  return present({
    ...before,
    ...(want.imageTagMutability && {
      imageTagMutability: want.imageTagMutability,
      imageTagMutabilityExclusionFilters: want.imageTagMutabilityExclusionFilters,
    }),
    ...(want.imageScanningConfiguration && { imageScanningConfiguration: want.imageScanningConfiguration }),
    ...(want.encryptionConfiguration && {
      encryptionConfiguration: mergeEncryption(before.encryptionConfiguration, want.encryptionConfiguration),
    }),
    ...(tags && before.tags && { tags: laid(before.tags, tags) }),
  })
}

const laid = (tags: Tags, want: Readonly<Record<string, string | null>>): Tags =>
  Object.fromEntries(Object.entries({ ...tags, ...want }).filter((tag): tag is [string, string] => tag[1] !== null))

/** An alias may stand for any key, and no key means that the manifest does not care which. */
function mergeEncryption(before: Encryption | undefined, want: Encryption): Encryption {
  if (before === undefined || before.encryptionType !== want.encryptionType) return want
  const isSame = want.kmsKey === undefined || isAlias(want.kmsKey) || keyId(want.kmsKey) === keyId(before.kmsKey ?? '')
  return isSame ? before : want
}

const isAlias = (key: string): boolean => /(^|:)alias\//.test(key)
const keyId = (key: string): string => key.slice(key.lastIndexOf('/') + 1)

function refuse(difference: Difference<RepositorySpec>, want: RepositoryWant | null): Refusal | undefined {
  if (difference.action === 'delete') return refuseDelete(difference.before, want)
  if (difference.action !== 'create' && difference.paths.some(path => path.startsWith('encryptionConfiguration'))) {
    const { before, after } = difference
    return {
      code: 'CANNOT_CHANGE',
      fields: ['encryptionConfiguration'],
      reason: `${encryptionText(before.encryptionConfiguration)}, declared ${encryptionText(after.encryptionConfiguration)}: ECR fixes it at creation`,
      hint: 'Declare the encryption that it has, or leave encryptionConfiguration out for this repository.',
    }
  }
  const count = Object.keys(difference.after?.tags ?? {}).length
  if (count <= MAXIMUM_TAGS || !difference.paths.some(path => path.startsWith('tags'))) return undefined
  return {
    code: 'TOO_MANY_TAGS',
    fields: ['tags'],
    reason: `would have ${count} tags, ECR allows ${MAXIMUM_TAGS}: not tagged`,
    hint: 'Remove tags that are not in the manifest by declaring them as null, or declare fewer.',
  }
}

function refuseDelete({ imageCount = 0 }: RepositorySpec, want: RepositoryWant | null): Refusal | undefined {
  const maxImages = want?.removed?.maxImages ?? 0
  if (imageCount <= maxImages) return undefined
  return {
    code: 'NOT_EMPTY',
    reason: `holds ${images(imageCount)}, maxImages is ${maxImages}: not deleted`,
    hint: `ECR has no undelete. If all of them may go, write maxImages: ${imageCount} in its tombstone.`,
  }
}

function remark(before: RepositorySpec, want: RepositoryWant | null): Problem | undefined {
  const wanted = want?.encryptionConfiguration
  if (
    !wanted?.kmsKey ||
    !isAlias(wanted.kmsKey) ||
    before.encryptionConfiguration?.encryptionType !== wanted.encryptionType
  )
    return undefined
  return {
    severity: 'note',
    path: ['encryptionConfiguration'],
    code: 'KMS_ALIAS',
    summary: `${wanted.kmsKey} is taken to match any key`,
    detail: 'ECR answers the ARN of a key, never its alias, and the key of an existing repository cannot be changed.',
    hint: 'To have the key compared, declare its ARN.',
  }
}

function write(difference: Difference<RepositorySpec>): readonly Operation[] {
  const { name, action } = difference
  switch (action) {
    case 'create':
      return [createOf(name, difference.after)]
    case 'update':
      return updatesOf(name, difference.before, difference.after)
    case 'replace':
      return [deleteOf(name, difference.before), createOf(name, difference.after)]
    case 'delete':
      return [deleteOf(name, difference.before)]
  }
}

const createOf = (repositoryName: string, spec: RepositorySpec): Operation => ({
  action: 'CreateRepository',
  input: {
    repositoryName,
    ...mutabilityOf(spec),
    imageScanningConfiguration: spec.imageScanningConfiguration,
    encryptionConfiguration: spec.encryptionConfiguration as { encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE' },
    ...(Object.keys(spec.tags ?? {}).length > 0 && { tags: tagsOf(Object.entries(spec.tags ?? {})) }),
  },
})

/** `force` only where images were counted and allowed to go; without it ECR itself guards. */
const deleteOf = (repositoryName: string, { imageCount = 0 }: RepositorySpec): Operation => ({
  action: 'DeleteRepository',
  input: { repositoryName, ...(imageCount > 0 && { force: true }) },
})

const mutabilityOf = ({
  imageTagMutability = 'MUTABLE',
  imageTagMutabilityExclusionFilters: filters,
}: RepositorySpec) => ({
  imageTagMutability,
  ...(filters && {
    imageTagMutabilityExclusionFilters: filters.map(filter => ({ filterType: 'WILDCARD' as const, filter })),
  }),
})

const tagsOf = (entries: readonly (readonly [string, string])[]): Tag[] =>
  [...entries].sort(([a], [b]) => byText(a, b)).map(([Key, Value]) => ({ Key, Value }))

/** Untag first, then tag: a full repository stays within its fifty. */
function updatesOf(repositoryName: string, before: RepositorySpec, after: RepositorySpec): readonly Operation[] {
  const differs = (field: keyof RepositorySpec) => canonicalJson(before[field]) !== canonicalJson(after[field])
  const isMutabilityChanged = differs('imageTagMutability') || differs('imageTagMutabilityExclusionFilters')
  return [
    ...tagOperations(before, after),
    ...(isMutabilityChanged
      ? [{ action: 'PutImageTagMutability', input: { repositoryName, ...mutabilityOf(after) } } as const]
      : []),
    ...(differs('imageScanningConfiguration')
      ? [
          {
            action: 'PutImageScanningConfiguration',
            input: { repositoryName, imageScanningConfiguration: after.imageScanningConfiguration },
          } as const,
        ]
      : []),
  ]
}

function tagOperations(before: RepositorySpec, after: RepositorySpec): readonly Operation[] {
  const { gone, set } = tagChanges(before.tags, after.tags)
  const resourceArn = before.repositoryArn
  return [
    ...(gone.length > 0 ? [{ action: 'UntagResource', input: { resourceArn, tagKeys: gone } } as const] : []),
    ...(set.length > 0 ? [{ action: 'TagResource', input: { resourceArn, tags: tagsOf(set) } } as const] : []),
  ]
}
