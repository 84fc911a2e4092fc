import type { Declared } from '../../src/model.ts'

type Fields = Readonly<Record<string, unknown>>

/** What somebody who knows the manifest, and nothing of how it is applied, may not find changed of a setting of the registry. */
export function leftAlone(declared: Declared | undefined, held: unknown, there: unknown): unknown {
  if (declared === undefined) return held
  const { kind, want } = declared as { readonly kind: string; readonly want: Fields | null }
  return KINDS[kind]?.(want, held as Fields & string, there as Fields)
}

/** Of what is held now, by what was there before anything was applied. */
type LeftAlone = (want: Fields | null, held: Fields & string, there: Fields) => unknown

const KINDS: Readonly<Record<string, LeftAlone>> = {
  registryPolicy: (want, held) => (want?.sharing === undefined ? undefined : foreignStatements(want, held)),
  replicationConfiguration: (want, held) => foreignRules(want, held),
  scanningConfiguration: (want, held) => [
    // BASIC without rules is as if it were not there.
    want !== null && want.scanType === undefined ? (held?.scanType ?? 'BASIC') : undefined,
    foreignFilters(want, held),
  ],
  pullThroughCacheRule: (want, held, there) =>
    // Of another upstream there is nothing to be kept.
    want && there && want.upstreamRegistryUrl === there.upstreamRegistryUrl ? without(held, want) : undefined,
  repositoryCreationTemplate: (want, held) =>
    want && held && { ...without(held, want), tags: without(tagsOf(held), (want.resourceTags ?? {}) as Fields) },
}

/** What is deleted and created again has another beginning. */
const without = (held: Fields, want: Fields | null): Fields =>
  Object.fromEntries(
    Object.entries(held ?? {}).filter(([key]) => key !== 'createdAt' && !Object.hasOwn(want ?? {}, key)),
  )

const tagsOf = ({ resourceTags = [] }: Fields): Fields =>
  Object.fromEntries((resourceTags as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]))

function foreignStatements(want: Fields, text: string | undefined): unknown {
  const { document, sharing } = want as {
    readonly document: { readonly Statement: readonly { readonly Sid?: string }[] }
    readonly sharing: { readonly absent: readonly string[] }
  }
  const ours = [...sharing.absent, ...document.Statement.flatMap(({ Sid }) => Sid ?? [])]
  const { Statement = [] } = JSON.parse(text ?? '{}') as { readonly Statement?: readonly { readonly Sid?: string }[] }
  return Statement.filter(({ Sid }) => !Sid || !ours.includes(Sid))
    .filter(
      // What has no Sid may be one of ours that was added.
      one => one.Sid || !document.Statement.some(({ Sid }) => !Sid),
    )
    .map(meaning)
}

/** IAM takes a text for a list of one, and lists for sets. */
const meaning = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 1 ? meaning(value[0]) : value.map(meaning).sort()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, meaning(one)]))
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

type Rule = { readonly scanFrequency?: string; readonly repositoryFilters?: readonly unknown[] }
const rulesOf = (value: Fields | null): readonly (Rule | 'live')[] =>
  ((value?.rules ?? []) as readonly (Rule | 'live' | { readonly absent: Rule })[]).map(rule =>
    typeof rule === 'object' && 'absent' in rule ? rule.absent : rule,
  )

const plainRule = (rule: Rule): Rule => ({
  ...rule,
  ...(rule.repositoryFilters && {
    repositoryFilters: rule.repositoryFilters.map(one => (typeof one === 'string' ? one : (one as Fields).filter)),
  }),
})

function foreignRules(want: Fields | null, held: Fields): unknown {
  const items = rulesOf(want)
  if (!items.includes('live')) return undefined
  return rulesOf(held).filter(
    rule => !items.some(one => one !== 'live' && same(plainRule(one), plainRule(rule as Rule))),
  )
}

function foreignFilters(want: Fields | null, held: Fields): unknown {
  const items = rulesOf(want)
  if (!items.includes('live')) return undefined
  const apart = (rules: readonly (Rule | 'live')[]): readonly string[] =>
    rules.flatMap(rule =>
      rule === 'live'
        ? []
        : (plainRule(rule).repositoryFilters ?? []).map(filter => `${rule.scanFrequency} ${String(filter)}`),
    )
  const ours = apart(items)
  return apart(rulesOf(held))
    .filter(one => !ours.includes(one))
    .sort()
}
