import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../../src/errors.ts'
import { intendedFrom } from '../world.ts'

const TARGET = { name: 'default', region: 'us-east-1' }

const judged = async (prune: string, more = '') =>
  intendedFrom(`version: 1\nname: acme\n${more}repositories:\n  app:\nprune: ${prune}\n`, { target: TARGET }).then(
    ({ warnings }) => warnings.map(({ code }) => code),
    (error: unknown) => (error instanceof EcrsyncError ? error.diagnostics.map(({ code }) => code) : [String(error)]),
  )

describe('what prune matches', () => {
  test.each([
    ['one glob', '{ match: "old/**" }', []],
    ['several, with exceptions', '{ match: ["old/**", "!old/keep"], maxImages: 3 }', []],
    ['no list at all', '{}', ['MISSING_KEY']],
    ['an empty list', '{ match: [] }', ['PRUNE_NAMES_NOTHING']],
    ['an empty text', '{ match: "" }', ['INVALID_GLOB']],
    ['exceptions alone', '{ match: ["!old/**"] }', ['PRUNE_NAMES_NOTHING']],
    ['names that no repository can have', '{ match: "Old/App" }', ['MATCHES_NOTHING']],
    ['an address', '{ match: "111122223333.dkr.ecr.us-east-1.amazonaws.com/old" }', ['INVALID_GLOB']],
  ])('%s', async (_, prune, codes) => {
    expect(await judged(prune)).toEqual(codes)
  })

  test('nothing, with ownership: none', async () => {
    expect(await judged('{ match: "old/**" }', 'ownership: none\n')).toEqual(['PRUNE_WITHOUT_OWNER'])
  })
})
