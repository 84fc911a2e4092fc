import type { EcrsyncError } from '../../src/errors.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { declared } from '../world.ts'

interface Pointing {
  readonly rules: readonly { readonly account: string; readonly region: string }[]
}

/** What lets others in, as small as it can be: a policy of the registry, by its text. */
export const gate: Kind<{ readonly policyText: string }, { readonly policyText: string }> = {
  key: 'gate',
  scope: 'registry',
  needs: [],
  uses: { reads: ['GetRegistryPolicy'], writes: ['PutRegistryPolicy', 'DeleteRegistryPolicy'] },
  manifest: { gate: { description: 'Who may come in.', type: 'string' } },
  examples: [],
  want: ({ gate }) => new Map([['registry', gate === null ? null : { policyText: gate as string }]]),
  check: () => [],
  read: async ecr => {
    try {
      const { policyText = '' } = await ecr.call('GetRegistryPolicy', {})
      return new Map([['registry', { policyText: JSON.stringify(JSON.parse(policyText)) }]])
    } catch (error) {
      if ((error as EcrsyncError).awsName !== 'RegistryPolicyNotFoundException') throw error
      return new Map()
    }
  },
  merge: (_, want) => want,
  canonical: spec => spec,
  backTo: (_name, { to }) => to,
  write: ({ after }) =>
    after === null
      ? [{ action: 'DeleteRegistryPolicy', input: {} }]
      : [{ action: 'PutRegistryPolicy', input: { policyText: after.policyText } }],
  describe: () => [{ text: 'a gate' }],
}

/** What goes through gates elsewhere: replication, by where it leads. */
export const bridge: Kind<Pointing, Pointing> = {
  key: 'bridge',
  scope: 'registry',
  needs: ['gate'],
  uses: { reads: ['DescribeRegistry'], writes: ['PutReplicationConfiguration'] },
  manifest: { bridge: { description: 'Where it leads.', type: 'array' } },
  examples: [],
  want: ({ bridge }) => new Map([['registry', { rules: bridge as Pointing['rules'] }]]),
  check: () => [],
  needsIn: ({ rules }) => rules,
  read: async ecr => {
    const { replicationConfiguration } = await ecr.call('DescribeRegistry', {})
    const rules = (replicationConfiguration?.rules ?? []).flatMap(({ destinations = [] }) =>
      destinations.map(({ region = '', registryId: account = '' }) => ({ account, region })),
    )
    return rules.length === 0 ? new Map() : new Map([['registry', { rules }]])
  },
  merge: (_, want) => want,
  canonical: spec => spec,
  backTo: (_name, { to }) => to,
  write: ({ after }) => [
    {
      action: 'PutReplicationConfiguration',
      input: {
        replicationConfiguration: {
          rules: (after?.rules ?? []).map(({ account: registryId, region }) => ({
            destinations: [{ registryId, region }],
          })),
        },
      },
    },
  ],
  describe: () => [{ text: 'a bridge' }],
}

export const opened = (account: string) =>
  declared('gate', '', {
    gate: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'in',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'ecr:ReplicateImage',
          Resource: '*',
        },
      ],
    }),
  })

export const leadingTo = (...places: readonly { readonly account: string; readonly region: string }[]) =>
  declared('bridge', '', { bridge: places.map(({ account, region }) => ({ account, region })) })
