import { describe, expect, test } from 'vitest'
import type { Declared, Fields, Wishes } from '../../../src/model.ts'
import { diagnosticsOf, findingsIn, HEAD, printedFrom, resolvedFrom, wishesFrom } from '../world.ts'

const MANIFEST = `version: 1
name: acme
repositoryPolicies:
  org-pull: { access: { pull: ["o-abc1234567"] } }
lifecyclePolicies:
  standard: [{ untagged: true, expireAfter: "\${{ vars.days }}" }]
defaults:
  - { match: "**", tags: { from: defaults }, imageTagMutability: IMMUTABLE }
repositories:
  docker-hub/mine:
removed:
  - name: docker-hub/gone
discovered:
  - match: "**"
    vars: { days: 7 days }
    tags: { found: "\${{ repository.name }}", by: all }
    repositoryPolicy: org-pull
  - match: ["docker-hub/**", "!docker-hub/private/**"]
    vars: { days: 30 days }
    tags: { by: hub, old: null }
    lifecyclePolicy: standard
    repositoryPolicy: [inherited, { access: { push: ["111122223333"] } }]
  - { match: docker-hub/scanned, unmanaged: [tags.by, repositoryPolicy], imageScanningConfiguration: { scanOnPush: true } }
`
  .replace('7 days }', '"7 days" }')
  .replace('30 days }', '"30 days" }')

const of = ({ discovered }: Wishes, name: string): readonly Declared[] | undefined =>
  discovered?.isFor(name) ? discovered.of(name).filter(({ kind }) => kind !== 'owner') : undefined
const wantOf = (declared: readonly Declared[] = [], kind: string): Fields | null | undefined =>
  declared.find(one => one.kind === kind)?.want as Fields | null | undefined
const linesOf = (declared: readonly Declared[] = [], kind: string, path: string) =>
  declared
    .find(one => one.kind === kind)
    ?.sources.get(path)
    ?.map(({ line }) => line)

describe('entries of discovered', () => {
  test('are laid over each other, and defaults are not laid below them', async () => {
    const found = of(await wishesFrom(MANIFEST), 'docker-hub/nginx')
    expect(found?.map(({ address }) => address)).toEqual([
      'repository["docker-hub/nginx"]',
      'repositoryPolicy["docker-hub/nginx"]',
      'lifecyclePolicy["docker-hub/nginx"]',
    ])
    expect(wantOf(found, 'repository')).toEqual({ tags: { found: 'docker-hub/nginx', by: 'hub', old: null } })
    expect(JSON.stringify(wantOf(found, 'lifecyclePolicy'))).toContain('"countNumber":30')
    expect(JSON.stringify(wantOf(found, 'repositoryPolicy'))).toMatch(/o-abc1234567.*111122223333/)
  })

  test('say where each setting comes from', async () => {
    const found = of(await wishesFrom(MANIFEST), 'docker-hub/nginx')
    expect(linesOf(found, 'repository', '')).toEqual([18])
    expect(linesOf(found, 'repository', 'tags.by')).toEqual([16, 20])
    expect(linesOf(found, 'repository', 'tags.found')).toEqual([16])
    expect(linesOf(found, 'lifecyclePolicy', '')).toEqual([21])
    expect(linesOf(found, 'repositoryPolicy', '')).toEqual([17, 22])
  })

  test.each([
    ['an exception is not matched by that entry', 'docker-hub/private/x', { found: 'docker-hub/private/x', by: 'all' }],
    ['hands off takes back what entries before say', 'docker-hub/scanned', { found: 'docker-hub/scanned', old: null }],
  ])('%s', async (_title, name, tags) => {
    expect(wantOf(of(await wishesFrom(MANIFEST), name), 'repository')).toMatchObject({ tags })
  })

  test.each(['docker-hub/mine', 'docker-hub/gone'])('are not about %s, which the manifest names', async name => {
    expect(of(await wishesFrom(MANIFEST), name)).toBeUndefined()
  })

  test('are about no other name than they match', async () => {
    const wishes = await wishesFrom(`${HEAD}discovered: [{ match: "hub/**", tags: { a: b } }]\n`)
    expect([of(wishes, 'hub/x') !== undefined, of(wishes, 'app')]).toEqual([true, undefined])
    expect(wishes.repositories).toEqual([])
  })

  test('that say nothing are about nothing', async () => {
    const wishes = await wishesFrom(`${HEAD}discovered: [{ match: "hub/**" }]\n`)
    expect(wishes.discovered).toBeUndefined()
  })

  test('make wishes that know what they are about', async () => {
    const found = of(await wishesFrom(MANIFEST), 'docker-hub/nginx') ?? []
    expect(found.map(({ scope, isDiscovered }) => [scope, isDiscovered])).toEqual(found.map(() => ['repository', true]))
  })
})

describe('what is wrong with an entry', () => {
  test.each<[string, string, readonly string[]]>([
    ['images', '{ match: "**", images: { v1: null } }', ['ecrsync.yaml:3:29 error UNKNOWN_KEY']],
    ['no match', '{ tags: { a: b } }', ['ecrsync.yaml:3:14 error MISSING_KEY']],
    ['a bad glob', '{ match: ["(a)"], tags: { a: b } }', ['ecrsync.yaml:3:24 error INVALID_GLOB']],
    [
      'a glob that no name matches',
      '{ match: ["Hub/**", "hub/**"], tags: { a: b } }',
      ['ecrsync.yaml:3:24 warning MATCHES_NOTHING'],
    ],
    [
      'repositories that are all declared',
      '{ match: team/app, tags: { a: b } }',
      ['ecrsync.yaml:3:16 warning MATCHES_NOTHING'],
    ],
    ['an unknown policy', '{ match: "**", lifecyclePolicy: standrd }', ['ecrsync.yaml:3:29 error UNKNOWN_POLICY']],
    ['an unknown setting', '{ match: "**", unmanaged: [policy] }', ['ecrsync.yaml:3:41 error UNKNOWN_SETTING']],
    ['what ECR refuses', '{ match: "**", tags: { "aws:x": b } }', ['ecrsync.yaml:3:37 error RESERVED_TAG']],
    ['a tag that is no text', '{ match: "**", tags: { a: 1 } }', ['ecrsync.yaml:3:37 error UNQUOTED']],
    [
      'a variable that nothing says',
      '{ match: "**", tags: { a: "${{ vars.x }}" } }',
      ['ecrsync.yaml:3:37 error VAR_NOT_SET'],
    ],
    [
      'an unknown variable',
      '{ match: "**", tags: { a: "${{ env.X }}" } }',
      ['ecrsync.yaml:3:37 error UNKNOWN_VARIABLE'],
    ],
    [
      'a variable in a glob',
      '{ match: "${{ target.name }}/**", tags: { a: b } }',
      ['ecrsync.yaml:3:16 error UNKNOWN_VARIABLE'],
    ],
    [
      'nothing to inherit',
      '{ match: "**", repositoryPolicy: [inherited] }',
      ['ecrsync.yaml:3:29 error REPOSITORY_POLICY', 'ecrsync.yaml:3:48 warning NOTHING_INHERITED'],
    ],
    [
      'a form that is wrong with any name',
      '{ match: "**", imageScanningConfiguration: { scanOnPush: "${{ repository.name }}" } }',
      ['ecrsync.yaml:3:59 error WRONG_TYPE'],
    ],
  ])('%s', async (_title, entry, expected) => {
    const text = `${HEAD}discovered: [${entry}]\nrepositories: { team/app: }\n`
    expect(await findingsIn(text)).toEqual(expected)
  })

  test('images are said to be left alone', async () => {
    const [found] = await diagnosticsOf(`${HEAD}discovered: [{ match: "**", images: { v1: null } }]\n`)
    expect(found).toMatchObject({
      detail: expect.stringMatching(/are left alone/),
      hint: expect.stringMatching(/^Declare the repository under repositories/),
    })
  })

  test('a variable that is not set says where it may be', async () => {
    const [found] = await diagnosticsOf(`${HEAD}discovered: [{ match: "hub/*", tags: { a: "\${{ vars.x }}" } }]\n`)
    expect(found).toMatchObject({
      summary: 'vars.x is not set for hub/xx',
      detail: 'This text asks for it, and no entry that matches says it.',
      hint: 'Add vars: { x: … } to this entry, or to another one that matches the same names.',
    })
  })

  test('a fragment has no entries', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}include: [a.yaml]\n`,
      'a.yaml': 'discovered: [{ match: "**", tags: { a: b } }]\n',
    }
    expect(await diagnosticsOf(files)).toMatchObject([
      { code: 'UNKNOWN_KEY', hint: 'Only the root says discovered: remove it here.' },
    ])
  })
})

describe('what is wrong for one name alone', () => {
  const LONG = `hub/${'x'.repeat(240)}`
  const MANY = `${HEAD}discovered:
  - match: "hub/**"
    tags: { a: "\${{ repository.name }} \${{ repository.name }}" }
    imageTagMutability: MUTABLE
`

  test('is nothing that validate can know', async () => {
    expect(await findingsIn(MANY)).toEqual([])
  })

  test('refuses the settings of that repository, and of no other', async () => {
    const wishes = await wishesFrom(MANY)
    expect(of(wishes, LONG)).toMatchObject([
      {
        address: `repository["${LONG}"]`,
        want: null,
        refused: { code: 'INVALID_TAG', reason: expect.stringMatching(/^Invalid value of tag "a": nothing of it is/) },
      },
    ])
    expect(of(wishes, LONG)?.[0]?.sources.get('')).toMatchObject([{ line: 5 }])
    expect(of(wishes, 'hub/x')).toMatchObject([{ want: { tags: { a: 'hub/x hub/x' } } }])
  })
})

const statement = (Sid: string) =>
  `{ statements: [{ Sid: ${Sid}, Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc1234567" } } }] }`

test('what entries bring together is wrong where it is wrong with their names', async () => {
  const text = `${HEAD}discovered:
  - { match: ["hub/**", "!hub/ax"], repositoryPolicy: [live, ${statement('One')}] }
  - { match: "hub/a*", repositoryPolicy: [inherited, ${statement('Two')}, { absent: [Old] }] }
`
  expect(await findingsIn(text)).toEqual([])
  const wishes = await wishesFrom(text)
  expect(of(wishes, 'hub/ab')?.flatMap(({ refused }) => refused ?? [])).toEqual([])
  expect(of(wishes, 'hub/ax')).toMatchObject([{ want: null, refused: { code: 'ABSENT_WITHOUT_LIVE' } }])
  expect(of(wishes, 'hub/ax')).toHaveLength(1)
})

describe('printed', () => {
  test('is what loads, and means the same', async () => {
    const printed = await printedFrom(MANIFEST, { target: { region: 'us-east-1' } })
    expect(printed.slice(printed.indexOf('discovered:'))).toMatchInlineSnapshot(`
      "discovered:
        - match:
            - "**" # ecrsync.yaml:14
          vars:
            days: "7 days" # ecrsync.yaml:15
          tags:
            found: "\${{ repository.name }}" # ecrsync.yaml:16
            by: "all" # ecrsync.yaml:16
          repositoryPolicy:
            access:
              pull:
                - o-abc1234567 # ecrsync.yaml:4
        - match:
            - docker-hub/** # ecrsync.yaml:18
            - "!docker-hub/private/**" # ecrsync.yaml:18
          vars:
            days: "30 days" # ecrsync.yaml:19
          tags:
            by: "hub" # ecrsync.yaml:20
            old: null # ecrsync.yaml:20
          repositoryPolicy:
            - inherited # ecrsync.yaml:22
            - access:
                push:
                  - "111122223333" # ecrsync.yaml:22
          lifecyclePolicy:
            - untagged: true # ecrsync.yaml:6
              expireAfter: \${{ vars.days }} # ecrsync.yaml:6
        - match:
            - docker-hub/scanned # ecrsync.yaml:23
          imageScanningConfiguration:
            scanOnPush: true # ecrsync.yaml:23
          unmanaged:
            - tags.by # ecrsync.yaml:23
            - repositoryPolicy # ecrsync.yaml:23
      "
    `)
    const [before, after] = [await wishesFrom(MANIFEST), await wishesFrom(printed)]
    for (const name of ['app', 'docker-hub/nginx', 'docker-hub/scanned', 'docker-hub/private/x']) {
      const wants = (wishes: Wishes) =>
        of(wishes, name)?.map(({ address, want }) => [
          address,
          JSON.stringify(want).replace(/,"named":("standard"|\[[^\]]*\])/, ''),
        ])
      expect(wants(after)).toEqual(wants(before))
    }
  })
})

describe('printed, an entry that does nothing but inherit', () => {
  test.each<[string, string, string]>([
    ['all of it', '[inherited]', 'repositoryPolicy: inherited'],
    ['twice', '[inherited, inherited]', '- inherited # ecrsync.yaml:5\n      - inherited'],
    ['and takes away', '[inherited, { absent: [Old] }]', '- absent:'],
  ])('%s, loads and means the same', async (_, said, words) => {
    const text = `${HEAD}discovered:
  - { match: "**", repositoryPolicy: [live, ${statement('One')}] }
  - { match: "hub/**", repositoryPolicy: ${said} }
`
    const printed = await printedFrom(text)
    expect(printed).toContain(words)
    expect(await findingsIn(printed)).toEqual([])
    const wants = async (manifest: string) => of(await wishesFrom(manifest), 'hub/x')?.map(({ want }) => want)
    expect(await wants(printed)).toEqual(await wants(text))
  })
})

test('one hundred thousand names share what the same entries say', async () => {
  const resolved = await resolvedFrom(MANIFEST)
  const [one, other] = ['docker-hub/a', 'docker-hub/b'].map(name => resolved.discovered.of(name)?.settings)
  expect(one?.get('repositoryPolicy')).toBe(other?.get('repositoryPolicy'))
  expect(one?.get('lifecyclePolicy')?.parts?.[0]?.body).toBe(other?.get('lifecyclePolicy')?.parts?.[0]?.body)
})

describe('in several targets', () => {
  const TARGETS = `${HEAD}targets:
  prod: { region: eu-west-1, labels: { env: prod } }
  dev: { region: us-east-1, labels: { env: dev } }
repositories:
  hub/ours: { targets: [prod] }
discovered:
  - { match: "hub/**", tags: { env: "\${{ target.labels.env }}" } }
  - { match: "hub/**", targets: ["env=prod"], tags: { only: prod } }
`
  const inTarget = (name: string, region: string) =>
    wishesFrom(TARGETS, { target: { name, region, labels: { env: name } } })

  test('entries are for those that they choose, and keep their places', async () => {
    const [prod, dev] = [await inTarget('prod', 'eu-west-1'), await inTarget('dev', 'us-east-1')]
    expect(of(prod, 'hub/x')).toMatchObject([{ want: { tags: { env: 'prod', only: 'prod' } } }])
    expect(of(dev, 'hub/x')).toMatchObject([{ want: { tags: { env: 'dev' } } }])
    expect(linesOf(of(prod, 'hub/x'), 'repository', 'tags.only')).toEqual([10])
  })

  test('what is declared in one is discovered where it is not', async () => {
    const [prod, dev] = [await inTarget('prod', 'eu-west-1'), await inTarget('dev', 'us-east-1')]
    expect([of(prod, 'hub/ours') === undefined, of(dev, 'hub/ours') !== undefined]).toEqual([true, true])
  })

  test('a label that one of them lacks is said of that one', async () => {
    const text = TARGETS.replace('target.labels.env', 'target.labels.team').replace(
      '{ env: dev }',
      '{ env: dev, team: a }',
    )
    expect(await findingsIn(text, { target: { name: 'prod', region: 'eu-west-1', labels: { env: 'prod' } } })).toEqual([
      'ecrsync.yaml:9:32 error UNKNOWN_LABEL',
    ])
  })
})
