import type { Permissions, Permitted, WriteStep } from '../permissions.ts'
import type { RepositoryWant } from './spec.ts'

/** Where one is created and tagged, ECR asks for both. Source: Amazon ECR User Guide, "Tagging a private repository". */
const CREATES: readonly WriteStep[] = ['CreateRepository', 'TagResource']

export function permitsRepository(want: RepositoryWant | null, about: Permitted): Permissions {
  const { removed, ...settings } = want ?? {}
  if (removed) return permitsRemoval(removed, about)
  const { encryptionConfiguration, tags, owner } = settings
  const isTagged = Object.values({ ...owner, ...tags }).some(value => value !== null)
  const creates = about.isDiscovered ? [] : CREATES.filter(action => action !== 'TagResource' || isTagged)
  const isUndone = about.isTakenBack && !about.isDiscovered
  return {
    reads: [
      ...(tags || isUndone ? (['ListTagsForResource'] as const) : []),
      ...(isUndone ? (['ListImages'] as const) : []),
    ],
    writes: [...creates, ...settingWrites(settings, about), ...(isUndone ? (['DeleteRepository'] as const) : [])],
    keys: about.isDiscovered ? [] : [encryptionConfiguration?.kmsKey ?? []].flat(),
  }
}

function settingWrites(
  { tags = {}, imageTagMutability, imageScanningConfiguration }: RepositoryWant,
  { isTakenBack }: Permitted,
): readonly WriteStep[] {
  const values = Object.values(tags)
  const isSaid = (isThis: (value: string | null) => boolean) => values.some(value => isTakenBack || isThis(value))
  return [
    ...(isSaid(value => value !== null) ? (['TagResource'] as const) : []),
    ...(isSaid(value => value === null) ? (['UntagResource'] as const) : []),
    ...(imageTagMutability ? (['PutImageTagMutability'] as const) : []),
    ...(imageScanningConfiguration ? (['PutImageScanningConfiguration'] as const) : []),
  ]
}

/** Images go before their repository, and nothing says that one that must be empty has none. */
function permitsRemoval(
  { maxImages, copiedTo }: NonNullable<RepositoryWant['removed']>,
  { isTakenBack }: Permitted,
): Permissions {
  const hasImages = maxImages > 0 || copiedTo !== undefined
  return {
    reads: ['ListTagsForResource', 'ListImages'],
    writes: [
      ...(hasImages ? (['BatchDeleteImage'] as const) : []),
      'DeleteRepository',
      ...(isTakenBack ? CREATES : []),
    ],
    elsewhere: copiedTo === undefined ? [] : [{ repositoryName: copiedTo, reads: ['ListImages'] }],
  }
}
