import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Listed, Reader } from '../../src/aws/api.ts'
import { KINDS } from '../../src/kinds/index.ts'
import type { Asked, Kind } from '../../src/kinds/kind.ts'
import { sayableOf } from '../../src/kinds/sayable.ts'
import type { Fields } from '../../src/model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../../src/names.ts'
import { SPECS_OF, tags } from '../kinds/specs.ts'
import { STATING } from '../kinds/stated.ts'
import { HEAD, intendedFrom } from '../manifest/world.ts'
import { atLeast } from '../runs.ts'
import { ACCOUNT, CONTEXT } from '../world.ts'
import { type Contents, registryOf, withRegistry } from './registries.ts'

const documents = (key: string): fc.Arbitrary<string | undefined> =>
  fc.option(
    (SPECS_OF[key] as (typeof SPECS_OF)[string])[1].map(spec => JSON.stringify(spec)),
    { nil: undefined },
  )

/** What somebody has put to a repository, beside what it was created with. */
const belongings = fc.record({
  tags: fc.oneof(
    tags,
    tags.map(some => ({ ...some, [OWNER_TAG]: 'acme', [PROTECT_TAG]: 'true' })),
  ),
  policyText: documents('repositoryPolicy'),
  lifecyclePolicyText: documents('lifecyclePolicy'),
})

/** Whatever hands and tools leave in a registry, with documents of all forms. */
const contents: fc.Arbitrary<Contents> = fc
  .tuple(registryOf(ACCOUNT), fc.infiniteStream(belongings))
  .map(([{ repositories, settings }, stream]) => ({
    settings,
    repositories: repositories.map(one => ({ ...one, ...stream.next().value, images: 0 })),
  }))

type Found = readonly (readonly [name: string, spec: Fields])[]

const saidOf = (kind: Kind, found: Found): readonly Fields[] =>
  found.map(([name, spec]) => {
    const { states, unsaid } = sayableOf(kind, name, kind.canonical(spec), STATING)
    expect(unsaid).toEqual([])
    return states
  })

async function settingsOf(reader: Reader): Promise<Fields> {
  const said = await Promise.all(
    KINDS.map(async kind => {
      if (kind.scope !== 'registry') return []
      const names = (await kind.names?.(reader)) ?? ['registry']
      const asked: Asked<unknown> = new Map(names.map(name => [name, null]))
      return saidOf(kind, [...(await kind.read(reader, asked))] as unknown as Found)
    }),
  )
  return joined(said.flat())
}

async function repositoryOf(reader: Reader, listed: Listed): Promise<Fields> {
  const asked: Asked<unknown> = new Map([[listed.repositoryName, { tags: {} }]])
  const said = await Promise.all(
    KINDS.map(async kind =>
      kind.scope === 'repository' && kind.states
        ? saidOf(kind, [...(await kind.read(reader, listed, asked))] as unknown as Found)
        : [],
    ),
  )
  return joined(said.flat())
}

/** Things of one kind stand below one key. */
function joined(said: readonly Fields[]): Fields {
  const keys = [...new Set(said.flatMap(one => Object.keys(one)))]
  return Object.fromEntries(
    keys.map(key => {
      const [first, ...others] = said.flatMap(one => (Object.hasOwn(one, key) ? [one[key]] : []))
      return [key, others.length === 0 ? first : Object.assign({}, first, ...others)]
    }),
  )
}

test('what every kind states of a registry is a manifest that changes nothing there', async () => {
  await fc.assert(
    fc.asyncProperty(contents, async held =>
      withRegistry(held, async ecr => {
        const { reader } = ecr.client
        const { repositories = [] } = await reader.call('DescribeRepositories', { maxResults: 1000 })
        const stated = await Promise.all(
          (repositories as Listed[]).map(async one => [one.repositoryName, await repositoryOf(reader, one)] as const),
        )
        const accounts = Object.fromEntries(CONTEXT.accounts)
        const said = { accounts, registry: await settingsOf(reader), repositories: Object.fromEntries(stated) }
        const text = Object.entries(said).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
        const plan = await ecr.plan(await intendedFrom(HEAD + text.join('')))
        expect(plan.changes).toEqual([])
        expect(plan.targets[0]).toMatchObject({ complete: true, unmanaged: 0, unchanged: repositories.length })
      }),
    ),
    { numRuns: atLeast(15) },
  )
})
