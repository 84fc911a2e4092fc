import { byText } from '../../collate.ts'
import type { Difference } from '../../model.ts'
import { PROTECT_TAG } from '../../names.ts'
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
  const isChanged = (field: string) => difference.paths.some(path => path.startsWith(field))
  return [
    ...FIELDS.filter(isChanged).map(field =>
      fieldLine(field, `${fieldText(field, before)} → ${fieldText(field, after)}`),
    ),
    ...(isChanged('tags') ? tagLines(before.tags, after.tags) : []),
  ]
}

const FIELDS = ['imageTagMutability', 'imageScanningConfiguration', 'encryptionConfiguration'] as const
type Field = (typeof FIELDS)[number]

const fieldLine = (field: Field, text: string): Phrase => ({ label: field, key: field, text, paths: [field] })

function deleteText(before: RepositorySpec | null, want: RepositoryWant | null): string {
  const { copiedTo, prunedBy, reason = prunedBy && `not declared any more, owned by ${prunedBy}` } = want?.removed ?? {}
  const copied = copiedTo === undefined ? '' : `, all of them in ${copiedTo}`
  return `holds ${imagesText(before?.imageCount ?? 0)}${copied}${reason === undefined ? '' : `; ${reason}`}`
}

const createLines = (after: RepositorySpec, want: RepositoryWant | null): readonly Phrase[] => [
  ...FIELDS.filter(field => want?.[field]).map(field => fieldLine(field, fieldText(field, after))),
  ...tagLines({}, after.tags).map(({ sign: _, ...line }) => line),
]

function tagLines(before: Tags = {}, after: Tags = {}): readonly Phrase[] {
  const { gone, set } = tagChanges(before, after)
  return [
    ...gone.map(key => tagLine(key, { sign: '-', text: `${key}=${before[key]}` })),
    ...[...set]
      .sort(([a], [b]) => byText(a, b))
      .map(([key, value]) =>
        tagLine(
          key,
          Object.hasOwn(before, key)
            ? { text: `${key}: ${before[key]} → ${value}` }
            : { sign: '+', text: `${key}=${value}` },
        ),
      ),
  ]
}

function tagLine(key: string, said: Pick<Phrase, 'sign' | 'text'>): Phrase {
  if (key === PROTECT_TAG)
    return { label: 'protect', key: 'protect', text: said.sign === '-' ? 'true → false' : 'true', paths: ['protect'] }
  const path = pathText(['tags', key])
  return { label: 'tag', key: path, ...said, paths: [path] }
}

function fieldText(field: Field, spec: RepositorySpec): string {
  if (field === 'encryptionConfiguration') return encryptionText(spec.encryptionConfiguration)
  if (field === 'imageScanningConfiguration') return `scanOnPush ${spec.imageScanningConfiguration?.scanOnPush}`
  return [spec.imageTagMutability, (spec.imageTagMutabilityExclusionFilters ?? []).join(', ')]
    .filter(Boolean)
    .join('  ')
}

export const encryptionText = (encryption: Encryption | undefined): string =>
  [encryption?.encryptionType, encryption?.kmsKey].filter(Boolean).join(' ')
