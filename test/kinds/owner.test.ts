import { describe, expect, test } from 'vitest'
import type { Listed, Reader } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Claim } from '../../src/kinds/kind.ts'
import type { Knowledge } from '../../src/kinds/knowledge.ts'
import type { OwnerSpec } from '../../src/kinds/owner/spec.ts'
import { owner } from '../../src/kinds/owner.ts'
import type { Difference, Fields } from '../../src/model.ts'
import { differenceOf } from '../../src/plan/diff.ts'
import { arnOf } from '../world.ts'

const NAME = 'team/api'
const OURS: Claim = { manifest: 'acme' }
const nobodys: OwnerSpec = { repositoryArn: arnOf(NAME), tagCount: 2 }
const of = (manifest: string): OwnerSpec => ({ ...nobodys, manifest })
const unknown: OwnerSpec = { repositoryArn: arnOf(NAME), isUnknown: true }

describe('over what is there', () => {
  test.each<[string, OwnerSpec, Claim, string | undefined]>([
    ['nothing is asked: nobody owns it still', nobodys, OURS, undefined],
    ['nothing is asked: what is ours stays ours', of('acme'), OURS, 'acme'],
    ['adopted: what nobody owns becomes ours', nobodys, { ...OURS, isAdopted: true }, 'acme'],
    ['taken from the manifest that owns it', of('billing'), { ...OURS, from: ['billing'] }, 'acme'],
    ['what nobody owns is taken from nobody', nobodys, { ...OURS, from: ['billing'] }, undefined],
    ["released: what is ours is nobody's", of('acme'), { ...OURS, released: 'why' }, undefined],
    ['released: what nobody owns stays so', nobodys, { ...OURS, released: 'why' }, undefined],
    [
      'released: what another one owns by now stays its own',
      of('billing'),
      { ...OURS, released: 'why', isLeaving: true },
      'billing',
    ],
    [
      'released, and declared: another one owns it, which is refused',
      of('billing'),
      { ...OURS, released: 'why' },
      undefined,
    ],
    ['a tombstone: what nobody owns is not tagged', nobodys, { ...OURS, isLeaving: true }, undefined],
    [
      'a tombstone: what may be taken is not tagged before it goes',
      of('billing'),
      { ...OURS, from: ['billing'], isLeaving: true },
      'billing',
    ],
    ['another one owns it: it would be ours, which is refused', of('billing'), OURS, 'acme'],
  ])('%s', (_, before, want, manifest) => {
    const once = owner.merge(before, want)
    expect(once?.manifest).toBe(manifest)
    expect(owner.merge(once, want)).toEqual(once)
  })

  test('what is not there has no owner yet, and null is nothing', () => {
    expect([owner.merge(null, OURS), owner.merge(of('acme'), null)]).toEqual([null, null])
  })
})

const differenceFor = (before: OwnerSpec, want: Claim) =>
  differenceOf(owner as never, NAME, before, owner.merge(before, want)) as Difference<OwnerSpec>

/** As far as the judge asks. */
const knowing = (repository: Fields | null = null): Knowledge =>
  ({
    left: async () => repository,
    wishes: ['owner', 'lifecyclePolicy'].map(kind => ({ kind, address: `${kind}["${NAME}"]` })),
  }) as unknown as Knowledge

const verdictOn = async (before: OwnerSpec, want: Claim, knowledge = knowing()) =>
  (await owner.judge?.([{ difference: differenceFor(before, want), want }], knowledge))?.[0]

describe('what is judged', () => {
  test.each<[string, OwnerSpec, Claim, string | undefined]>([
    ['what another manifest owns', of('billing'), OURS, 'OTHER_OWNER'],
    ['what another manifest owns, by a plain adoption', of('billing'), { ...OURS, isAdopted: true }, 'OTHER_OWNER'],
    ['what a third manifest owns', of('other'), { ...OURS, from: ['billing'] }, 'OTHER_OWNER'],
    ['what may be taken', of('billing'), { ...OURS, from: ['billing'] }, undefined],
    ['what nobody owns', nobodys, { ...OURS, isAdopted: true }, undefined],
    ['what has no room', { ...nobodys, tagCount: 50 }, { ...OURS, isAdopted: true }, 'TOO_MANY_TAGS'],
    ['what has room for one', { ...nobodys, tagCount: 49 }, { ...OURS, isAdopted: true }, undefined],
    [
      'what has fifty, one of them that of the other',
      { ...of('billing'), tagCount: 50 },
      { ...OURS, from: ['billing'] },
      undefined,
    ],
    ['of whom it is not known', unknown, { ...OURS, isAdopted: true }, 'OWNER_UNKNOWN'],
    ['what is let go', of('acme'), { ...OURS, released: 'why' }, undefined],
  ])('%s', async (_, before, want, code) => {
    expect((await verdictOn(before, want))?.blocked?.code).toBe(code)
  })

  test('the tags that the same plan adds take room, too', async () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))
    const verdict = await verdictOn(nobodys, { ...OURS, isAdopted: true }, knowing({ tags }))
    expect(verdict?.blocked).toMatchObject({ code: 'TOO_MANY_TAGS', reason: expect.stringContaining('has 50 tags') })
  })

  test('what is taken is changed only once it is ours; what nobody owned does not wait', async () => {
    expect((await verdictOn(of('billing'), { ...OURS, from: ['billing'] }))?.precedes).toEqual([
      `lifecyclePolicy["${NAME}"]`,
    ])
    expect((await verdictOn(nobodys, { ...OURS, isAdopted: true }))?.precedes).toEqual([])
  })

  test('the refusal says what to type to take it over', () => {
    expect(owner.closes?.(of('billing'), OURS, NAME)).toMatchObject({
      reason: 'belongs to the manifest billing: nothing of it is changed',
      hint: expect.stringContaining('adopt: [{ match: "team/**", from: "billing" }]'),
    })
    expect(owner.closes?.(of('billing'), OURS, 'app')?.hint).toContain('{ match: "app", from: "billing" }')
  })

  test('nothing is closed where only its release is asked', () => {
    expect(owner.closes?.(of('billing'), { ...OURS, released: 'why', isLeaving: true }, NAME)).toBeUndefined()
  })
})

describe('in a plan', () => {
  test.each<[string, OwnerSpec, Claim, string, string, string]>([
    ['adopted', nobodys, { ...OURS, isAdopted: true }, 'adopt', 'adopted by acme', 'TagResource'],
    ['taken', of('billing'), { ...OURS, from: ['billing'] }, 'adopt', 'adopted by acme, from billing', 'TagResource'],
    [
      'let go',
      of('acme'),
      { ...OURS, released: 'in Terraform' },
      'release',
      'released by acme: in Terraform',
      'UntagResource',
    ],
  ])('%s is one call, and a line of its own', (_, before, want, claims, text, action) => {
    const difference = differenceFor(before, want)
    expect(owner.claims?.(difference)).toBe(claims)
    expect(owner.describe(difference, want, { account: id => id })).toEqual([{ text }])
    expect(owner.write(difference, want).map(call => call.action)).toEqual([action])
  })

  test('nothing is said of a release that is not there, where the repository is declared', () => {
    expect(owner.missing?.({ ...OURS, released: 'why' }, NAME)).toBeUndefined()
    expect(owner.missing?.({ ...OURS, released: 'why', isLeaving: true }, NAME)?.code).toBe('RELEASED_NOT_THERE')
    expect(owner.missing?.({ ...OURS, isLeaving: true }, NAME)).toBeUndefined()
  })

  test('of whom it is not known is a note', () => {
    expect(owner.remark?.(unknown, OURS, NAME)).toMatchObject({ severity: 'note', code: 'OWNER_UNKNOWN' })
    expect(owner.remark?.(nobodys, OURS, NAME)).toBeUndefined()
  })
})

describe('is read from the tags', () => {
  const listed = { repositoryName: NAME, repositoryArn: arnOf(NAME) } as Listed
  const read = async (call: () => unknown) => {
    const reader = { call: async () => call() } as unknown as Reader
    return (await (owner as Extract<typeof owner, { scope: 'repository' }>).read(reader, listed, new Map())).get(NAME)
  }
  const tags = (...pairs: readonly (readonly [string, string])[]) => ({
    tags: pairs.map(([Key, Value]) => ({ Key, Value })),
  })

  test.each([
    ['none', tags(), { tagCount: 0 }],
    ['of others', tags(['team', 'a'], ['Ecrsync:manifest', 'x']), { tagCount: 2 }],
    ['ours among them', tags(['team', 'a'], ['ecrsync:manifest', 'acme']), { manifest: 'acme', tagCount: 2 }],
    ['those of AWS take no room', tags(['aws:cloudformation:stack-name', 'x']), { tagCount: 0 }],
    ['an empty owner is none', tags(['ecrsync:manifest', '']), { tagCount: 1 }],
  ])('%s', async (_, answer, expected) => {
    expect(await read(() => answer)).toEqual({ repositoryArn: arnOf(NAME), ...expected })
  })

  test('what may not be read is not known; any other failure is one', async () => {
    const failing = (code: 'ACCESS_DENIED' | 'THROTTLED') => () => {
      throw new EcrsyncError(code, 'no')
    }
    expect(await read(failing('ACCESS_DENIED'))).toEqual({ repositoryArn: arnOf(NAME), isUnknown: true })
    await expect(read(failing('THROTTLED'))).rejects.toThrow('no')
  })
})
