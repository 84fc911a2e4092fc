import { fits, inMap, keysFit } from '../../kinds/for-editors.ts'
import { REGION } from '../../names.ts'
import { byName, closed, type Schema, text } from './schema-parts.ts'

/** What selectors and `--target` can name: no `=`, which is of labels, and no `:`, which is of repositories. */
export const TARGET_NAME = /^(?=.{1,256}$)[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/
export const LABEL = /^[A-Za-z0-9][\w./-]{0,127}$/

const account = fits(/^\d{12}$|^(?!\d*$)/, 'An account id has 12 digits, in quotes: "111122223333"')
const region = fits(REGION, 'A region of AWS: eu-west-1')

/** Which targets a block is for. */
export const selectors: Schema = {
  description:
    'Only in these targets: globs of names, `label=value`, `!` for exceptions. One that fits is enough; left out: in all of them. Quote globs and exceptions.',
  type: 'array',
  maxItems: 1000,
  items: { ...text('A selector.', 'prod-*', 'env=prod', '!fleet/**'), editor: { offered: [] } },
}

const filledIn = 'The `target` variables of the target itself, `accounts` and `env` are filled in.'

const target: Schema = {
  ...closed(
    'A registry to keep equal to the manifest, or one for each combination of the lists. An entry with lists is called NAME/ACCOUNT/REGION.',
    {
      account: {
        ...text(
          'Its account: an id (12 digits, quoted), or a name from `accounts`; a name that stands for several makes a target of each. Left out: the account of the credentials.',
          '111122223333',
          'ci',
        ),
        editor: { ...account.editor, offered: ['111122223333'] },
      },
      accounts: {
        description: 'Several accounts, instead of `account`: each is a target, called by its name, or else by its id.',
        type: 'array',
        maxItems: 1000,
        items: {
          ...text('An account id (12 digits, quoted), or a name from `accounts`.', '111122223333', 'staging'),
          editor: { ...account.editor, offered: [] },
        },
      },
      region: {
        ...text('Its region. Left out: the region of the environment or the profile.', 'eu-west-1'),
        ...region,
      },
      regions: {
        description: 'Several regions, instead of `region`: each is a target.',
        type: 'array',
        maxItems: 1000,
        items: { ...text('A region.', 'eu-west-1'), ...region },
      },
      role: {
        ...text(
          `The ARN of a role to assume. ${filledIn}`,
          'arn:${{ target.partition }}:iam::${{ target.account }}:role/ecrsync',
        ),
        editor: {
          ...fits(/^arn:/, 'The ARN of a role: arn:aws:iam::111122223333:role/ecrsync').editor,
          offered: ['arn:aws:iam::111122223333:role/ecrsync'],
        },
      },
      externalId: text(`What the role asks of whoever assumes it. Needs \`role\`. ${filledIn}`, 'acme-1234'),
      sessionName: text(`What the session is called in CloudTrail. Needs \`role\`. ${filledIn}`, 'ecrsync-ci'),
      profile: text(`A profile of the AWS configuration. ${filledIn}`, 'prod'),
      endpoint: text(
        "Where ECR is asked, instead of at AWS's own host: a URL without a login, at a host of ECR, on this machine, or one that `--allow-endpoint` names. Of the environment nothing is filled in in its host.",
        'https://vpce-0123-abcd.api.ecr.eu-west-1.vpce.amazonaws.com',
      ),
      labels: {
        ...byName('What selectors choose it by, as `KEY=VALUE`, and `${{ target.labels.KEY }}`.', {
          description: 'A text.',
          type: 'string',
          maxLength: 256,
          examples: ['prod'],
        }),
        examples: [{ env: 'prod', team: 'payments' }],
        editor: {
          ...keysFit(LABEL, 'The key of a label has letters, digits and . _ - /').editor,
          ...inMap('a label', 'What selectors choose it by.', { '${1:env}': '${2:prod}' }),
        },
      },
      exclude: {
        description: 'Globs of names: combinations that are no targets. Quote them.',
        type: 'array',
        maxItems: 1000,
        items: { ...text('A glob.', 'fleet/*/us-east-1'), editor: { offered: [] } },
      },
    },
  ),
  editor: {
    title: 'target',
    onlyOne: [
      { keys: ['account', 'accounts'], message: 'One account, or several' },
      { keys: ['region', 'regions'], message: 'One region, or several' },
    ],
    dependencies: { externalId: ['role'], sessionName: ['role'] },
  },
}

export const targets: Schema = {
  ...byName(
    'The registries to keep equal to the manifest, by name. Left out: one, called `default`, which the environment and flags say.',
    target,
  ),
  examples: [{ prod: { account: '111122223333', region: 'eu-west-1', labels: { env: 'prod' } } }],
  editor: {
    ...keysFit(TARGET_NAME, 'The name of a target has letters, digits and . _ -, and / between its parts').editor,
    ...inMap('a target', 'The registry of an account and region.', {
      '${1:prod}': { account: '"${2:111122223333}"', region: '${3:eu-west-1}' },
    }),
  },
}
