import { describe, expect, test } from 'vitest'
import { tokensIn } from '../../../src/judges/in-use/tokens.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('a line', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['of one reference', 'api:1', ['api:1']],
    ['of one word', 'api', ['api']],
    ['of spaces around it', '  api:1 \r', ['api:1']],
    ['of several between spaces', 'api:1 b/c@x', ['api:1', 'b/c@x']],
    ['of the AWS CLI', `h.io/api:1\t${DIGEST}`, ['h.io/api:1', DIGEST]],
    ['of the AWS CLI without a digest', 'h.io/api:1\tNone', ['h.io/api:1']],
    ['of commas', 'api:1,b:2', ['api:1', 'b:2']],
    ['of a JSON list', `["api:1", "b:2"],`, ['api:1', 'b:2']],
    ['of a bracket of JSON', '    ],', []],
    ['of a member of JSON', `"image": "api:1", "imageDigest": null,`, ['api:1']],
    ['of a list in JSON', `"repoDigests": ["h.io/a@x"]`, ['h.io/a@x']],
    ['of a key of YAML', '  - image: "h.io/image:1"', ['h.io/image:1']],
    ['of uniq', '      3 api:1', ['api:1']],
    ['of a comment', '# api:1', []],
    ['of a comment behind it', 'api:1 # the old one', ['api:1']],
    ['of nothing', ' ', []],
    ['of an IPv6 host in a list', '["[::1]:5000/api:1"]', ['[::1]:5000/api:1']],
    ['of ids', 'aaaaaaaaaaaa bbbbbbbbbbbb', ['aaaaaaaaaaaa', 'bbbbbbbbbbbb']],
  ])('%s names them', (_, line, expected) => expect(tokensIn(line)).toEqual(expected))

  test.each([
    ['prose', 'no resources found'],
    ['prose with a reference', 'cannot pull h.io/api:1'],
    ['a word that is longer than any reference', 'a'.repeat(2000)],
    ['such a word among others', `a:1 ${'b/'.repeat(1000)}`],
  ])('of %s is none', (_, line) => expect(tokensIn(line)).toBeUndefined())

  test('that is the head of a column is none, where it is the first', () => {
    expect(tokensIn('IMAGE   IMAGEID', true)).toEqual([])
    expect(tokensIn('IMAGE')).toEqual(['IMAGE'])
  })
})
