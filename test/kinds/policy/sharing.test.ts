import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalDocument, type PolicyDocument, type Statement } from '../../../src/kinds/policy/document.ts'
import {
  changesOthers,
  foreignIn,
  keepsText,
  laidOver,
  oursIn,
  type SharedWant,
} from '../../../src/kinds/policy/sharing.ts'

const allow = (Sid: string | undefined, action = 'ecr:PutImage', who = '111122223333'): Statement =>
  ({ ...(Sid !== undefined && { Sid }), Effect: 'Allow', Principal: { AWS: [who] }, Action: [action] }) as Statement

const document = (Statement: readonly Statement[], more: Partial<PolicyDocument> = {}): PolicyDocument =>
  canonicalDocument({ Version: '2012-10-17', Statement, ...more })

const sharing = (Statement: readonly Statement[], absent: readonly string[] = []): SharedWant => ({
  document: document(Statement),
  named: [],
  sharing: { absent },
})

type Held = readonly [sid: string | undefined, action: string | undefined]
const heldBy = (policy: PolicyDocument | null): readonly Held[] | null =>
  policy?.Statement.map(({ Sid, Action }) => [Sid, [Action].flat()[0]]) ?? null

const PUT = 'ecr:PutImage'
const LIST = 'ecr:ListImages'

describe('declared statements over those that are there', () => {
  test.each<
    readonly [name: string, there: readonly Statement[] | null, want: SharedWant, held: readonly Held[] | null]
  >([
    ['nothing there', null, sharing([allow('ours')]), [['ours', PUT]]],
    [
      'others stay, and stand where they stood',
      [allow('a'), allow('b')],
      sharing([allow('ours')]),
      [
        ['a', PUT],
        ['b', PUT],
        ['ours', PUT],
      ],
    ],
    [
      'one under our Sid is replaced where it stands',
      [allow('ours', LIST), allow('b')],
      sharing([allow('ours')]),
      [
        ['ours', PUT],
        ['b', PUT],
      ],
    ],
    [
      'several under our Sid become ours',
      [allow('ours', LIST), allow('b'), allow('ours', 'ecr:TagResource')],
      sharing([allow('ours')]),
      [
        ['ours', PUT],
        ['b', PUT],
      ],
    ],
    [
      'several of ours under one Sid stay',
      [allow('b')],
      sharing([allow('ours'), allow('ours', LIST)]),
      [
        ['b', PUT],
        ['ours', PUT],
        ['ours', LIST],
      ],
    ],
    [
      'a Sid in another case is another',
      [allow('Ours', LIST)],
      sharing([allow('ours')]),
      [
        ['Ours', LIST],
        ['ours', PUT],
      ],
    ],
    ['what is to be absent goes', [allow('old'), allow('b'), allow('old', LIST)], sharing([], ['old']), [['b', PUT]]],
    [
      'what is to be absent and is not there',
      [allow('b')],
      sharing([allow('ours')], ['old']),
      [
        ['b', PUT],
        ['ours', PUT],
      ],
    ],
    ['the last that is to be absent', [allow('old')], sharing([], ['old']), null],
    ['nothing of ours over nothing', null, sharing([], ['old']), null],
    ['nothing of ours', [allow('b')], sharing([]), [['b', PUT]]],
    ['one without a Sid that is there', [allow(undefined)], sharing([allow(undefined)]), [[undefined, PUT]]],
    [
      'one without a Sid that is not there',
      [allow(undefined, LIST)],
      sharing([allow(undefined)]),
      [
        [undefined, LIST],
        [undefined, PUT],
      ],
    ],
    ['one without a Sid, twice', null, sharing([allow(undefined), allow(undefined)]), [[undefined, PUT]]],
    [
      'one without a Sid, and one with a Sid that says the same',
      [allow('b')],
      sharing([allow(undefined)]),
      [
        ['b', PUT],
        [undefined, PUT],
      ],
    ],
  ])('%s', (_, there, want, held) => expect(heldBy(laidOver(there && document(there), want))).toEqual(held))

  test('what else is in the document is kept, as are its Id and its Version', () => {
    const there = document([allow('b')], { Version: '2008-10-17', Id: 'theirs', ...({ Future: 1 } as object) })
    expect(laidOver(there, sharing([allow('ours')]))).toMatchObject({ Version: '2008-10-17', Id: 'theirs', Future: 1 })
    expect(laidOver(null, sharing([allow('ours')]))).toMatchObject({ Version: '2012-10-17' })
  })

  test('only variables of IAM ask for the Version of 2012, which may mean something else to others', () => {
    const named = (Sid: string) =>
      ({ ...allow(Sid), Condition: { StringEquals: { 'aws:PrincipalTag/team': ['${aws:username}'] } } }) as Statement
    const old = (Statement: readonly Statement[]) => document(Statement, { Version: '2008-10-17' })
    const want = sharing([named('ours')])
    expect(laidOver(old([allow('b')]), want)?.Version).toBe('2012-10-17')
    expect(changesOthers(old([allow('b')]), want)).toBe(false)
    expect(changesOthers(old([named('b')]), want)).toBe(true)
    expect(changesOthers(old([named('ours')]), want)).toBe(false)
    expect(changesOthers(document([named('b')]), want)).toBe(false)
    expect(changesOthers(old([named('b')]), sharing([allow('ours')]))).toBe(false)
  })
})

test('what a write replaces is what stands under our Sids, and nothing else', () => {
  const want = sharing([allow('ours'), allow(undefined)], ['old'])
  expect(heldBy(oursIn(document([allow('ours', LIST), allow('b'), allow('old'), allow(undefined)]), want))).toEqual([
    ['ours', LIST],
    ['old', PUT],
  ])
  expect(oursIn(document([allow('b')]), want)).toBeNull()
})

describe('what is kept', () => {
  const want = sharing([allow('ours'), allow(undefined)], ['old'])
  test.each<readonly [name: string, there: readonly Statement[], text: string | undefined]>([
    ['nothing', [allow('ours', LIST), allow('old'), allow(undefined)], undefined],
    ['one', [allow('backup')], 'keeps 1 statement that is not ours: backup'],
    ['several', [allow('a'), allow('b'), allow('ours')], 'keeps 2 statements that are not ours: a, b'],
    [
      'one without a Sid',
      [allow('a'), allow(undefined, LIST)],
      'keeps 2 statements that are not ours: a, one without a Sid',
    ],
    [
      'more of these',
      [allow(undefined, LIST), allow(undefined, 'ecr:*')],
      'keeps 2 statements that are not ours: 2 without a Sid',
    ],
    [
      'very many',
      [...'abcdefg'].map(sid => allow(sid)),
      'keeps 7 statements that are not ours: a, b, c, d, e and 2 more',
    ],
    ['a long name', [allow('x'.repeat(100))], `keeps 1 statement that is not ours: ${'x'.repeat(80)}…`],
  ])('is told: %s', (_, there, text) => expect(keepsText(document(there), want)).toBe(text))
})

describe('laws', () => {
  const statement = fc
    .record({
      Sid: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }),
      action: fc.constantFrom(PUT, LIST, 'ecr:TagResource'),
      who: fc.constantFrom('111122223333', '444455556666'),
    })
    .map(({ Sid, action, who }) => allow(Sid, action, who))
  const there = fc.option(fc.array(statement, { minLength: 1, maxLength: 6 }).map(all => document(all)))
  const want = fc
    .tuple(fc.array(statement, { maxLength: 4 }), fc.subarray(['a', 'b', 'c', 'd', 'e']))
    .map(([own, absent]) =>
      sharing(
        own,
        absent.filter(sid => own.every(({ Sid }) => Sid !== sid)),
      ),
    )

  test('laid twice is laid once', () =>
    fc.assert(
      fc.property(there, want, (before, wish) => {
        const once = laidOver(before, wish)
        expect(laidOver(once, wish)).toEqual(once)
      }),
    ))

  test('what is not ours is there after as it was before', () =>
    fc.assert(
      fc.property(there, want, (before, wish) => {
        const foreign = (policy: PolicyDocument | null) => (policy ? foreignIn(policy, wish) : [])
        expect(foreign(laidOver(before, wish))).toEqual(foreign(before))
      }),
    ))

  test('two that share a policy with different Sids come to the same in either order', () =>
    fc.assert(
      fc.property(there, want, (before, wish) => {
        const other = sharing([allow('other', LIST)], ['gone'])
        const sids = (policy: PolicyDocument | null) => [...(heldBy(policy) ?? [])].map(held => held.join(' ')).sort()
        expect(sids(laidOver(laidOver(before, wish), other))).toEqual(sids(laidOver(laidOver(before, other), wish)))
      }),
    ))
})
