import { closed, count, diagnostic, document, list, type Schema, text } from './output-schemas.ts'

const textOrTexts = (description: string): Schema => ({
  description,
  anyOf: [text('One alone.'), list('Several.', text('One of them.'))],
})

const statement = closed(
  'One statement.',
  {
    Sid: text('What it is for, e.g. `Plan`, or `Apply2`.'),
    Effect: { description: 'It allows.', const: 'Allow' },
    Action: list('The actions.', text('One of them.')),
    Resource: textOrTexts('What they are allowed on: one ARN, or several.'),
    Condition: { description: 'Operator, key and values, as IAM takes them. Left out: none.', type: 'object' },
  },
  ['Condition'],
)

export const iamSchema = document(
  'ecrsync iam --json',
  closed('The least policies that a manifest needs.', {
    formatVersion: { description: 'The version of this format.', const: 1 },
    ecrsync: text('The version of ecrsync that wrote it.'),
    mode: text('What the identities do.', { enum: ['plan', 'apply'] }),
    with: list('What else they do.', text('As it is typed after `--with`.')),
    policies: list(
      'One for each identity, or several where one would be too long; then one for whoever assumes the roles of targets.',
      closed(
        'A policy, and whose it is.',
        {
          role: text('The role that it is for: its ARN. Left out: whoever runs ecrsync.'),
          profile: text('The profile that targets name. Left out: none.'),
          account: text('The account of the registries. Left out: the manifest does not say it.'),
          targets: list('The targets that it is for.', text('The name of a target.')),
          part: count('Which of several for the same identity, from 1.'),
          parts: count('How many belong together.'),
          characters: count('As IAM counts them: without white space.'),
          document: closed('The policy, as IAM takes it.', {
            Version: text('The version of the language of policies.'),
            Statement: list('The statements.', statement),
          }),
        },
        ['role', 'profile', 'account'],
      ),
    ),
    diagnostics: list('What whoever attaches them has to know.', diagnostic),
  }),
)
