import { describe, expect, test } from 'vitest'
import { printResolved } from '../../../src/manifest/meaning/print.ts'
import type { ResolvedManifest } from '../../../src/manifest/meaning/resolve.ts'
import { resolveTargets } from '../../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../../src/manifest/meaning/wishes.ts'
import { HEAD, loadedFrom, printedFrom, resolvedFrom, settingsOf, type Texts } from '../world.ts'

const TARGET = { target: { name: 'default' } }
const policy = (version: string) =>
  JSON.stringify({
    Version: version,
    Statement: { Effect: 'Allow', Principal: { AWS: ['111122223333'] }, Action: 'ecr:PutImage' },
  })

const FILES = {
  'ecrsync.yaml': `${HEAD}ownership: none
accounts: { ci: "444455556666" }
include: ["teams/*.yaml"]
repositoryPolicies:
  push: { access: { push: [ci] } }
lifecyclePolicies:
  few:
    - { tagPattern: "v*", keepNewest: 3, description: "keep # some: of them" }
    - { untagged: true, expireAfter: 7 days }
defaults:
  - match: "**"
    tags: { by: ecrsync, of: "\${{ repository.name }}", to: "\${{ target.name }} \${{ target.account }}", answer: "yes", zip: "0123" }
    lifecyclePolicy: few
repositories:
  team/app:
    tags: { by: me, gone: null, "a.b": "" }
    repositoryPolicy: [push, { file: policies/new.json }]
  team/none: { repositoryPolicy: null, lifecyclePolicy: null }
  "123": { unmanaged: [tags, lifecyclePolicy] }
removed:
  - { name: team/old, maxImages: 2, reason: "moved: away" }
`,
  'teams/a.yaml': `repositories:
  team/a: { repositoryPolicy: { file: ../policies/new.json }, imageScanningConfiguration: { scanOnPush: true } }
  team/b: { repositoryPolicy: { file: ../policies/old.json }, encryptionConfiguration: { encryptionType: KMS } }
  team/c: { imageTagMutability: MUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [{ filter: v*, filterType: WILDCARD }] }
`,
  'policies/new.json': policy('2012-10-17'),
  'policies/old.json': policy('2008-10-17'),
}

const wants = (resolved: ResolvedManifest) => {
  const wishes = wishesOf(resolved)
  return [...wishes.registry(), ...wishes.repositories.flatMap(wishes.of)]
    .map(({ address, want }) => [address, unnamed(want)])
    .sort()
}
/** A printed document has lost the manifest's name for it. */
const unnamed = (want: unknown) => ({ ...(want as object), named: undefined })

describe('the printed manifest, its comments removed, is a manifest that means the same', () => {
  const texts = async (files: Texts) => (await printedFrom(files, TARGET)).replaceAll(/ +# \S+:\d+$/gm, '')

  test('of layers, names, files and variables', async () => {
    const printed = await texts(FILES)
    expect(printed).not.toMatch(/#.*yaml|include|defaults|repository\.name/)
    const again = { ...FILES, 'ecrsync.yaml': printed }
    const [before, after] = [await resolvedFrom(FILES, TARGET), await resolvedFrom(again, TARGET)]
    expect(wants(after)).toEqual(wants(before))
    expect([after.name, after.context, after.accounts]).toEqual([before.name, before.context, before.accounts])
    expect(await texts(again)).toBe(printed)
  })

  test.each(['yes', '0123', '1.10', 'null', 'a: b', '', ' x ', '-', '@a', 'Zürich', '2026-01-01', '1:30'])(
    'of the tag value %j',
    async value => {
      const files = `${HEAD}repositories: { app: { tags: { key: ${JSON.stringify(value)} } } }\n`
      const [before, after] = [await resolvedFrom(files), await resolvedFrom(await texts(files))]
      expect(settingsOf(before, 'app')).toEqual({ tags: { key: value } })
      expect(settingsOf(after, 'app')).toEqual({ tags: { key: value } })
    },
  )
})

describe('nothing of it is lost', () => {
  const DIGEST = `sha256:${'a'.repeat(64)}`
  const lines = async (files: Texts, options = {}) =>
    (await printedFrom(files, options)).split('\n').map(line => line.trim().replace(/ # \S+:\d+$/, ''))

  test('not the guards', async () => {
    const printed = await printedFrom(
      `${HEAD}guards: { expireImages: { max: 3, percent: 12.5 } }\nrepositories: { app: {} }\n`,
    )
    expect((await resolvedFrom(printed)).guards).toEqual({ expireImages: { max: 3, percent: 12.5 } })
  })

  test.each([
    ['oci:./build/app:1.4', 'oci:teams/a/build/app:1.4'],
    [`oci-archive:app.tar@${DIGEST}`, `oci-archive:teams/a/app.tar@${DIGEST}`],
    ['oci:../app', 'oci:teams/a/../app'],
    ['oci:${{ target.account }}/app', 'oci:teams/a/${{ target.account }}/app'],
    ['oci:/srv/app', 'oci:/srv/app'],
    ['ecr:other:1', 'ecr:other:1'],
  ])('a fragment in teams/a says %s, and the root would say %s', async (said, printed) => {
    const files = (image: string) => ({
      'ecrsync.yaml': `${HEAD}include: ["teams/a/*.yaml"]\n`,
      'teams/a/b.yaml': `repositories: { app: { images: { v1: ${image} } } }\n`,
    })
    expect(await lines(files(JSON.stringify(said)))).toContain(`v1: ${JSON.stringify(printed)}`)
    expect(await lines(files(`{ from: ${JSON.stringify(said)}, referrers: true }`))).toContain(`from: ${printed}`)
  })

  test('nor the environment, where a policy stays in its file', async () => {
    const [manifest, environment] = [
      (file: string) => `${HEAD}env: [WHO]\nrepositories: { app: { repositoryPolicy: { file: ${file} } } }\n`,
      { WHO: '111122223333' },
    ]
    const said = policy('2008-10-17').replace('111122223333', '${{ env.WHO }}')
    // A key that a manifest cannot say.
    const odd = said.replace('"Action"', '"Condition":{"StringEquals":{"<<":"x"}},"Action"')
    const files = { 'odd.json': odd, 'new.json': said }
    expect(await lines({ ...files, 'ecrsync.yaml': manifest('odd.json') }, { environment })).toContain('env:')
    expect(await lines({ ...files, 'ecrsync.yaml': manifest('new.json') }, { environment })).not.toContain('env:')
  })

  test('not a lifecycle policy in a file, whose rules are said in full', async () => {
    const rules = [
      {
        rulePriority: 3,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
        action: { type: 'expire' },
      },
    ]
    const manifest = `${HEAD}repositories: { app: { lifecyclePolicy: { file: r.json } } }\n`
    const printed = await printedFrom({ 'ecrsync.yaml': manifest, 'r.json': JSON.stringify({ rules }) })
    expect(settingsOf(await resolvedFrom(printed), 'app')).toEqual({ lifecyclePolicy: [{ rules }] })
  })

  test.each([
    ['a merge key', { StringEquals: { '<<': 'x' } }],
    ['a number that looks like an account', { NumericEquals: { x: 123456789012 } }],
  ])('what JSON holds and a manifest refuses stays in its file: %s', async (_name, Condition) => {
    const statement = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:PutImage', Condition }
    const files = {
      'ecrsync.yaml': `${HEAD}repositories: { app: { repositoryPolicy: [{ file: p.json }, { file: q.json }] } }\n`,
      'p.json': JSON.stringify({ Version: '2012-10-17', Statement: statement }),
      'q.json': policy('2008-10-17'),
    }
    expect(await lines(files)).toContain('- file: p.json')
  })

  test('no character that YAML forbids or a terminal obeys is printed', async () => {
    const rule = '{ any: true, keepNewest: 1, description: "\\x81\\e[2J\\u202e\\r\\n" }'
    const printed = await printedFrom(`${HEAD}repositories: { app: { lifecyclePolicy: [${rule}] } }\n`)
    expect(printed).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
    expect(settingsOf(await resolvedFrom(printed), 'app')).toEqual({
      lifecyclePolicy: [[{ any: true, keepNewest: 1, description: '\u0081\u001b[2J\u202e\r\n' }]],
    })
  })
})

describe('each value says where it comes from', () => {
  test('on its own line', async () => {
    expect(await printedFrom(FILES, TARGET)).toMatchInlineSnapshot(`
      "version: 1 # ecrsync.yaml:1
      name: acme # ecrsync.yaml:2
      ownership: none # ecrsync.yaml:3
      accounts:
        ci: "444455556666" # ecrsync.yaml:4
      repositories:
        # ecrsync.yaml:21
        "123": {}
        # ecrsync.yaml:17
        team/app:
          tags:
            by: "me" # ecrsync.yaml:18
            of: "team/app" # ecrsync.yaml:14
            to: "default \${{ target.account }}" # ecrsync.yaml:14
            answer: "yes" # ecrsync.yaml:14
            zip: "0123" # ecrsync.yaml:14
            gone: null # ecrsync.yaml:18
            a.b: "" # ecrsync.yaml:18
          repositoryPolicy:
            - access:
                push:
                  - ci # ecrsync.yaml:7
            - statements:
                - Effect: Allow # ecrsync.yaml:19
                  Principal:
                    AWS:
                      - "111122223333" # ecrsync.yaml:19
                  Action: ecr:PutImage # ecrsync.yaml:19
          lifecyclePolicy:
            - tagPattern: v* # ecrsync.yaml:10
              keepNewest: 3 # ecrsync.yaml:10
              description: "keep # some: of them" # ecrsync.yaml:10
            - untagged: true # ecrsync.yaml:11
              expireAfter: 7 days # ecrsync.yaml:11
        # ecrsync.yaml:20
        team/none:
          tags:
            by: "ecrsync" # ecrsync.yaml:14
            of: "team/none" # ecrsync.yaml:14
            to: "default \${{ target.account }}" # ecrsync.yaml:14
            answer: "yes" # ecrsync.yaml:14
            zip: "0123" # ecrsync.yaml:14
          repositoryPolicy: null # ecrsync.yaml:20
          lifecyclePolicy: null # ecrsync.yaml:20
        # teams/a.yaml:2
        team/a:
          tags:
            by: "ecrsync" # ecrsync.yaml:14
            of: "team/a" # ecrsync.yaml:14
            to: "default \${{ target.account }}" # ecrsync.yaml:14
            answer: "yes" # ecrsync.yaml:14
            zip: "0123" # ecrsync.yaml:14
          imageScanningConfiguration:
            scanOnPush: true # teams/a.yaml:2
          repositoryPolicy:
            statements:
              - Effect: Allow # teams/a.yaml:2
                Principal:
                  AWS:
                    - "111122223333" # teams/a.yaml:2
                Action: ecr:PutImage # teams/a.yaml:2
          lifecyclePolicy:
            - tagPattern: v* # ecrsync.yaml:10
              keepNewest: 3 # ecrsync.yaml:10
              description: "keep # some: of them" # ecrsync.yaml:10
            - untagged: true # ecrsync.yaml:11
              expireAfter: 7 days # ecrsync.yaml:11
        # teams/a.yaml:3
        team/b:
          tags:
            by: "ecrsync" # ecrsync.yaml:14
            of: "team/b" # ecrsync.yaml:14
            to: "default \${{ target.account }}" # ecrsync.yaml:14
            answer: "yes" # ecrsync.yaml:14
            zip: "0123" # ecrsync.yaml:14
          encryptionConfiguration:
            encryptionType: KMS # teams/a.yaml:3
          repositoryPolicy:
            Version: 2008-10-17 # teams/a.yaml:3
            Statement:
              Effect: Allow # teams/a.yaml:3
              Principal:
                AWS:
                  - "111122223333" # teams/a.yaml:3
              Action: ecr:PutImage # teams/a.yaml:3
          lifecyclePolicy:
            - tagPattern: v* # ecrsync.yaml:10
              keepNewest: 3 # ecrsync.yaml:10
              description: "keep # some: of them" # ecrsync.yaml:10
            - untagged: true # ecrsync.yaml:11
              expireAfter: 7 days # ecrsync.yaml:11
        # teams/a.yaml:4
        team/c:
          tags:
            by: "ecrsync" # ecrsync.yaml:14
            of: "team/c" # ecrsync.yaml:14
            to: "default \${{ target.account }}" # ecrsync.yaml:14
            answer: "yes" # ecrsync.yaml:14
            zip: "0123" # ecrsync.yaml:14
          imageTagMutability: MUTABLE_WITH_EXCLUSION # teams/a.yaml:4
          imageTagMutabilityExclusionFilters:
            - filter: v* # teams/a.yaml:4
              filterType: WILDCARD # teams/a.yaml:4
          lifecyclePolicy:
            - tagPattern: v* # ecrsync.yaml:10
              keepNewest: 3 # ecrsync.yaml:10
              description: "keep # some: of them" # ecrsync.yaml:10
            - untagged: true # ecrsync.yaml:11
              expireAfter: 7 days # ecrsync.yaml:11
      removed:
        - name: team/old # ecrsync.yaml:23
          maxImages: 2 # ecrsync.yaml:23
          reason: "moved: away" # ecrsync.yaml:23
      "
    `)
  })

  test('so that no value is without', async () => {
    const lines = (await printedFrom(FILES, TARGET)).trimEnd().split('\n')
    const isSaid = (line: string) => / # (ecrsync|teams\/a)\.yaml:\d+$/.test(line)
    expect(lines.filter(line => !isSaid(line) && !line.endsWith(':'))).toEqual(['  "123": {}'])
  })
})

describe('a target', () => {
  const TEXT = `${HEAD}accounts: { ci: ["111122223333", "444455556666"] }
targets:
  flat: { region: sa-east-1 }
  flat/1: { region: us-east-1, labels: { env: one } }
  fleet: { accounts: [ci], regions: [eu-west-1], role: "arn:aws:iam::\${{ target.account }}:role/x", labels: { env: dev } }
repositories:
  app: { targets: ["env=dev"], tags: { who: "\${{ target.account }}" } }
  other: { targets: ["flat/*"] }
removed:
  - { name: old, targets: ["fleet/**"] }
`

  async function printedFor(text: string, name: string): Promise<string> {
    const manifest = await loadedFrom(text)
    const found = resolveTargets(manifest, { environment: {} }).targets.find(({ target }) => target.name === name)
    return found ? printResolved(manifest.root, found.resolved(), found.target) : ''
  }

  test('is printed with what is for it, and no selectors', async () => {
    const printed = await printedFor(TEXT, 'fleet/444455556666/eu-west-1')
    expect(printed).toContain(`targets:
  fleet/444455556666/eu-west-1:
    account: "444455556666" # ecrsync.yaml:7
    region: eu-west-1 # ecrsync.yaml:7
    role: arn:aws:iam::444455556666:role/x # ecrsync.yaml:7
    labels:
      env: dev # ecrsync.yaml:7
repositories:
  # ecrsync.yaml:9
  app:
    tags:
      who: "444455556666" # ecrsync.yaml:9
removed:
  - name: old # ecrsync.yaml:12
`)
    expect(await printedFor(TEXT, 'flat/1')).toContain('\n  flat/1:\n    region: us-east-1 # ecrsync.yaml:6\n')
    expect(await printedFor(TEXT, 'flat')).toContain('\n  flat:\n    region: sa-east-1 # ecrsync.yaml:5\nrepositories')
  })

  test('is a manifest that means the same', async () => {
    const withoutPlaces = (text: string) => text.replaceAll(/ *#.*/g, '')
    const name = 'fleet/111122223333/eu-west-1'
    const printed = await printedFor(TEXT, name)
    expect(withoutPlaces(await printedFor(printed, name))).toBe(withoutPlaces(printed))
  })
})
