import { expect, test } from 'vitest'
import type { EcrsyncError } from '../../src/errors.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { resolve } from '../../src/manifest/meaning/resolve.ts'
import { further } from '../../src/manifest/meaning/resolve-targets.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { HEAD, placeOf, type Texts } from './world.ts'

/** Errors of the text, of the form and of the meaning, in one run. */
async function errorsIn(files: Exclude<Texts, string>): Promise<readonly string[]> {
  const options = { target: { region: 'us-east-1' }, environment: {} }
  try {
    resolve(await loadManifest('ecrsync.yaml', memoryFiles(process.cwd(), files), further(options)), options)
    return []
  } catch (error) {
    return (error as EcrsyncError).diagnostics.flatMap(({ source, places = [], code }) =>
      [source, ...places].map(place => `${placeOf(place)} ${code}`),
    )
  }
}

test('an error of the text, of the form or of one file hides no other', async () => {
  const found = await errorsIn({
    'ecrsync.yaml': `${HEAD}include: ["*.yaml"]
lifecyclePolicies: { few: [{ any: true }] }
repositories:
  a/empty: { tags: { team: } }
  a/form: { imageTagMutability: SOMETIMES }
  a/Name: {}
  a/tags: { tags: { "aws:x": "v" } }
  a/policy: { repositoryPolicy: { statements: [{ Effect: Allow, Principal: { AWS: "1" }, Action: "ecr:*" }] } }
  a/file: { repositoryPolicy: { file: broken.json } }
  a/unknown: { lifecyclePolicy: nobody }
  a/uses: { lifecyclePolicy: few }
`,
    'b.yaml': 'repositories:\n  b/form: { tagz: {} }\n  b/meaning: { tags: { "aws:x": "v" } }\n',
    'c.yaml': 'repositories: [\n',
    'broken.json': '{',
  })
  expect(found).toEqual([
    'b.yaml:2:13 UNKNOWN_KEY',
    'b.yaml:3:24 RESERVED_TAG',
    'ecrsync.yaml:9:21 RESERVED_TAG',
    'c.yaml:1:15 INVALID_YAML',
    'ecrsync.yaml:4:28 ONE_VERB',
    'ecrsync.yaml:6:22 EMPTY_VALUE',
    'ecrsync.yaml:7:13 WRONG_VALUE',
    'ecrsync.yaml:8:3 INVALID_NAME',
    'ecrsync.yaml:10:78 REPOSITORY_POLICY',
    'ecrsync.yaml:11:33 INVALID_JSON',
    'ecrsync.yaml:12:16 UNKNOWN_POLICY',
  ])
})

test('what uses something with an error is not told so as well', async () => {
  const found = await errorsIn({
    'ecrsync.yaml': `${HEAD}lifecyclePolicies: { few: { rulez: [] } }
defaults:
  - { match: "**", lifecyclePolicy: few, tags: { a: b } }
repositories:
  a/app: { lifecyclePolicy: few }
  a/other: { unmanaged: [tagz] }
`,
  })
  expect(found).toEqual(['ecrsync.yaml:3:29 UNKNOWN_KEY', 'ecrsync.yaml:8:26 UNKNOWN_SETTING'])
})

test('an error of one target hides none elsewhere', async () => {
  const found = await errorsIn({
    'ecrsync.yaml': `${HEAD}accounts: { ci: "111122223333" }
targets:
  a: { account: nobody, region: us-east-1 }
  b: { account: ci, region: us-east-1, role: x }
repositories:
  a/app: { targets: [c], tags: { "aws:x": v } }
  a/other: { unmanaged: [tagz] }
`,
  })
  expect(found).toEqual([
    'ecrsync.yaml:5:8 UNKNOWN_ACCOUNT',
    'ecrsync.yaml:6:40 INVALID_TARGET',
    'ecrsync.yaml:9:26 UNKNOWN_SETTING',
  ])
})

test('an error of the form of a target hides none elsewhere, and nothing is said of what may choose it', async () => {
  const rest = `repositories:
  a/app: { targets: ["env=prod"], tags: { "aws:x": v } }
  a/two: { tags: { t: "\${{ target.labels.tier }}", "aws:x": v } }
  a/other: { unmanaged: [tagz] }
`
  const found = (targets: string) => errorsIn({ 'ecrsync.yaml': `${HEAD}targets: ${targets}\n${rest}` })
  expect(await found('{ prod: { regoin: us-east-1, labels: { tier: x } }, dev: { labels: { tier: z } } }')).toEqual([
    'ecrsync.yaml:3:20 UNKNOWN_KEY',
    'ecrsync.yaml:6:52 RESERVED_TAG',
    'ecrsync.yaml:7:26 UNKNOWN_SETTING',
  ])
  expect(await found('{ prod: { regoin: us-east-1 } }')).toEqual([
    'ecrsync.yaml:3:20 UNKNOWN_KEY',
    'ecrsync.yaml:7:26 UNKNOWN_SETTING',
  ])
  expect(await found('[prod]')).toEqual([
    'ecrsync.yaml:3:1 WRONG_TYPE',
    'ecrsync.yaml:6:52 RESERVED_TAG',
    'ecrsync.yaml:7:26 UNKNOWN_SETTING',
  ])
})

test('entries of discovered are judged one by one', async () => {
  const found = await errorsIn({
    'ecrsync.yaml': `${HEAD}lifecyclePolicies: { few: { rulez: [] } }
discovered:
  - { match: "**", tags: [] }
  - { match: "hub/**", lifecyclePolicy: few, repositoryPolicy: nobody }
  - { match: "hub/**", tags: { a: "\${{ vars.x }}" } }
`,
  })
  expect(found).toEqual([
    'ecrsync.yaml:3:29 UNKNOWN_KEY',
    'ecrsync.yaml:5:20 WRONG_TYPE',
    'ecrsync.yaml:6:46 UNKNOWN_POLICY',
    'ecrsync.yaml:7:32 VAR_NOT_SET',
  ])
})

test.each([
  ['what the registry says', '{ policy: live }', '4:13'],
  ['what one of its layers says', '[{ policy: live }]', '4:14'],
])('an error of form in a policy does not hide %s', async (_, registry, place) =>
  expect(
    await errorsIn({
      'ecrsync.yaml': `${HEAD}repositoryPolicies: { bad: { acess: {} } }
registry: ${registry}
repositories: { app: { repositoryPolicy: [live, bad] } }
`,
    }),
  ).toEqual(['ecrsync.yaml:3:30 UNKNOWN_KEY', `ecrsync.yaml:${place} LIVE_ALONE`]),
)
