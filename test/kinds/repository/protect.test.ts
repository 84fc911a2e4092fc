import { describe, expect, test } from 'vitest'
import { repository } from '../../../src/kinds/repository.ts'
import { intentOf, type Json } from '../../properties/manifests.ts'
import { registry } from '../../registry.ts'

const TAG = 'ecrsync:protect'

async function intended(app: Json, more: Json = {}) {
  const intent = await intentOf({ version: 1, name: 'acme', repositories: { app }, ...more })
  if (intent === undefined) throw new Error('The manifest is not valid')
  return intent
}

describe('protect', () => {
  test('true is written in the call that creates the repository', async () => {
    const ecr = await registry()
    const { plan } = await ecr.apply(await intended({ protect: true }))
    expect(ecr.writes()).toEqual(['CreateRepository'])
    expect(plan.changes[0]?.after).toMatchObject({ tags: { [TAG]: 'true', 'ecrsync:manifest': 'acme' } })
    expect((await ecr.plan(await intended({ protect: true }))).changes).toEqual([])
  })

  test('left out keeps the tag; false takes it off, which weakens', async () => {
    const ecr = await registry()
    await ecr.apply(await intended({ protect: true }))
    expect((await ecr.plan(await intended({ tags: { team: 'a' } }))).changes[0]?.after).toMatchObject({
      tags: { [TAG]: 'true', team: 'a' },
    })
    const { plan, outcomes } = await ecr.apply(await intended({ protect: false }))
    expect(plan.changes).toMatchObject([
      {
        action: 'update',
        lines: [{ label: 'protect', text: 'true → false' }],
        weakens: ['the repository may be deleted, which was protected'],
      },
    ])
    expect(outcomes).toMatchObject([{ status: 'done' }])
    expect((await ecr.plan(await intended({ protect: false }))).changes).toEqual([])
  })

  test('of a layer is for all that match, and a repository says it otherwise', async () => {
    const ecr = await registry()
    const { plan } = await ecr.apply(
      await intended(
        {},
        { defaults: [{ match: '**', protect: true }], repositories: { app: {}, free: { protect: false } } },
      ),
    )
    expect(plan.changes.map(({ after }) => Object.keys((after as { tags: object }).tags).includes(TAG))).toEqual([
      true,
      false,
    ])
    expect(plan.changes[0]?.lines).toContainEqual(expect.objectContaining({ label: 'protect', text: 'true' }))
  })

  test('lifting it and deleting take two applies', async () => {
    const ecr = await registry()
    await ecr.apply(await intended({ protect: true }))
    const gone = await intended({}, { repositories: {}, removed: [{ name: 'app' }] })
    expect((await ecr.plan(gone)).changes).toMatchObject([{ blocked: { code: 'PROTECTED' } }])
    await ecr.apply(await intended({ protect: false }))
    expect((await ecr.apply(gone)).outcomes).toMatchObject([{ status: 'done' }])
  })

  test('counts among the tags that ECR allows', () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))
    const context = { repositoryName: 'app', accounts: new Map() }
    expect(repository.check({ tags }, context)).toEqual([])
    expect(repository.check({ tags, protect: true }, context)).toMatchObject([{ code: 'TOO_MANY_TAGS' }])
  })

  test('is no key of `tags`', () => {
    expect(repository.check({ tags: { [TAG]: 'true' } }, { accounts: new Map() })).toMatchObject([
      { code: 'RESERVED_TAG', hint: expect.stringContaining('protect: true') },
    ])
  })
})
