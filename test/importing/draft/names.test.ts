import { describe, expect, test } from 'vitest'
import { type Branch, treeOf } from '../../../src/importing/draft/names.ts'
import { matcher } from '../../../src/manifest/form/globs.ts'

type Shown = readonly [match: readonly string[], names: readonly string[], ...children: readonly unknown[]]

const shown = ({ match, names, children }: Branch): Shown => [match, names, ...children.map(shown)]

describe('a tree of names', () => {
  test.each<[string, readonly string[], Shown]>([
    ['of none has a root', [], [['**'], []]],
    ['of one has no branch', ['a/b/c-d'], [['**'], ['a/b/c-d']]],
    ['has no branch of all names', ['a/b/x', 'a/b/y'], [['**'], ['a/b/x', 'a/b/y']]],
    ['has branches by segments', ['a/x', 'a/y', 'b'], [['**'], ['b'], [['a/**'], ['a/x', 'a/y']]]],
    ['has branches by the beginning of segments', ['a-x', 'a-y', 'b'], [['**'], ['b'], [['a-*'], ['a-x', 'a-y']]]],
    [
      'has branches that go on below',
      ['a-b/x', 'a-c', 'a-d-e/y', 'b'],
      [
        ['**'],
        ['b'],
        [
          ['a-*', 'a-*/**'],
          ['a-b/x', 'a-c', 'a-d-e/y'],
        ],
      ],
    ],
    [
      'has branches that only go on below',
      ['a-b/x', 'a-c-d/y', 'a-c-e/y', 'b'],
      [['**'], ['b'], [['a-*/**'], ['a-b/x'], [['a-c-*/**'], ['a-c-d/y', 'a-c-e/y']]]],
    ],
    [
      'is known by whole segments before parts of them',
      ['a/b-c/x', 'a/b-c/y', 'z/k-x', 'z/k-y'],
      [['**'], [], [['a/b-c/**'], ['a/b-c/x', 'a/b-c/y']], [['z/**'], ['z/k-x', 'z/k-y']]],
    ],
    [
      'has no parts of segments where names are filled in',
      ['a-x', 'a-y', 'a-${{ target.region }}', 'b/x', 'b/${{ target.region }}/y'],
      [['**'], ['a-${{ target.region }}', 'a-x', 'a-y'], [['b/**'], ['b/${{ target.region }}/y', 'b/x']]],
    ],
  ])('%s', (_, names, expected) => {
    const tree = treeOf(names)
    expect(shown(tree.root)).toEqual(expected)
    for (const [name, branch] of tree.homeOf) expect(branch.names).toContain(name)
  })

  test('matches the names of a branch and no others', () => {
    const names = ['a-b/x', 'a-c', 'a-d-e/y', 'a-d-f', 'a/x', 'a/y', 'aa', 'ab/c-d', 'ab/c-e/f', 'b'].sort()
    const inBranch = ({ names: own, children }: Branch): readonly string[] => [...own, ...children.flatMap(inBranch)]
    for (const branch of treeOf(names).branches)
      expect(names.filter(matcher(branch.match))).toEqual([...inBranch(branch)].sort())
  })
})
