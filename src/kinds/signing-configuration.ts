import { absentOn } from '../aws/failures.ts'
import type { Difference, Fields } from '../model.ts'
import type { Kind, Phrase } from './kind.ts'
import { documentWrites } from './permissions.ts'
import { aligned, asTexts, beyond, setText, unique } from './rules/aligned.ts'
import { canonicalFilters, typedRule } from './rules/filters.ts'
import { placeOfRule } from './rules/list.ts'
import { filtersText, type RuleWords, ruleLines } from './rules/words.ts'
import { checkSigning } from './signing/check.ts'
import { foreignSigning } from './signing/foreign.ts'
import { signingManifest } from './signing/schema.ts'
import { SIGNING_FILTER, type SigningRule, type SigningSpec, type SigningWant } from './signing/spec.ts'
import { weakenedSigning } from './signing/weakening.ts'
import { onlyOne, wishForOne } from './singleton.ts'

export const signingConfiguration: Kind<SigningWant, SigningSpec> = {
  key: 'signingConfiguration',
  scope: 'registry',
  needs: [],
  already: { DeleteSigningConfiguration: 'SigningConfigurationNotFoundException' },
  uses: {
    reads: ['GetSigningConfiguration'],
    writes: ['PutSigningConfiguration', 'DeleteSigningConfiguration'],
  },
  permits: (want, about) => ({
    reads: ['GetSigningConfiguration'],
    writes: documentWrites(
      {
        isWished: (want?.rules ?? []).length > 0,
        put: ['PutSigningConfiguration'],
        remove: 'DeleteSigningConfiguration',
      },
      about,
    ),
  }),
  manifest: signingManifest,
  examples: [
    { signingConfiguration: null },
    {
      signingConfiguration: {
        rules: [
          {
            signingProfileArn: 'arn:aws:signer:us-east-1:111122223333:/signing-profiles/release',
            repositoryFilters: ['prod/*', { filter: 'stable/*', filterType: 'WILDCARD_MATCH' }],
          },
          { signingProfileArn: 'arn:aws:signer:us-east-1:111122223333:/signing-profiles/everything' },
        ],
      },
    },
  ],
  foreign: foreignSigning,
  want: ({ signingConfiguration }) => wishForOne(signingConfiguration, wish),
  check: checkSigning,
  read: async ecr => {
    const answer = await absentOn('SigningConfigurationNotFoundException', ecr.call('GetSigningConfiguration', {}))
    const { rules = [], ...more } = answer?.signingConfiguration ?? {}
    return onlyOne(rules.length === 0 ? undefined : { ...more, rules: rules.map(canonicalRule) })
  },
  merge,
  canonical: spec => ({ ...spec, rules: unique(spec.rules.map(canonicalRule)) }),
  backTo: (_name, { to }) => to && { rules: to.rules },
  replaces: ({ rules }, want) => {
    const taken = beyond(rules, want?.rules ?? [])
    return taken.length === 0 ? null : { rules: asTexts(taken) }
  },
  write: ({ after }) => [
    after === null
      ? { action: 'DeleteSigningConfiguration', input: {} }
      : { action: 'PutSigningConfiguration', input: { signingConfiguration: { rules: after.rules.map(typed) } } },
  ],
  states: (_name, { rules }) => ({ signingConfiguration: { rules } }),
  weakens: weakenedSigning,
  describe,
}

const wish = ({ rules }: Fields): SigningWant => ({
  rules: unique((rules as readonly object[]).map(canonicalRule)),
})

const canonicalRule = (rule: object): SigningRule => canonicalFilters(rule as SigningRule, SIGNING_FILTER)

const typed = (rule: SigningRule) => typedRule(rule, SIGNING_FILTER)

/** What signs nothing is as if nothing had ever been said. */
function merge(before: SigningSpec | null, want: SigningWant | null): SigningSpec | null {
  if (want === null) return null
  if (want.rules === undefined) return before
  const rules = aligned(before?.rules ?? [], want.rules)
  return rules.length === 0 ? null : { ...before, rules }
}

function describe({ before, after }: Difference<SigningSpec>, want: SigningWant | null): readonly Phrase[] {
  const lines = ruleLines(before?.rules ?? [], after?.rules ?? [], wordsFor(want))
  if (after === null) return [{ text: 'nothing is signed any more: signatures that are there stay' }, ...lines]
  return [...(before === null ? [{ text: 'images that are pushed from now on are signed' }] : []), ...lines]
}

const wordsFor = (want: SigningWant | null): RuleWords<SigningRule> => ({
  what: ({ signingProfileArn }) => `by ${signingProfileArn}`,
  filters: ({ repositoryFilters }) => repositoryFilters,
  text: ({ signingProfileArn, repositoryFilters }) => `${filtersText(repositoryFilters)} by ${signingProfileArn}`,
  places: rule => placeOfRule('signingConfiguration', want?.rules ?? [], other => setText(other) === setText(rule)),
})
