import { KINDS } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'

/** A kind of the registry as small as one can be: two settings, read by one call. */
export const setting: Kind = {
  key: 'setting',
  scope: 'registry',
  needs: [],
  uses: { reads: ['DescribeRegistry'], writes: ['TagResource'] },
  manifest: { settings: { description: 'Some settings.', type: 'object' } },
  examples: [{ settings: { one: { value: 2 } } }, { settings: { one: null } }],
  want: ({ settings }) => new Map(Object.entries(settings as object)),
  check: () => [],
  read: async ecr => {
    const { replicationConfiguration } = await ecr.call('DescribeRegistry', {})
    return new Map([['one', { value: replicationConfiguration?.rules?.length ?? 0 }]])
  },
  merge: (before, want) => (want === null ? null : { ...before, ...(want as object) }),
  canonical: spec => spec,
  backTo: (_name, { to }) => to,
  write: ({ name }) => [{ action: 'TagResource', input: { resourceArn: name, tags: [] } }],
  describe: ({ before, after }) => [{ text: `${before?.value ?? 'none'} → ${after?.value ?? 'none'}` }],
}

/** While the tests of one file run: nothing else of their process does, and what reads the list once has read it. */
export const list = (kind: Kind): void => void (KINDS as Kind[]).push(kind)
export const unlist = (kind: Kind): void => void (KINDS as Kind[]).splice(KINDS.indexOf(kind), 1)
