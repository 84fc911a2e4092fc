import { fits, inMap, keysFit, type Snippet } from '../../kinds/for-editors.ts'
import { ACCOUNT, REPOSITORY } from '../../names.ts'
import { checks, waive } from './checks-schema.ts'
import { DISCOVERED_FACETS, NAMED_FACETS, REGISTRY_KINDS } from './facets.ts'
import { guards } from './guards-schema.ts'
import { byName, closed, type Schema, text } from './schema-parts.ts'
import { facets, registry } from './settings-schema.ts'
import { selectors, targets } from './target-schema.ts'
import { openToVariables } from './variable-schema.ts'

const pick = (schemas: Readonly<Record<string, Schema>>, keys: readonly string[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(schemas).filter(([key]) => keys.includes(key)))

const unmanaged: Schema = {
  description:
    'Hands off: what earlier layers said of these is taken back. Settings by name, single tags as `tags.KEY`.',
  type: 'array',
  items: text('A setting, or one tag.', 'lifecyclePolicy', 'tags.managed-by'),
}

const vars: Schema = {
  ...byName(
    'Texts for `${{ vars.NAME }}` in settings and named policies, merged by key over all layers, so that one policy serves many repositories. Other variables, but no `vars`, are filled in in them. They are no settings: `unmanaged` does not take them.',
    { description: 'A text.', type: 'string', maxLength: 2048, examples: ['payments-worker'] },
  ),
  examples: [{ function: 'payments-worker' }],
}

const match: Schema = {
  description: 'Globs over the whole name: `*` within a segment, `**` over segments, `!` for exceptions. Quote them.',
  type: ['string', 'array'],
  items: text('A glob.', 'payments/**', '!payments/legacy/*'),
  examples: ['**', 'payments/**'],
}

const LAYER: Snippet = {
  label: 'a layer',
  description: 'Settings for every repository whose name matches.',
  body: { match: '"${1:**}"', imageTagMutability: '${2:IMMUTABLE}' },
}

const TOMBSTONE: Snippet = {
  label: 'a tombstone',
  description: 'A repository that must not exist, and may be deleted while it holds no image.',
  body: { name: '${1:team/old}', maxImages: '${2:0}', reason: '"${3:replaced by team/app}"' },
}

const layer: Schema = {
  ...closed(
    'Settings for every repository whose name matches, laid over the layers before it.',
    { match, targets: selectors, ...facets, vars, unmanaged, waive },
    ['match'],
  ),
  editor: { title: 'layer', snippets: [LAYER] },
}

const discovered: Schema = {
  description:
    'Layers of settings, in order, for repositories that exist and that nobody declares: made by pull-through caches, replication or create-on-push. `defaults` are not for them. They are never created and never deleted, and their images are left alone.',
  type: 'array',
  items: {
    ...closed(
      'Settings for every repository that exists, is not declared and has a name that matches, laid over the entries before it.',
      { match, targets: selectors, ...pick(facets, DISCOVERED_FACETS), vars, unmanaged, waive },
      ['match'],
    ),
    editor: { title: 'layer', snippets: [LAYER] },
  },
}

/** Of one repository. */
export const repository: Schema = {
  ...closed('A repository; what is left out here and in the layers is not managed.', {
    targets: selectors,
    ...facets,
    vars,
    unmanaged,
    waive,
  }),
  editor: { title: 'repository' },
}

const A_NAME = 'The name of a repository has 2 to 256 lower-case letters and digits, separated by . _ - or /'
const repositoryName = fits(REPOSITORY, A_NAME)

const tombstone: Schema = {
  ...closed(
    'A repository that must not exist. The only ordinary way to delete one: ECR has no undelete.',
    {
      name: {
        ...text(
          'The name of the repository. Variables are filled in, as in the keys of `repositories`.',
          'payments/old',
        ),
        ...repositoryName,
      },
      maxImages: {
        description: 'Delete it only if it holds no more images than this.',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
      copiedTo: {
        ...text(
          'Delete it only if every digest and every tag of it is in this repository at that moment; it then needs no `maxImages`. See `ecrsync copy`.',
          'legacy/app-kms',
        ),
        editor: { ...repositoryName.editor, offered: [] },
      },
      reason: text('Why, for whoever reads the plan.'),
      targets: selectors,
    },
    ['name'],
  ),
  editor: { title: 'tombstone', snippets: [TOMBSTONE] },
}

const ADOPTION: Snippet = {
  label: 'repositories of another manifest',
  description: 'Repositories that another manifest owns, or this one under the name that it had, become its own.',
  body: { match: '"${1:team/**}"', from: '${2:its-name}' },
}

const RELEASE: Snippet = {
  label: 'a release',
  description: 'A repository that the manifest does not own any more, and that stays.',
  body: { name: '${1:team/app}', reason: '"${2:managed by Terraform}"' },
}

const owned: Readonly<Record<string, Schema>> = {
  adopt: {
    description:
      "Repositories that are there and that become the manifest's own, by the tag `ecrsync:manifest`: globs over their names. Only those that it declares or that `discovered` matches. See [Ownership](../docs/ownership.md).",
    type: 'array',
    items: {
      description: 'A glob, or globs with the manifest that owns them now.',
      anyOf: [
        text('A glob, `!` for exceptions: repositories that no manifest owns. Quote it.', 'payments/**', '**'),
        {
          ...closed(
            'Globs with what they are about.',
            {
              match,
              from: text(
                'The name of the manifest that owns them: they are taken from it. Left out: those that no manifest owns.',
                'billing',
              ),
              targets: selectors,
            },
            ['match'],
          ),
          editor: { title: 'adoption', snippets: [ADOPTION] },
        },
      ],
    },
    examples: [['payments/**'], [{ match: '**', from: 'the-old-name' }]],
  },
  released: {
    description:
      'Repositories that the manifest does not own any more: the tag `ecrsync:manifest` is taken off, and they stay. They may stay declared.',
    type: 'array',
    items: {
      ...closed(
        'A repository that is let go.',
        {
          name: {
            ...text(
              'The name of the repository. Variables are filled in, as in the keys of `repositories`.',
              'payments/api',
            ),
            ...repositoryName,
          },
          reason: text('Why, for whoever reads the plan.', 'managed by Terraform'),
          targets: selectors,
        },
        ['name', 'reason'],
      ),
      editor: { title: 'release', snippets: [RELEASE] },
    },
  },
}

const PRUNE: Snippet = {
  label: 'pruning',
  description: 'Empty repositories that the manifest owns, and does not declare any more, are deleted.',
  body: { match: '"${1:team/**}"', maxImages: '${2:0}' },
}

const prune: Schema = {
  ...closed(
    'Repositories that carry the tag `ecrsync:manifest` of this manifest and that it does not declare any more are deleted, within `match`, if they hold no more images than said. Never in a filtered, sharded or incomplete run. See [Deleting repositories](../docs/deleting.md).',
    {
      match: {
        ...match,
        description:
          'Globs over the names that may be deleted: `*` within a segment, `**` over segments, `!` for exceptions. Quote them. It must name something.',
      },
      maxImages: {
        description: 'Delete those that hold no more images than this.',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
    },
    ['match'],
  ),
  examples: [{ match: 'previews/**' }],
  editor: { snippets: [PRUNE] },
}

const named = Object.fromEntries(
  NAMED_FACETS.map(({ facet, kind, named }) => [
    named,
    {
      ...byName(`Documents for \`${facet}\`, used by name.`, openToVariables(kind.documents?.schema) as Schema),
      ...(kind.documents?.snippet && {
        editor: inMap('a policy', 'A name, and what it stands for.', kind.documents.snippet),
      }),
    },
  ]),
)

const shared: Readonly<Record<string, Schema>> = {
  ...named,
  defaults: {
    description:
      'Layers of settings, in order: each one that matches is laid over the ones before, the repository wins last.',
    type: 'array',
    items: layer,
  },
  repositories: {
    ...byName(
      'Repositories by name: 2 to 256 lower-case letters and digits, separated by `.`, `_`, `__`, `-` or `/`. A name with nothing after it takes all from the layers. Variables are filled in in names, but `repository.name` and `vars`.',
      repository,
    ),
    editor: {
      ...keysFit(REPOSITORY, A_NAME).editor,
      ...inMap('a repository', 'A repository that takes all from the layers.', { '${1:team/app}': '' }),
    },
  },
  removed: {
    description: 'Tombstones: repositories that must not exist.',
    type: 'array',
    items: tombstone,
  },
}

const accountId = fits(ACCOUNT, 'An account id has 12 digits, in quotes: "111122223333"')

/** Of the owner tag, whose key is not the user's. */
export const MANIFEST_NAME = /^(?![aA][wW][sS]:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u

const root: Readonly<Record<string, Schema>> = {
  version: {
    description: 'The version of this format.',
    const: 1,
    editor: { errorMessage: 'Write 1, without quotes' },
  },
  name: {
    ...text(
      'Who owns what this manifest creates: the value of the tag `ecrsync:manifest`, 1 to 256 characters.',
      'acme-platform',
    ),
    ...fits(
      MANIFEST_NAME,
      'A name has 1 to 256 letters, digits, spaces and + - = . _ : / @, and does not begin with aws:',
    ),
  },
  ownership: {
    description:
      '`none`: no repository gets the tag `ecrsync:manifest`, and none is pruned. What another manifest owns is refused all the same.',
    enum: ['tag', 'none'],
    default: 'tag',
  },
  accounts: {
    ...byName('Names for account ids, used in `access`, as `${{ accounts.NAME }}`, and shown in plans.', {
      description: 'An account id (12 digits, quoted), or a list of them.',
      examples: ['111122223333', ['111122223333', '444455556666']],
      type: ['string', 'array'],
      maxItems: 1000,
      ...accountId,
      items: { ...text('An account id: 12 digits, quoted.', '111122223333'), ...accountId },
    }),
    editor: inMap('a name for an account', 'An account id, or a list of them.', { '${1:ci}': '"${2:111122223333}"' }),
  },
  targets,
  accessLevels: {
    ...byName('Names for lists of actions, used in `access` like `pull` and `push`.', {
      description: 'Actions of ECR, as in a policy.',
      examples: [['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:DescribeImages']],
      type: 'array',
      maxItems: 100,
      items: text('An action.', 'ecr:DescribeImages'),
    }),
    editor: inMap('a level of access', 'Actions that are granted together.', {
      '${1:reader}': ['${2:ecr:BatchGetImage}'],
    }),
  },
  env: {
    description:
      'Environment variables that `${{ env.NAME }}` may read. Each must be set, and begin with `ECRSYNC_VAR_` or be allowed with `--allow-env`.',
    type: 'array',
    items: text('The name of a variable.', 'ECRSYNC_VAR_STAGE'),
  },
  guards,
  checks,
  include: {
    description: 'Fragments: globs of files below the folder of this file.',
    type: 'array',
    items: text('A glob.', 'teams/*.yaml'),
  },
}

/** Settings of the registry itself, where there is a kind that has any. */
const ofRegistry: Readonly<Record<string, Schema>> = REGISTRY_KINDS.length === 0 ? {} : { registry: registryForms() }

function registryForms(): Schema {
  return {
    description:
      'Settings of the registry itself: a map, or a list of layers, each laid over the ones before it. Maps of many things merge by key, each thing whole, and every other setting is replaced whole. Variables are filled in in the keys of these maps.',
    anyOf: [
      closed('Settings of the registry itself.', { ...registry, waive }),
      {
        description: 'Layers, in order.',
        type: 'array',
        items: {
          ...closed('Settings of the registry, laid over the layers before.', {
            targets: selectors,
            ...registry,
            waive,
          }),
          editor: { title: 'layer' },
        },
      },
    ],
  }
}

const schemaOf = (
  title: string,
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title,
  ...closed(description, properties, required),
  patternProperties: { '^x-': { description: 'Ignored: a place for anchors.' } },
})

export const manifestSchema = schemaOf(
  'ecrsync manifest',
  'What an Amazon ECR registry should be.',
  { ...root, ...owned, prune, ...ofRegistry, ...shared, discovered },
  ['version', 'name'],
)

export const fragmentSchema = schemaOf(
  'ecrsync manifest fragment',
  'Repositories of one team, included by a manifest. Its defaults and named policies hold for its own repositories only.',
  shared,
  [],
)
