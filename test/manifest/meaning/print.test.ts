import { describe, expect, test } from 'vitest'
import { wishesOf } from '../../../src/manifest/meaning/wishes.ts'
import type { Wishes } from '../../../src/model.ts'
import { HEAD, printedFrom, resolvedFrom, settingsOf, type Texts } from '../world.ts'

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

const wishes = ({ repositories, of, registry }: Wishes) =>
  [...registry(), ...repositories.flatMap(of)].map(({ address, want }) => [address, unnamed(want)]).sort()
/** A printed document has lost the manifest's name for it. */
const unnamed = (want: unknown) => ({ ...(want as object), named: undefined })

describe('the printed manifest, its comments removed, is a manifest that means the same', () => {
  const texts = async (files: Texts) => (await printedFrom(files, TARGET)).replaceAll(/ +# \S+:\d+$/gm, '')

  test('of layers, names, files and variables', async () => {
    const printed = await texts(FILES)
    expect(printed).not.toMatch(/#.*yaml|include|defaults|repository\.name/)
    const again = { ...FILES, 'ecrsync.yaml': printed }
    const [before, after] = [await resolvedFrom(FILES, TARGET), await resolvedFrom(again, TARGET)]
    expect(wishes(wishesOf(after))).toEqual(wishes(wishesOf(before)))
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
            file: policies/old.json # teams/a.yaml:3
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
