import { byText, grouped } from '../../collate.ts'
import type { Difference } from '../../model.ts'
import type { Phrase, Words } from '../kind.ts'
import { beyond, setText } from '../rules/aligned.ts'
import { placeOfRule, rulesIn } from '../rules/list.ts'
import { filtersText, keptLine, type RuleWords, ruleLines } from '../rules/words.ts'
import type { Destination, ReplicationRule, ReplicationSpec, ReplicationWant } from './spec.ts'

export function describeReplication(
  { before, after }: Difference<ReplicationSpec>,
  want: ReplicationWant | null,
  words: Words,
): readonly Phrase[] {
  const ruleWords = wordsFor(want, words)
  const lines = ruleLines(before?.rules ?? [], after?.rules ?? [], ruleWords)
  if (after === null) return [{ text: 'replication stops: what was copied stays' }, ...lines]
  const starts = before === null ? [{ text: 'images that are pushed from now on are copied' }] : []
  return [...starts, ...lines, ...keptLine('rule', keptOf(before, want).map(ruleWords.text))]
}

/** What is there and stays, and is not ours. */
function keptOf(before: ReplicationSpec | null, want: ReplicationWant | null): readonly ReplicationRule[] {
  const { keepsLive, ours, absent } = rulesIn(want?.rules ?? [])
  return keepsLive && before !== null ? beyond(before.rules, [...ours, ...absent]) : []
}

const wordsFor = (want: ReplicationWant | null, words: Words): RuleWords<ReplicationRule> => ({
  what: ({ destinations }) => `to ${destinationsText(destinations, words)}`,
  filters: ({ repositoryFilters }) => repositoryFilters,
  text: ({ destinations, repositoryFilters }) =>
    `${filtersText(repositoryFilters)} to ${destinationsText(destinations, words)}`,
  places: rule => placeOfRule('replicationConfiguration', want?.rules ?? [], other => setText(other) === setText(rule)),
})

/** `eu-west-1, us-east-1 of ci (444455556666)` */
function destinationsText(destinations: readonly Destination[], words: Words): string {
  const byAccount = [...grouped(destinations, ({ registryId }) => registryId)]
  const texts = byAccount.map(
    ([account, those]) =>
      `${those
        .map(({ region }) => region)
        .sort(byText)
        .join(', ')} of ${words.account(account)}`,
  )
  return texts.sort(byText).join(' and ') || 'nowhere'
}
