import type { Reader } from '../aws/api.ts'
import { pages } from '../aws/pages.ts'
import { inMap, keysFit } from './for-editors.ts'
import type { Kind } from './kind.ts'
import { documentWrites } from './permissions.ts'
import { checkExclusions, PRINCIPAL } from './pull-time-update-exclusion/check.ts'
import { foreignExclusion } from './pull-time-update-exclusion/foreign.ts'

type Exclusions = Readonly<Record<string, Exclusion | null>>
/** It is there or not: there is nothing to be said of it. */
type Exclusion = Readonly<Record<string, never>>

export const pullTimeUpdateExclusion: Kind<Exclusion, Exclusion> = {
  key: 'pullTimeUpdateExclusion',
  scope: 'registry',
  needs: [],
  uses: {
    reads: ['ListPullTimeUpdateExclusions'],
    writes: ['RegisterPullTimeUpdateExclusion', 'DeregisterPullTimeUpdateExclusion'],
  },
  permits: (want, about) => ({
    reads: ['ListPullTimeUpdateExclusions'],
    writes: documentWrites(
      {
        isWished: want !== null,
        put: ['RegisterPullTimeUpdateExclusion'],
        remove: 'DeregisterPullTimeUpdateExclusion',
      },
      about,
    ),
  }),
  already: {
    RegisterPullTimeUpdateExclusion: 'ExclusionAlreadyExistsException',
    DeregisterPullTimeUpdateExclusion: 'ExclusionNotFoundException',
  },
  manifest: {
    pullTimeUpdateExclusions: {
      description:
        'Whose pulls leave the last pull time of an image alone, by the ARN of a role or user, merged by key: a scanner that pulls everything keeps no image from expiring.',
      type: 'object',
      editor: {
        ...keysFit(PRINCIPAL, 'The ARN of a role or user: arn:aws:iam::111122223333:role/scanner').editor,
        ...inMap('an exclusion', 'The ARN of a role or user whose pulls do not count.', {
          '"${1:arn:aws:iam::111122223333:role/scanner}"': '{}',
        }),
      },
      additionalProperties: {
        description: '`{}`: the pulls of this role or user do not count; `null`: they do.',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: {},
      },
      examples: [{ 'arn:aws:iam::111122223333:role/scanner': {} }],
    },
  },
  layering: {
    byKey: ['pullTimeUpdateExclusions'],
    asNull: {
      detail: 'It would take away exclusions that others registered.',
      hint: 'Name the roles and users whose pulls are to count again: pullTimeUpdateExclusions: { "ARN": null }',
    },
  },
  one: { label: arn => `pullTimeUpdateExclusion ${arn.replace(/^.*:/, '')}`, path: arn => arn },
  examples: [
    { pullTimeUpdateExclusions: { 'arn:aws:iam::111122223333:role/scanner': {} } },
    { pullTimeUpdateExclusions: { 'arn:aws:iam::111122223333:user/ci/old': null } },
  ],
  foreign: foreignExclusion,
  want: ({ pullTimeUpdateExclusions = {} }) => new Map(Object.entries(pullTimeUpdateExclusions as Exclusions)),
  check: ({ pullTimeUpdateExclusions = {} }, context) =>
    checkExclusions(pullTimeUpdateExclusions as Exclusions, context),
  read,
  merge: (before, want) => want && { ...before, ...want },
  canonical: spec => spec,
  backTo: (_name, { to }) => to,
  write: ({ name: principalArn, action }) => [
    action === 'delete'
      ? { action: 'DeregisterPullTimeUpdateExclusion', input: { principalArn } }
      : { action: 'RegisterPullTimeUpdateExclusion', input: { principalArn } },
  ],
  names: async ecr => [...(await read(ecr)).keys()],
  states: name => ({ pullTimeUpdateExclusions: { [name]: {} } }),
  describe: ({ name, action }, _want, { account }) => [
    { text: `of ${account(accountIn(name))}: its pulls ${action === 'delete' ? 'count again' : 'count no more'}` },
  ],
}

async function read(ecr: Reader): Promise<ReadonlyMap<string, Exclusion>> {
  const found = new Map<string, Exclusion>()
  const listing = pages(nextToken => ecr.call('ListPullTimeUpdateExclusions', { maxResults: 1000, nextToken }))
  for await (const { pullTimeUpdateExclusions = [] } of listing)
    for (const arn of pullTimeUpdateExclusions) found.set(arn, {})
  return found
}

const accountIn = (arn: string): string => arn.split(':')[4] ?? ''
