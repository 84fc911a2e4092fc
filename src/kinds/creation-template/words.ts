import type { Difference, Fact } from '../../model.ts'
import type { Phrase, Words } from '../kind.ts'
import { describeLifecycle } from '../lifecycle/words.ts'
import { accessFacts } from '../policy/openings.ts'
import { grantsText, policyLines } from '../policy/words.ts'
import { ROOT } from '../prefix.ts'
import { encryptionText } from '../repository/words.ts'
import type { TemplateSpec, TemplateWant } from './spec.ts'

const DELETED = 'repositories that ECR creates from then on get nothing of it'
const REPLACED = 'repositories that ECR creates in between get nothing of it'

/** Fields that are said in one text each. */
const FIELDS: readonly (readonly [keyof TemplateSpec, (template: TemplateSpec) => string | undefined])[] = [
  ['appliedFor', ({ appliedFor }) => appliedFor.join(', ')],
  ['description', ({ description }) => description],
  ['imageTagMutability', mutabilityText],
  ['encryptionConfiguration', ({ encryptionConfiguration: one }) => one && encryptionText(one)],
  ['resourceTags', tagsText],
  ['customRoleArn', ({ customRoleArn }) => customRoleArn],
]

function mutabilityText({ imageTagMutability, imageTagMutabilityExclusionFilters: filters = [] }: TemplateSpec) {
  return [imageTagMutability, filters.join(', ')].filter(Boolean).join('  ')
}

function tagsText({ resourceTags = {} }: TemplateSpec): string | undefined {
  const tags = Object.entries(resourceTags).map(([key, value]) => `${key}=${value}`)
  return tags.length === 0 ? undefined : tags.join('  ')
}

export function describeTemplate(
  difference: Difference<TemplateSpec>,
  want: TemplateWant | null,
  words: Words,
): readonly Phrase[] {
  const { action, before, after } = difference
  if (after === null) return [{ text: DELETED }]
  const lines = [
    ...(before === null ? newLines(after, want) : changedLines(difference.paths, before, after)),
    ...labelled('repositoryPolicy', policyPhrases(before, after, want, words)),
    ...labelled('lifecyclePolicy', lifecyclePhrases(difference, want)),
  ]
  return action === 'replace' ? [...lines, { text: `deleted and created again: ${REPLACED}` }] : lines
}

const newLines = (after: TemplateSpec, want: TemplateWant | null): readonly Phrase[] =>
  FIELDS.flatMap(([field, textOf]) => {
    const text = textOf(after)
    const isSaid = want === null || want[field] !== undefined
    return isSaid && text !== undefined ? [{ label: field, text, paths: [field] }] : []
  })

const changedLines = (paths: readonly string[], before: TemplateSpec, after: TemplateSpec): readonly Phrase[] =>
  FIELDS.filter(([field]) => paths.some(path => path.startsWith(field))).map(([field, textOf]) => ({
    label: field,
    text: `${textOf(before) ?? 'none'} → ${textOf(after) ?? 'none'}`,
    paths: [field],
  }))

/** The label stands before the first of several lines. */
const labelled = (field: string, phrases: readonly Phrase[]): readonly Phrase[] =>
  phrases.map(({ paths: _, ...phrase }, index) => (index === 0 ? { ...phrase, label: field, paths: [field] } : phrase))

function policyPhrases(
  before: TemplateSpec | null,
  after: TemplateSpec,
  want: TemplateWant | null,
  words: Words,
): readonly Phrase[] {
  const [was, is] = [before?.repositoryPolicy, after.repositoryPolicy]
  if (JSON.stringify(was) === JSON.stringify(is)) return []
  if (is === undefined) return [NONE]
  const lines = was === undefined ? [{ text: grantsText(is.Statement, words) }] : policyLines(was, is, words)
  return withNames(lines, want?.repositoryPolicy?.named)
}

function lifecyclePhrases(
  { name, before, after, paths }: Difference<TemplateSpec>,
  want: TemplateWant | null,
): readonly Phrase[] {
  const [was = null, is] = [before?.lifecyclePolicy, after?.lifecyclePolicy]
  if (JSON.stringify(was ?? undefined) === JSON.stringify(is)) return []
  if (is === undefined) return [NONE]
  const own = paths.flatMap(path => (path.startsWith(LIFECYCLE) ? [path.slice(LIFECYCLE.length)] : []))
  const lines =
    was === null
      ? describeLifecycle({ name, action: 'create', before: null, after: is, paths: [] }, null)
      : describeLifecycle({ name, action: 'update', before: was, after: is, paths: own }, null)
  return withNames(lines, want?.lifecyclePolicy?.named)
}

const LIFECYCLE = 'lifecyclePolicy.'
const NONE: Phrase = { text: 'none any more' }

const withNames = ([first, ...others]: readonly Phrase[], named: readonly string[] = []): readonly Phrase[] =>
  first === undefined || first.sign !== undefined || named.length === 0
    ? [...(first ? [first] : []), ...others]
    : [{ ...first, text: `${named.join(', ')}: ${first.text}` }, ...others]

export function templateFacts(
  { name, action, before, after }: Difference<TemplateSpec>,
  _want: TemplateWant | null,
  words: Words,
): readonly Fact[] {
  const label = `repositoryCreationTemplate ${name}`
  if (after === null) return [{ word: 'DELETES', text: `${label}: ${DELETED}` }]
  const policies = { before: before?.repositoryPolicy ?? null, after: after.repositoryPolicy ?? null }
  const whose = name === ROOT ? 'repositories that ECR creates' : `repositories that ECR creates below ${name}`
  return [
    ...(action === 'replace' ? [{ word: 'REPLACES', text: `${label}: ${REPLACED}` } as const] : []),
    ...accessFacts(policies, words).map(({ word, text }) => ({ word, text: `${whose}: ${text}` })),
  ]
}
