import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { common, keyArn, patternsOf, repositoryArn, roleArn } from '../../src/iam/arns.ts'
import { matcher } from '../../src/manifest/form/globs.ts'
import { takesAction } from '../kinds/policy/iam.ts'
import { runs } from '../runs.ts'

const EU = { account: '111122223333', region: 'eu-west-1' }

describe('an ARN', () => {
  test.each([
    ['of a repository', repositoryArn(EU, 'team/api'), 'arn:aws:ecr:eu-west-1:111122223333:repository/team/api'],
    [
      'of another partition',
      repositoryArn({ ...EU, region: 'cn-north-1' }, 'a/b'),
      'arn:aws-cn:ecr:cn-north-1:111122223333:repository/a/b',
    ],
    ['of no known place', repositoryArn({ region: '' }, 'team/api'), 'arn:*:ecr:*:*:repository/team/api'],
    [
      'of a name that is not whole yet',
      repositoryArn({ region: 'eu-west-1' }, 'team/${{ target.account }}/api'),
      'arn:aws:ecr:eu-west-1:*:repository/team/*/api',
    ],
    ['of a role', roleArn(EU, 'ecrsync'), 'arn:aws:iam::111122223333:role/ecrsync'],
    ['of a key', keyArn(EU, 'mrk-1'), 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1'],
  ])('%s', (_, arn, expected) => expect(arn).toBe(expected))
})

describe('globs as patterns of IAM', () => {
  test.each([
    [['payments/**'], ['payments/*']],
    [['**/api'], ['*api']],
    [['a/**/b', '!a/c/b'], ['a/*b']],
    [
      ['cache/{docker,quay}/**', 'x[0-9]'],
      ['cache/docker/*', 'cache/quay/*', 'x?'],
    ],
    [['{a,b}-{c,d}'], ['a-c', 'b-c', 'a-d', 'b-d']],
    [['!legacy/**'], ['*']],
    [['team/?pi'], ['team/?pi']],
  ])('%j are %j', (globs, expected) => expect([...patternsOf(globs)].sort()).toEqual([...expected].sort()))

  const part = fc.constantFrom('a', 'ab', '*', '**', '?', '{a,b}', '[ab]', 'a*')
  const glob = fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'))
  const name = fc
    .array(fc.constantFrom('a', 'ab', 'b', 'abc'), { minLength: 1, maxLength: 4 })
    .map(parts => parts.join('/'))

  test('whatever a glob matches, its patterns match', () =>
    fc.assert(
      fc.property(fc.array(glob, { minLength: 1, maxLength: 2 }), name, (globs, named) => {
        fc.pre(matcher(globs)(named))
        expect(patternsOf(globs).some(pattern => takesAction(pattern, named))).toBe(true)
      }),
      { numRuns: runs(200) },
    ))
})

test.each([
  ['cache/*', '*/docker/*', ['cache/*']],
  ['*', 'cache/*', ['cache/*']],
  ['cache/docker/*', 'cache/*', ['cache/docker/*']],
  ['legacy/*', 'cache/*', []],
])('%s and %s have in common %j', (one, other, expected) => {
  expect(common(one, other)).toEqual(expected)
  expect(common(other, one)).toEqual(expected)
})
