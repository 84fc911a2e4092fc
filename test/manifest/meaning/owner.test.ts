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

describe('a name may stand for a list of accounts', () => {
  const accounts = (list: string) => named('acme', `accounts: { fleet: ${list} }\n`)

  test('which each is called by, but by a name of its own', async () => {
    const text = named('acme', 'accounts: { ci: "111122223333", fleet: ["111122223333", "444455556666"] }\n')
    const resolved = await resolvedFrom(text)
    expect([...resolved.accounts]).toEqual([
      ['111122223333', 'ci'],
      ['444455556666', 'fleet'],
    ])
    expect(resolved.context.accounts.get('fleet')).toEqual(['111122223333', '444455556666'])
  })

  test.each<[string, string, string]>([
    ['an id that is none', '["111122223333", "ci"]', '3:37 error INVALID_ACCOUNT'],
    ['nobody', '[]', '3:13 error INVALID_ACCOUNT'],
    ['an id without quotes', '[111122223333]', '3:21 error UNQUOTED'],
    ['a list in a list', '[["111122223333"]]', '3:21 error WRONG_TYPE'],
    ['more than can be given anything', JSON.stringify(Array(1001).fill('111122223333')), '3:13 error WRONG_VALUE'],
  ])('but not for %s', async (_name, list, found) => {
    expect(await findingsIn(accounts(list))).toEqual([`ecrsync.yaml:${found}`])
  })
})

describe('levels of access', () => {
  test('are what the root says they are', async () => {
    const { context } = await resolvedFrom(named('acme', 'accessLevels: { reader: ["ecr:ListImages"] }\n'))
    expect(context.accessLevels?.get('reader')).toEqual(['ecr:ListImages'])
  })

  test.each<[string, string, string]>([
    ['an unknown action', '{ reader: ["ecr:ListImages", "ecr:ListImage"] }', '3:44 error ACCESS_LEVEL'],
    ['a name that is taken', '{ pull: ["ecr:ListImages"] }', '3:17 error RESERVED_NAME'],
    ['an action of the registry', '{ reader: ["ecr:GetAuthorizationToken"] }', '3:26 warning ACCESS_LEVEL'],
    ['an expression', '{ reader: ["${{ target.name }}"] }', '3:26 error UNKNOWN_VARIABLE'],
  ])('are told %s', async (_name, levels, found) => {
    expect(await findingsIn(named('acme', `accessLevels: ${levels}\n`))).toEqual([`ecrsync.yaml:${found}`])
  })

  test('are of the root, and hold in fragments', async () => {
    const files = {
      'ecrsync.yaml': named('acme', 'include: [t.yaml]\naccessLevels: { reader: ["ecr:ListImages"] }\n'),
      't.yaml': 'repositories: { b1: { repositoryPolicy: { access: { reader: ["111122223333"] } } } }\n',
    }
    expect(await findingsIn(files)).toEqual([])
    expect(await findingsIn({ ...files, 't.yaml': 'accessLevels: {}\n' })).toEqual(['t.yaml:1:1 error UNKNOWN_KEY'])
  })
})
