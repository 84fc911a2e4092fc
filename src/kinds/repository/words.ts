import { byText } from '../../collate.ts'
import type { Difference } from '../../model.ts'
import { imagesText } from '../../words.ts'
import type { Phrase } from '../kind.ts'
import { pathText } from '../path.ts'
import { type Encryption, type RepositorySpec, type RepositoryWant, type Tags, tagChanges } from './spec.ts'

export function describeRepository(
  difference: Difference<RepositorySpec>,
  want: RepositoryWant | null,
): readonly Phrase[] {
  const { before, after } = difference
  if (after === null) return [{ text: deleteText(before, want) }]
  if (before === null) return createLines(after, want)
  const fields = ['imageTagMutability', 'imageScanningConfiguration', 'encryptionConfiguration'] as const
  const isChanged = (field: string) => difference.paths.some(path => path.startsWith(field))
  return [
    ...fields.filter(isChanged).map(field => ({
      label: field,
      text: `${fieldText(field, before)} → ${fieldText(field, after)}`,
      paths: [field],
    })),
    ...(isChanged('tags') ? [tagLine(before.tags, after.tags)] : []),
  ]
}

function deleteText(before: RepositorySpec | null, want: RepositoryWant | null): string {
  const { reason, copiedTo } = want?.removed ?? {}
  const copied = copiedTo === undefined ? '' : `, all of them in ${copiedTo}`
  return `holds ${imagesText(before?.imageCount ?? 0)}${copied}${reason === undefined ? '' : `; ${reason}`}`
}

function createLines(after: RepositorySpec, want: RepositoryWant | null): readonly Phrase[] {
  const fields = (['imageTagMutability', 'imageScanningConfiguration', 'encryptionConfiguration'] as const).filter(
    field => want?.[field],
  )
  const tags = Object.entries(after.tags ?? {}).sort(([a], [b]) => byText(a, b))
  return [
    ...fields.map(field => ({ label: field, text: fieldText(field, after), paths: [field] })),
    ...(tags.length === 0
      ? []
      : [
          {
            label: 'tags',
            text: tags.map(([key, value]) => `${key}=${value}`).join('  '),
            paths: tags.map(([key]) => tagPath(key)),
          },
        ]),
  ]
}

const tagPath = (key: string): string => pathText(['tags', key])

function tagLine(before: Tags = {}, after: Tags = {}): Phrase {
  const { gone, set } = tagChanges(before, after)
  const changed = [...set].sort(([a], [b]) => byText(a, b))
  const texts = [
    ...gone.map(key => `- ${key}=${before[key]}`),
    ...changed.map(([key, value]) =>
      Object.hasOwn(before, key) ? `${key}: ${before[key]} → ${value}` : `+ ${key}=${value}`,
    ),
  ]
  return { label: 'tags', text: texts.join('  '), paths: [...gone, ...changed.map(([key]) => key)].map(tagPath) }
}

function fieldText(
  field: 'imageTagMutability' | 'imageScanningConfiguration' | 'encryptionConfiguration',
  spec: RepositorySpec,
): string {
  if (field === 'encryptionConfiguration') return encryptionText(spec.encryptionConfiguration)
  if (field === 'imageScanningConfiguration') return `scanOnPush ${spec.imageScanningConfiguration?.scanOnPush}`
  return [spec.imageTagMutability, (spec.imageTagMutabilityExclusionFilters ?? []).join(', ')]
    .filter(Boolean)
    .join('  ')
}

export const encryptionText = (encryption: Encryption | undefined): string =>
  [encryption?.encryptionType, encryption?.kmsKey].filter(Boolean).join(' ')
