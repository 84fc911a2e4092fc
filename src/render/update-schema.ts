import {
  closed,
  document,
  list,
  located,
  type Schema,
  source,
  stats,
  target,
  text,
  unreadThing,
} from './output-schemas.ts'

const ofTarget = text('The target that it is in.')

const changes = (description: string): Schema =>
  list(
    description,
    closed(
      'One thing.',
      {
        target: ofTarget,
        address: text('What it is, e.g. `lifecyclePolicy["payments/api"]`.'),
        action: text('What a plan would do to it.', { enum: ['create', 'update', 'replace', 'delete'] }),
        paths: list('Where it differs; empty for all of it.', text('A path, e.g. `tags["team"]`.')),
        source,
      },
      ['source'],
    ),
  )

export const updateSchema = document(
  'ecrsync import --update --json',
  closed(
    'A manifest that has taken on what is there.',
    {
      formatVersion: { description: 'The version of this format.', const: 1 },
      ecrsync: text('The version of ecrsync that wrote it.'),
      manifest: closed('The manifest that it is about.', { name: text('Its name.') }),
      stats,
      targets: list('The registries that were read.', located('One account and region.', target)),
      files: list('Those that were written.', text('A file, relative to where the command ran.')),
      added: list(
        'Repositories that the manifest has not named before.',
        closed('One repository.', {
          name: text('Its name.'),
          targets: list('The targets that it is in.', text('The name of a target.')),
        }),
      ),
      set: list(
        'Settings that it has not said before, of repositories that it names, and of the registry.',
        text('As `team/api: lifecyclePolicy`, or `registry: scanningConfiguration`.'),
      ),
      taken: changes('Where it was otherwise than what is there, and is not any more: with `--take-live`.'),
      differing: changes('Where it is otherwise than what is there.'),
      leftOut: list(
        'What is there, and does not come into the manifest.',
        closed(
          'A repository, or a key of one or of the registry.',
          { target: ofTarget, name: text('Its name.'), reason: text('Why it is left out.') },
          ['target'],
        ),
      ),
      unread: list('What could not be read, and stays as it is.', unreadThing({ target: ofTarget })),
    },
    ['stats'],
  ),
)
