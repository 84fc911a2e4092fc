import type { Inventory } from '../../model.ts'
import { closed, count, document, list, type Schema, text } from '../output-schemas.ts'

/** As published in schemas/inventory.schema.json. */
export const inventoryJson = (
  { manifest, targets, rate, repositories, totals, unread }: Inventory,
  ecrsync: string,
) => ({
  formatVersion: 1,
  ecrsync,
  ...(manifest !== undefined && { manifest: { name: manifest } }),
  targets: targets.map(({ name, account, region }) => ({ name, account, region })),
  rate,
  repositories,
  totals,
  unread,
})

const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema.type, 'null'] })
const amount = (description: string): Schema => orNull(count(`${description} Null: its images could not be read.`))
const usd = (description: string): Schema => ({ description, type: 'number', minimum: 0 })
const flagOrNull = (description: string): Schema => ({ description, type: ['boolean', 'null'] })

const repository = closed('One repository; null is what could not be read, unless it says otherwise.', {
  target: text('The target: `default` where the manifest has none.'),
  repository: text('Its name.'),
  status: orNull(
    text(
      'The manifest names it, also under `removed`, an entry of `discovered` is for it, the manifest owns it by its tag and does not name it, or none of these. Null: one of the last two, and its tags could not be read.',
      { enum: ['managed', 'discovered', 'orphan', 'unmanaged', null] },
    ),
  ),
  protected: flagOrNull('It has the tag `ecrsync:protect`. Null: its tags could not be read.'),
  owner: orNull(
    text('The manifest that owns it, by the tag `ecrsync:manifest`. Null: none does, or its tags could not be read.'),
  ),
  images: amount('Images, with and without a tag, archived ones as well.'),
  bytes: amount('Their bytes as ECR counts them: layers that several share count for each.'),
  untagged: amount('Images without a tag.'),
  lastPush: orNull(text('When an image was pushed last. Null: never, where `images` is a number.')),
  lastPull: orNull(text('When an image was pulled last, as ECR recorded it. Null: never, where `images` is a number.')),
  lifecyclePolicy: flagOrNull('It has a lifecycle policy.'),
  repositoryPolicy: flagOrNull('It has a repository policy.'),
  monthlyCost: orNull(usd('USD a month for its bytes, at the rate.')),
})

const sums = {
  repositories: count('Repositories.'),
  images: count('Their images.'),
  bytes: count('Their bytes.'),
  untagged: count('Their images without a tag.'),
  monthlyCost: usd('USD a month for these bytes.'),
  unread: count('Repositories of which the images could not be read, and are not among these.'),
}

export const inventorySchema = document(
  'ecrsync inventory --json',
  closed(
    'Every repository of the targets.',
    {
      formatVersion: { description: 'The version of this format.', const: 1 },
      ecrsync: text('The version of ecrsync that wrote it.'),
      manifest: closed('The manifest; left out where there is none.', { name: text('Its name.') }),
      targets: list(
        'The registries that were read.',
        closed('One of them.', {
          name: text('The target.'),
          account: text('Its account; empty where that could not be read.'),
          region: text('Its region.'),
        }),
      ),
      rate: usd('USD for a GB of 2^30 bytes a month.'),
      repositories: list('In the order that was asked for.', repository),
      totals: closed('What they come to.', {
        all: closed('All together.', sums),
        prefixes: list(
          'By the first segment of their names.',
          closed('One of them.', {
            prefix: text('With its `/`; empty for names of one segment.'),
            ...sums,
          }),
        ),
      }),
      unread: list(
        'What could not be read.',
        closed(
          'One thing.',
          {
            target: text('The target.'),
            repository: text('The repository; left out of the whole target.'),
            field: text('What of it; left out of all.', {
              enum: ['images', 'tags', 'lifecyclePolicy', 'repositoryPolicy'],
            }),
            code: text('The code of the failure.'),
            message: text('What is wrong.'),
          },
          ['repository', 'field'],
        ),
      ),
    },
    ['manifest'],
  ),
)
