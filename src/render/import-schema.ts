import { closed, count, document, list, located, stats, target, text, unreadThing } from './output-schemas.ts'

const ofTarget = text('The target that it is in.')

export const importSchema = document(
  'ecrsync import --json',
  closed(
    'A manifest that was made of what is there, and changes nothing of it.',
    {
      formatVersion: { description: 'The version of this format.', const: 1 },
      ecrsync: text('The version of ecrsync that wrote it.'),
      manifest: closed('The manifest that it is about.', { name: text('Its name.') }),
      stats,
      targets: list('The registries that were read.', located('One account and region.', target)),
      repositories: count('Repositories that the manifest declares, of all targets together.'),
      files: list(
        'The manifest and its fragments.',
        closed('One file.', {
          path: text('Below the folder of the manifest, which is the first.'),
          text: text('All of it.'),
          lines: count('Of its text.'),
        }),
      ),
      leftOut: list(
        'What is there, and does not come into the manifest.',
        closed('A repository, or a key of one or of the registry.', {
          target: ofTarget,
          name: text('Its name; of a key of a repository, behind the name of that.'),
          reason: text('Why it is left out.'),
        }),
      ),
      leftToGlobs: list(
        'Repositories that ECR makes by itself.',
        closed('All that one thing makes.', {
          target: ofTarget,
          match: text('The glob of their names.'),
          reason: text('What makes them.'),
          count: count('How many there are.'),
        }),
      ),
      unread: list('What could not be read, and stays as it is.', unreadThing({ target: ofTarget })),
      source: text('The file of another tool that it was made of. Left out: registries were read.'),
      changes: count('With --verify, what it would change of what is there. Left out: nobody has asked.'),
    },
    ['stats', 'source', 'changes'],
  ),
)
