import { describe, expect, test } from 'vitest'
import type { Claim } from '../../../src/kinds/kind.ts'
import { diagnosticsOf, findingsIn, HEAD, printedFrom, resolvedFrom, wishesFrom } from '../world.ts'

const REPOSITORIES = 'repositories: { team/api: , team/web: , app: }\n'
const manifest = (claims: string) => `${HEAD}${claims}\n${REPOSITORIES}`

const claimOn = async (claims: string, name: string, rest = '') => {
  const wishes = await wishesFrom(`${manifest(claims)}${rest}`)
  const declared = wishes.discovered?.isFor(name) ? wishes.discovered.of(name) : wishes.of(name)
  return declared.find(({ kind }) => kind === 'owner')
}

describe('a claim', () => {
  test.each<[string, string, string, Partial<Claim>]>([
    ['none', '', 'app', {}],
    ['a glob', 'adopt: ["team/*"]', 'team/api', { isAdopted: true }],
    ['a glob that does not match', 'adopt: ["team/*"]', 'app', {}],
    ['an exception of the list', 'adopt: ["**", "!team/web"]', 'team/web', {}],
    ['beside an exception', 'adopt: ["**", "!team/web"]', 'team/api', { isAdopted: true }],
    ['an entry with a match', 'adopt: [{ match: ["**", "!app"] }]', 'team/web', { isAdopted: true }],
    ['from a manifest', 'adopt: [{ match: team/*, from: billing }]', 'team/api', { from: ['billing'] }],
    [
      'from two, and of nobody',
      'adopt: ["team/*", { match: team/api, from: a }, { match: "**", from: b }]',
      'team/api',
      { isAdopted: true, from: ['a', 'b'] },
    ],
    ['a release', 'released: [{ name: app, reason: theirs }]', 'app', { released: 'theirs' }],
    [
      'a release of what a glob adopts',
      'adopt: ["**"]\nreleased: [{ name: app, reason: theirs }]',
      'app',
      { released: 'theirs' },
    ],
    [
      'a release of what is not declared',
      'released: [{ name: old, reason: theirs }]',
      'old',
      { released: 'theirs', isLeaving: true },
    ],
    [
      'for another target',
      'targets: { one: { region: eu-west-1 }, two: { region: us-east-1 } }\nadopt: [{ match: "**", targets: [two] }]',
      'app',
      {},
    ],
  ])('%s', async (_, claims, name, expected) => {
    const options = claims.includes('targets:') ? { target: { name: 'one' } } : {}
    const wishes = await wishesFrom(manifest(claims), options)
    expect(wishes.of(name).find(({ kind }) => kind === 'owner')?.want).toEqual({ manifest: 'acme', ...expected })
  })

  test('on a tombstone adopts nothing, and says from whom it may be taken', async () => {
    const one = await claimOn('adopt: ["**", { match: "**", from: billing }]', 'gone', 'removed: [{ name: gone }]\n')
    expect(one?.want).toEqual({ manifest: 'acme', from: ['billing'], isLeaving: true })
  })

  test('on what is discovered is like that on what is declared', async () => {
    const one = await claimOn('adopt: ["hub/**"]', 'hub/nginx', 'discovered: [{ match: "hub/**", tags: { a: b } }]\n')
    expect(one).toMatchObject({ isDiscovered: true, want: { manifest: 'acme', isAdopted: true } })
  })

  test.each([
    ['adopt: ["app"]', 3],
    ['released: [{ name: app, reason: x }]', 3],
    ['', 4],
  ])('of %j stands where it is said, or where the repository is', async (claims, line) => {
    expect((await claimOn(claims, 'app'))?.sources.get('')).toMatchObject([{ line }])
  })

  test('that releases keeps the tag from a repository that is created', async () => {
    const wantOf = async (claims: string) =>
      (await wishesFrom(manifest(claims))).of('app').find(({ kind }) => kind === 'repository')?.want
    expect(await wantOf('')).toMatchObject({ owner: { 'ecrsync:manifest': 'acme' } })
    expect(await wantOf('released: [{ name: app, reason: theirs }]')).not.toHaveProperty('owner')
  })

  test('is filled in where names are', async () => {
    const text = `${HEAD}env: [ECRSYNC_VAR_TEAM]\nadopt: [{ match: "**", from: "\${{ env.ECRSYNC_VAR_TEAM }}-old" }]
released: [{ name: "\${{ env.ECRSYNC_VAR_TEAM }}/app", reason: x }]\n`
    const { claims } = await resolvedFrom(text, { environment: { ECRSYNC_VAR_TEAM: 'blue' } })
    expect([claims.adopt[0]?.from, claims.released[0]?.name]).toEqual(['blue-old', 'blue/app'])
  })
})

describe('what is said of claims', () => {
  test.each<[string, string, readonly string[]]>([
    ['a glob that matches nothing', 'adopt: ["teem/*"]', ['ecrsync.yaml:3 warning MATCHES_NOTHING']],
    [
      'an entry that matches nothing',
      'adopt: [{ match: teem/*, from: old }]',
      ['ecrsync.yaml:3 warning MATCHES_NOTHING'],
    ],
    ['an exception alone matches nothing by itself', 'adopt: ["**", "!app"]', []],
    ['a glob that is none', 'adopt: ["a|b"]', ['ecrsync.yaml:3 error INVALID_GLOB']],
    [
      'an address',
      'adopt: [{ match: ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/app"] }]',
      ['ecrsync.yaml:3 error INVALID_GLOB'],
    ],
    ['from itself', 'adopt: [{ match: app, from: acme }]', ['ecrsync.yaml:3 error ADOPTED_FROM_ITSELF']],
    ['from no manifest', 'adopt: [{ match: app, from: "a;b" }]', ['ecrsync.yaml:3 error INVALID_NAME']],
    ['with nothing owned', 'ownership: none\nadopt: ["app"]', ['ecrsync.yaml:4 error ADOPT_WITHOUT_OWNER']],
    ['releases with nothing owned', 'ownership: none\nreleased: [{ name: app, reason: x }]', []],
    ['without a reason', 'released: [{ name: app, reason: " " }]', ['ecrsync.yaml:3 error NO_REASON']],
    ['reason left out', 'released: [{ name: app }]', ['ecrsync.yaml:3 error MISSING_KEY']],
    [
      'twice',
      'released: [{ name: app, reason: x }, { name: app, reason: y }]',
      ['ecrsync.yaml:3 error RELEASED_TWICE'],
    ],
    [
      'and removed',
      'released: [{ name: gone, reason: x }]\nremoved: [{ name: gone }]',
      ['ecrsync.yaml:3 error RELEASED_AND_REMOVED'],
    ],
    ['a name that ECR would refuse', 'released: [{ name: App!, reason: x }]', ['ecrsync.yaml:3 error INVALID_NAME']],
    ['for no target', 'released: [{ name: app, reason: x, targets: [x] }]', ['ecrsync.yaml:3 error UNKNOWN_TARGET']],
  ])('%s', async (_, claims, expected) =>
    expect((await findingsIn(manifest(claims))).map(found => found.replace(/:\d+ /, ' '))).toEqual(expected),
  )

  test('whether something that is discovered matches, is known to the registry alone', async () => {
    expect(
      await findingsIn(`${manifest('adopt: ["hub/**"]')}discovered: [{ match: "hub/**", tags: { a: b } }]\n`),
    ).toEqual([])
  })

  test('our own tags are written by no layer', async () => {
    const [found] = await diagnosticsOf(
      `${HEAD}defaults: [{ match: "**", tags: { "ecrsync:manifest": x } }]\n${REPOSITORIES}`,
    )
    expect(found).toMatchObject({ code: 'RESERVED_TAG', hint: expect.stringContaining('`adopt`') })
  })
})

test('claims are printed as they are for the target', async () => {
  const text = manifest(`targets: { one: { region: eu-west-1 }, two: { region: us-east-1 } }
adopt: ["team/*", { match: [app], from: billing }, { match: "**", targets: [two] }]
released: [{ name: gone, reason: "theirs: now", targets: [one] }]`)
  expect(await printedFrom(text, { target: { name: 'one' } })).toContain(`adopt:
  - team/* # ecrsync.yaml:4
  - match:
      - app # ecrsync.yaml:4
    from: billing # ecrsync.yaml:4
released:
  - name: gone # ecrsync.yaml:5
    reason: "theirs: now" # ecrsync.yaml:5
`)
})
