import { describe, expect, test } from 'vitest'
import { findingsIn, resolvedFrom } from '../world.ts'

const named = (name: string, more = '') =>
  `version: 1\nname: ${JSON.stringify(name)}\n${more}repositories: { app: {} }\n`

describe('the name of a manifest is a tag value', () => {
  test.each(['acme', 'Zürich: a+b=c_d.e/f@g-h 1', 'x'.repeat(256)])('%.40s', async name => {
    expect((await resolvedFrom(named(name))).context.owner).toBe(name)
  })

  test.each(['', 'x'.repeat(257), 'a#b', 'aws:x', 'AWS:x', 'a\nb', '\ud800'])('but not %j', async name => {
    expect(await findingsIn(named(name))).toEqual(['ecrsync.yaml:2:1 error INVALID_NAME'])
  })

  test('which no repository carries where ownership is none', async () => {
    expect((await resolvedFrom(named('acme', 'ownership: none\n'))).context.owner).toBeUndefined()
  })
})

describe('an account is a name for twelve digits', () => {
  test.each<[string, string]>([
    ['ci', '11112222333'],
    ['ci', 'abc'],
    ['111122223333', '111122223333'],
    ['*', '111122223333'],
    ['o-abc1234567', '111122223333'],
    ['arn:aws:iam::111122223333:root', '111122223333'],
    ['two words', '111122223333'],
    ['', '111122223333'],
  ])('so %j: %j is refused', async (name, id) => {
    expect(await findingsIn(named('acme', `accounts: { ${JSON.stringify(name)}: "${id}" }\n`))).toEqual([
      'ecrsync.yaml:3:13 error INVALID_ACCOUNT',
    ])
  })
})
