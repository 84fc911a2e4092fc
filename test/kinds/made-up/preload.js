// Loaded before anything else: one kind more of each scope, as somebody would add them to the list.
import { register } from 'node:module'
import {
  DeregisterPullTimeUpdateExclusionCommand,
  ListPullTimeUpdateExclusionsCommand,
  RegisterPullTimeUpdateExclusionCommand,
} from '@aws-sdk/client-ecr'
import { ALWAYS } from '../../../dist/aws/answers.js'
import { COMMANDS, READS, WRITES } from '../../../dist/aws/api.js'
import { KINDS } from '../../../dist/kinds/index.js'

// What was compiled when building is of the kinds that there were.
const compiling = `export const resolve = (specifier, context, next) =>
  next(specifier.replace(/\\/compiled\\.js$/, '/compiling.js'), context)`
register(`data:text/javascript,${encodeURIComponent(compiling)}`)

const reads = { ListPullTimeUpdateExclusions: ListPullTimeUpdateExclusionsCommand }
const writes = {
  DeregisterPullTimeUpdateExclusion: DeregisterPullTimeUpdateExclusionCommand,
  RegisterPullTimeUpdateExclusion: RegisterPullTimeUpdateExclusionCommand,
}
Object.assign(READS, reads)
Object.assign(WRITES, writes)
Object.assign(COMMANDS, reads, writes)
Object.assign(ALWAYS, {
  ListPullTimeUpdateExclusions: [],
  DeregisterPullTimeUpdateExclusion: ['principalArn'],
  RegisterPullTimeUpdateExclusion: ['principalArn'],
})

const pushScan = {
  key: 'pushScan',
  scope: 'repository',
  needs: ['repository'],
  isOursAlone: () => true,
  uses: { reads: [], writes: ['PutImageScanningConfiguration'] },
  manifest: { pushScan: { description: 'Whether images are scanned when they are pushed.', type: 'boolean' } },
  examples: [{ pushScan: true }],
  want: ({ pushScan: scanOnPush }, { repositoryName }) =>
    new Map(scanOnPush === undefined ? [] : [[repositoryName, { scanOnPush }]]),
  check: () => [],
  read: async (_ecr, { repositoryName, imageScanningConfiguration }) =>
    new Map([[repositoryName, { scanOnPush: imageScanningConfiguration?.scanOnPush ?? false }]]),
  merge: (before, want) => (want === null ? null : { ...before, ...want }),
  canonical: spec => spec,
  write: ({ name: repositoryName, after }) => [
    { action: 'PutImageScanningConfiguration', input: { repositoryName, imageScanningConfiguration: after } },
  ],
  describe: ({ after }) => [{ text: after.scanOnPush ? 'scanned when pushed' : 'not scanned' }],
}

const exclusion = {
  key: 'exclusion',
  scope: 'registry',
  needs: [],
  uses: { reads: Object.keys(reads), writes: Object.keys(writes) },
  manifest: {
    exclusions: {
      description: 'Whose pulls do not count, by ARN.',
      type: 'object',
      additionalProperties: {
        description: 'An exclusion; `null`: there must be none.',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: { note: { description: 'Why, for whoever reads it.', type: 'string' } },
      },
    },
  },
  layering: { byKey: ['exclusions'] },
  one: { label: name => `exclusion ${name.replace(/^.*\//, '')}`, path: name => name },
  examples: [{ exclusions: { 'arn:aws:iam::111122223333:role/scanner': { note: 'it pulls everything' } } }],
  want: ({ exclusions = {} }) =>
    new Map(Object.entries(exclusions).map(([arn, said]) => [arn, said === null ? null : {}])),
  check: () => [],
  read: async ecr => {
    const { pullTimeUpdateExclusions = [] } = await ecr.call('ListPullTimeUpdateExclusions', {})
    return new Map(pullTimeUpdateExclusions.map(arn => [arn, {}]))
  },
  merge: (before, want) => (want === null ? null : (before ?? {})),
  canonical: spec => spec,
  write: ({ name: principalArn, action }) => [
    {
      action: action === 'delete' ? 'DeregisterPullTimeUpdateExclusion' : 'RegisterPullTimeUpdateExclusion',
      input: { principalArn },
    },
  ],
  describe: ({ after }) => [{ text: after === null ? 'its pulls count again' : 'its pulls do not count' }],
  attention: ({ after }) => (after === null ? [] : [{ word: 'OPENS', text: 'a made-up fact' }]),
}

const template = {
  key: 'template',
  scope: 'registry',
  needs: [],
  uses: { reads: [], writes: [] },
  manifest: {
    templates: {
      description: 'What repositories get when they are made, by prefix.',
      type: 'object',
      additionalProperties: {
        description: 'A template.',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: {
          note: { description: 'Why.', type: 'string' },
          repositoryPolicy: { description: 'Their policy.' },
          lifecyclePolicy: { description: 'What they expire.' },
        },
      },
    },
  },
  embeds: ['repositoryPolicy', 'lifecyclePolicy'],
  layering: { byKey: ['templates'] },
  one: { label: name => `template ${name}`, path: name => name },
  examples: [],
  want: ({ templates = {} }) => new Map(Object.entries(templates)),
  check: () => [],
  read: async () => new Map(),
  merge: (before, want) => (want === null ? null : (before ?? want)),
  canonical: spec => spec,
  write: () => [],
  describe: ({ after }) => [{ text: JSON.stringify(after) }],
}

KINDS.push(pushScan, exclusion, template)
