/** What `--json` prints of commands that write manifests, as published in schemas/: closed, like the others. */
type Schema = Readonly<Record<string, unknown>>

const text = (description: string): Schema => ({ description, type: 'string' })

const closed = (description: string, properties: Readonly<Record<string, Schema>>): Schema => ({
  description,
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
})

const document = (title: string, schema: Schema): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title,
  ...schema,
})

export const fmtSchema = document(
  'ecrsync fmt --json',
  closed('The layout of the files of a manifest.', {
    check: { description: 'With `--check`: nothing was written.', type: 'boolean' },
    files: {
      description: 'The manifest, and the files that it includes.',
      type: 'array',
      items: closed('One file.', {
        file: text('The file, relative to where the command ran.'),
        changed: {
          description: 'It had another layout: it was written, or with `--check` would be.',
          type: 'boolean',
        },
      }),
    },
  }),
)

export const initSchema = document(
  'ecrsync init --json',
  closed('A manifest to begin with.', {
    name: text('The name of the manifest.'),
    target: closed('Its one target.', {
      name: text('What it is called.'),
      account: text('Its account.'),
      region: text('Its region.'),
    }),
    files: {
      description:
        'What was written, relative to where the command ran: new files, and a `.gitignore` that has a line more.',
      type: 'array',
      items: text('A file.'),
    },
  }),
)
