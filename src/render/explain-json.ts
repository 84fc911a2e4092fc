import type { ExplainedField, ExplainedStep, Explanation, Source } from '../model.ts'
import type { ExplainDocument } from './explain-text.ts'
import { closed, document, flag, list, open, place, type Schema, text } from './output-schemas.ts'

/** As published in schemas/explain.schema.json. */
export const explainJson = ({ manifest, explanations, unread }: ExplainDocument, ecrsync: string) => ({
  formatVersion: 1,
  ecrsync,
  manifest: { name: manifest },
  explanations: explanations.map(explanationJson),
  unread,
})

const explanationJson = ({ target, account, region, repository, standing, source, exists, fields }: Explanation) => ({
  target,
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
  ...(repository !== undefined && { repository }),
  standing,
  ...(source !== undefined && { source: placeJson(source) }),
  ...(exists !== undefined && { exists }),
  fields: fields.map(fieldJson),
})

const fieldJson = ({ field, value, chain, live }: ExplainedField) => ({
  field,
  ...(value !== undefined && { value }),
  chain: chain.map(stepJson),
  ...(live !== undefined && { live }),
})

const stepJson = ({ source, value, ...step }: ExplainedStep) => ({
  source: placeJson(source),
  ...step,
  ...(value !== undefined && { value }),
})

const placeJson = ({ file, line, column }: Source) => ({ file, line, column })

const step = closed(
  'One place.',
  {
    source: place('Where it stands.'),
    section: text('The key of the root of the file that it stands below, e.g. `defaults`.'),
    match: list('Of a layer: the globs that it is for.', text('A glob.')),
    named: text('Of a document that is used by name: the name.'),
    readsFile: text('The file that this place names.'),
    variable: text('The variable of `vars` that is said here and filled in elsewhere.'),
    value: open('What is written there.'),
  },
  ['match', 'named', 'readsFile', 'variable', 'value'],
)

const live = closed(
  'With `--live`: what is there; left out of what ECR does not have.',
  {
    value: open('In the form of a manifest; null for nothing, and for what no manifest can say.'),
    differs: flag('A plan would change it.'),
    unsaid: text('Why no manifest can say it.'),
    unread: text('Why it could not be read: then it is all that is said.'),
  },
  ['value', 'differs', 'unsaid', 'unread'],
)

const field: Schema = closed(
  'One setting.',
  {
    field: text('Its path, e.g. `imageTagMutability`, or `tags.team`.'),
    value: open(
      'In the form of a manifest; null where it must not exist. Left out: nothing is said, and it stays as it is.',
    ),
    chain: list(
      'Every place that it came through: layers, of which the last counts, then what these name, then variables that are filled in.',
      step,
    ),
    live,
  },
  ['value', 'live'],
)

export const explainSchema = document(
  'ecrsync explain --json',
  closed('What a manifest says of a repository or of the registry, and where.', {
    formatVersion: { description: 'The version of this format.', const: 1 },
    ecrsync: text('The version of ecrsync that wrote it.'),
    manifest: closed('The manifest.', { name: text('Its name.') }),
    explanations: list(
      'One for each chosen target; for a repository that is called `registry`, two.',
      closed(
        'What is said there.',
        {
          target: text('The target: `default` where the manifest has none.'),
          account: text('Its account; left out where that is not known.'),
          region: text('Its region; left out where that is not known.'),
          repository: text('The repository; left out of the registry.'),
          standing: text('What the manifest makes of it.', {
            enum: ['declared', 'discovered', 'removed', 'released', 'registry', 'silent'],
          }),
          source: place('Where it is named.'),
          exists: flag('With `--live`: the repository is there.'),
          fields: list('Its settings.', field),
        },
        ['account', 'region', 'repository', 'source', 'exists'],
      ),
    ),
    unread: list(
      'With `--live`: targets of which nothing could be read.',
      closed('One target.', {
        target: text('Its name.'),
        code: text('The code of the failure.'),
        message: text('What is wrong.'),
      }),
    ),
  }),
)
