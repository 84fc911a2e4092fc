import type { Fields } from '../model.ts'
import { asSet, present, sortedByKey } from './canonical.ts'
import { type Context, type Kind, OWNER_TAG } from './kind.ts'
import { checkRepository } from './repository/check.ts'
import { readRepository } from './repository/read.ts'
import { refuse, remark } from './repository/refuse.ts'
import { repositoryManifest } from './repository/schema.ts'
import {
  DEFAULTS,
  type Encryption,
  isAlias,
  type RepositorySpec,
  type RepositoryWant,
  type Tags,
} from './repository/spec.ts'
import { describeRepository, images } from './repository/words.ts'
import { write } from './repository/write.ts'

export const repository: Kind<RepositoryWant, RepositorySpec> = {
  key: 'repository',
  needs: [],
  uses: {
    reads: ['DescribeRepositories', 'DescribeRegistry', 'ListTagsForResource', 'DescribeImages', 'ListImages'],
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
  layering: {
    byKey: ['tags'],
    asNull: {
      detail: 'It would remove tags that others put there.',
      hint: 'Name the keys that must not be there: tags: { KEY: null }',
    },
    together: [['imageTagMutability', 'imageTagMutabilityExclusionFilters']],
  },
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
  tombstone: ({ maxImages = 0, copiedTo, reason }) => ({ removed: present({ maxImages, copiedTo, reason }) }),
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
  const isSame = want.kmsKey === undefined || isAlias(want.kmsKey) || isSameKey(want.kmsKey, before.kmsKey ?? '')
  return isSame ? before : want
}

/** Two ARNs are compared whole: a multi-Region key has one id in all its Regions. */
const isSameKey = (a: string, b: string): boolean =>
  a.startsWith('arn:') && b.startsWith('arn:') ? a === b : keyId(a) === keyId(b)

const keyId = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
