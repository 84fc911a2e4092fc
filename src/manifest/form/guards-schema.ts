import { fits, inMap } from '../../kinds/for-editors.ts'
import type { GuardName } from '../../model.ts'
import { closed, type Schema, text } from './schema-parts.ts'

/** What is limited, and a number that is worth beginning with. */
interface Described {
  readonly description: string
  readonly of: string
  readonly max: number
  readonly percent: number
}

const OF_MANAGED = 'Of the managed repositories that are there, rounded up, and one at least unless it is 0.'
const OF_ONE = 'Of the images of any one repository.'

const GUARDS: Readonly<Record<GuardName, Described>> = {
  delete: {
    description:
      'Repositories that are deleted, or that lose an image by a written `null`, and settings of the registry that are deleted or made anew. Without it, 10 and 30 %: what it says of one leaves the other as it is.',
    of: 'Repositories and settings of the registry',
    max: 10,
    percent: 30,
  },
  update: {
    description:
      'Repositories that stay and of which anything changes, but their owner alone, and settings of the registry that change.',
    of: 'Repositories and settings of the registry',
    max: 100,
    percent: 20,
  },
  create: {
    description: 'Repositories, and settings of the registry, that are created.',
    of: 'Repositories and settings of the registry',
    max: 50,
    percent: 20,
  },
  exposure: {
    description:
      'Repositories that are there, and policies of the registry, that another account, an organization or everybody is newly let into: what `OPENS` says.',
    of: 'Repositories and settings of the registry',
    max: 0,
    percent: 5,
  },
  weaken: {
    description:
      'Repositories and settings of the registry that are protected less: tags that may move, scanning that stops, signing that stops, protection that is lifted.',
    of: 'Repositories and settings of the registry',
    max: 0,
    percent: 5,
  },
  rollback: {
    description: 'Tags that move to an image that was pushed earlier.',
    of: 'Tags',
    max: 3,
    percent: 5,
  },
  expireImages: {
    description: 'Images that the lifecycle policies that change would expire.',
    of: 'Images',
    max: 100,
    percent: 20,
  },
  archiveImages: {
    description: 'Images that the lifecycle policies that change would archive.',
    of: 'Images',
    max: 1000,
    percent: 50,
  },
}

const OF_IMAGES: ReadonlySet<string> = new Set(['expireImages', 'archiveImages'])

const limitSchema = (name: string, { description, of, max, percent }: Described): Schema => ({
  ...closed(description, {
    max: { description: `${of}, over the plan as a whole.`, type: 'integer', minimum: 0, examples: [max] },
    percent: {
      description: OF_IMAGES.has(name) ? OF_ONE : OF_MANAGED,
      type: 'number',
      minimum: 0,
      maximum: 100,
      examples: [percent],
    },
  }),
  editor: inMap('a limit', 'Whichever is less.', { max: `\${1:${max}}`, percent: `\${2:${percent}}` }),
})

/** Of the root: what a run may do at most. */
export const guards: Schema = closed(
  'Limits on what one plan may do, whichever of `max` and `percent` is less. A plan beyond one of them is shown, and not applied at all, unless the run allows it: `--allow delete=12`.',
  {
    ...Object.fromEntries(Object.entries(GUARDS).map(([name, guard]) => [name, limitSchema(name, guard)])),
    tags: {
      description: 'Globs of tags that matter: checks look at them more closely.',
      type: 'array',
      items: { ...text('A glob over a tag.', 'prod', 'v*'), ...fits(/^[\w.*-]+$/, 'Letters, digits, . _ - and *') },
      examples: [['prod', 'v*']],
    },
  },
)
