import type { Fields } from '../model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../names.ts'
import { imagesText, someOf, tagsText } from '../words.ts'
import { asSet, canonicalJson, present, sortedByKey } from './canonical.ts'
import type { Context, Kind, Problem } from './kind.ts'
import type { Shown } from './knowledge.ts'
import { backToRepository } from './repository/back.ts'
import { checkRepository } from './repository/check.ts'
import { mergeEncryption } from './repository/encryption.ts'
import { foreignRepository } from './repository/foreign.ts'
import { judgeRepository, remark } from './repository/judge.ts'
import { permitsRepository } from './repository/permits.ts'
import { readRepository } from './repository/read.ts'
import { repositoryManifest } from './repository/schema.ts'
import { DEFAULTS, laid, type RepositorySpec, type RepositoryWant } from './repository/spec.ts'
import { statedRepository } from './repository/stated.ts'
import { weakenedIn } from './repository/weakening.ts'
import { describeRepository } from './repository/words.ts'
import { write } from './repository/write.ts'

export const repository: Kind<RepositoryWant, RepositorySpec> = {
  key: 'repository',
  scope: 'repository',
  needs: [],
  uses: {
    reads: ['DescribeRepositories', 'DescribeRegistry', 'ListTagsForResource', 'ListImages'],
    writes: [
      'CreateRepository',
      'BatchDeleteImage',
      'DeleteRepository',
      'TagResource',
      'UntagResource',
      'PutImageTagMutability',
      'PutImageScanningConfiguration',
    ],
  },
  permits: permitsRepository,
  whole: { tags: {} },
  already: { DeleteRepository: 'RepositoryNotFoundException' },
  immutable: () => ['encryptionConfiguration'],
  facts: ['repositoryArn', 'imageCount', 'images', 'notCopied', 'held'],
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
    { protect: true },
    { tags: { team: 'payments' }, protect: false },
    {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['prod', { filterType: 'WILDCARD', filter: 'dev-*' }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' },
    },
  ],
  foreign: foreignRepository,
  want: (declared, context) => new Map([[context.repositoryName ?? '', wish(declared, context)]]),
  check: checkRepository,
  takes: (repositoryName, want) => (want?.removed === undefined ? undefined : { repositoryName }),
  tombstone: ({ maxImages = 0, copiedTo, reason, prunedBy }) => ({
    removed: present({ maxImages, copiedTo, reason, prunedBy }),
  }),
  read: readRepository,
  merge,
  canonical: spec =>
    present({
      ...spec,
      tags: spec.tags && sortedByKey(spec.tags),
      imageTagMutabilityExclusionFilters:
        spec.imageTagMutabilityExclusionFilters &&
        (asSet(spec.imageTagMutabilityExclusionFilters) as readonly string[]),
    }),
  judge: judgeRepository,
  backTo: (_name, { to, from, live = null }) => backToRepository(to, from, live),
  lost,
  isShown: isWithin,
  remark,
  write,
  weakens: weakenedIn,
  states: (_name, spec) => statedRepository(spec),
  describe: describeRepository,
  attention: ({ action, before }) => (action === 'delete' ? [{ word: 'DELETES', text: lostText(before) }] : []),
}

function lostText({ imageCount = 0, images = [] }: RepositorySpec): string {
  const tags = images.flatMap(({ imageTag }) => imageTag ?? [])
  if (imageCount === 0) return 'the repository, which is empty'
  return `the repository and its ${imagesText(imageCount)}${tags.length === 0 ? '' : `: ${tagsText(tags)}`}`
}

/** As many digests are named; the receipt has all. */
const SHOWN = 5

function lost(
  name: string,
  { images = [], imageCount = 0 }: RepositorySpec,
  want: RepositoryWant | null,
): readonly Problem[] {
  if (imageCount === 0) return []
  const from = want?.removed?.copiedTo ?? 'SOURCE'
  const named = images.map(({ imageDigest, imageTag }) =>
    imageTag === undefined ? imageDigest : `${imageTag} (${imageDigest})`,
  )
  return [
    {
      path: [],
      code: 'NOT_BROUGHT_BACK',
      summary: `${name} had ${imagesText(imageCount)}, which cannot be brought back`,
      detail: `ECR has no undelete: ${someOf(named, SHOWN)}. When they were pushed and pulled is gone as well.`,
      hint: `Push them again, or let them come from a replica, or from wherever they were copied to, once the repository is there: ecrsync copy ${from} ${name}`,
    },
  ]
}

/** Of a repository that goes, the images that go with it. */
function isWithin(planned: Shown<RepositorySpec>, now: Shown<RepositorySpec>): boolean {
  const shown = new Set(planned.before?.images?.map(canonicalJson))
  return (now.before?.images ?? []).every(image => shown.has(canonicalJson(image)))
}

function wish(declared: Fields, { owner }: Context): RepositoryWant {
  const {
    imageTagMutabilityExclusionFilters: filters,
    protect,
    ...fields
  } = declared as Fields & {
    imageTagMutabilityExclusionFilters?: readonly (string | { filter: string })[]
    protect?: boolean
    tags?: Readonly<Record<string, string | null>>
  }
  return {
    ...fields,
    ...(protect !== undefined && { tags: { ...fields.tags, [PROTECT_TAG]: protect ? 'true' : null } }),
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
