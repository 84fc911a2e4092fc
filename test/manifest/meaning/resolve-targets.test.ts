import { describe, expect, test } from 'vitest'
import type { EcrsyncError } from '../../../src/errors.ts'
import { resolveTargets } from '../../../src/manifest/meaning/resolve-targets.ts'
import { HEAD, loadedFrom, placeOf, settingsOf, type Texts } from '../world.ts'

const TARGETS = `${HEAD}targets:
  prod: { account: "111122223333", region: eu-west-1, labels: { env: prod } }
  gov: { account: "222233334444", region: us-gov-west-1, labels: { env: prod } }
  dev: { account: "444455556666", region: eu-west-1, labels: { env: dev } }
`

async function resolved(files: Texts) {
  return resolveTargets(await loadedFrom(files), { environment: {} })
}

async function findingsIn(text: string): Promise<readonly string[]> {
  const diagnostics = await resolved(TARGETS + text).then(
    ({ findings }) => findings,
    (error: EcrsyncError) => error.diagnostics,
  )
  return diagnostics.map(({ source, code, targets }) =>
    [placeOf(source), code, ...(targets ?? ['everywhere'])].join(' '),
  )
}

describe('what is found', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'in all targets names none',
      'repositories: { app: { tags: { "aws:x": v } } }\n',
      ['ecrsync.yaml:7:32 RESERVED_TAG everywhere'],
    ],
    [
      'in one target names it',
      'repositories: { app: { encryptionConfiguration: { encryptionType: KMS_DSSE }, targets: ["!dev"] } }\n',
      ['ecrsync.yaml:7:51 ENCRYPTION prod'],
    ],
    [
      'in some targets names them in their order',
      'repositories: { app: { encryptionConfiguration: { encryptionType: KMS_DSSE } } }\n',
      ['ecrsync.yaml:7:51 ENCRYPTION prod dev'],
    ],
    [
      'of names that are the same only in one target names it',
      'repositories: { prod/app: { targets: [dev] }, "${{ target.labels.env }}/app": , dev/app: { targets: [dev] } }\n',
      ['ecrsync.yaml:7:81 DECLARED_TWICE dev'],
    ],
    [
      'of a layer that reaches something in no target that it is for',
      'defaults:\n  - { match: "a/**", targets: [dev], tags: { a: b } }\n  - { match: "a/**", targets: ["env=prod"], tags: { a: b } }\nrepositories: { a/app: { targets: [prod] } }\n',
      ['ecrsync.yaml:8:7 MATCHES_NOTHING everywhere'],
    ],
    [
      'of a tombstone and a repository in the same target',
      'repositories: { app: { targets: ["env=prod"] } }\nremoved:\n  - { name: app, targets: [dev, gov] }\n',
      ['ecrsync.yaml:9:7 DECLARED_AND_REMOVED gov'],
    ],
  ])('%s', async (_name, text, found) => {
    expect(await findingsIn(text)).toEqual(found)
  })

  test('of an error of one target hides none of another', async () => {
    const text = `repositories:
  a: { targets: [dev], tags: { "aws:x": v } }
  b: { targets: [prod], tags: { "aws:x": v } }
  c: { lifecyclePolicy: nobody }
`
    expect(await findingsIn(text)).toEqual([
      'ecrsync.yaml:8:32 RESERVED_TAG dev',
      'ecrsync.yaml:9:33 RESERVED_TAG prod',
      'ecrsync.yaml:10:8 UNKNOWN_POLICY everywhere',
    ])
  })
})

const LABELLED = `${TARGETS}  bare: { region: us-east-1 }\n`

describe('a label that a target does not have', () => {
  const missing = (where: string, text: string): [string, string] => [where, text]
  test.each([
    missing('in a setting', 'repositories: { app: { tags: { env: "${{ target.labels.env }}" } } }\n'),
    missing(
      'by way of vars',
      'repositories: { app: { vars: { e: "${{ target.labels.env }}" }, tags: { env: "${{ vars.e }}" } } }\n',
    ),
    missing(
      'in a policy',
      'repositories: { app: { lifecyclePolicy: [{ any: true, keepNewest: 3, description: "${{ target.labels.env }}" }] } }\n',
    ),
    missing(
      'in a named policy that is used',
      'lifecyclePolicies: { l: [{ any: true, keepNewest: 3, description: "${{ target.labels.env }}" }] }\nrepositories: { app: { lifecyclePolicy: l } }\n',
    ),
    missing('in a name', 'repositories: { "${{ target.labels.env }}/app": }\n'),
    missing('in a tombstone', 'removed: [{ name: "${{ target.labels.env }}/app" }]\n'),
  ])('is told %s, with the target', async (_where, text) => {
    const error: EcrsyncError = await resolved(LABELLED + text).then(
      () => expect.fail(),
      (thrown: EcrsyncError) => thrown,
    )
    expect(new Set(error.diagnostics.map(({ code, targets }) => `${code} ${targets}`))).toEqual(
      new Set(['UNKNOWN_LABEL bare']),
    )
  })

  test.each([
    missing(
      'where nothing for the target asks',
      'repositories: { app: { targets: ["env=prod"], tags: { env: "${{ target.labels.env }}" } } }\n',
    ),
    missing(
      'in a policy that nobody there uses',
      'lifecyclePolicies: { l: [{ any: true, keepNewest: 3, description: "${{ target.labels.env }}" }] }\nrepositories: { app: { targets: [prod], lifecyclePolicy: l } }\n',
    ),
  ])('is no matter %s', async (_where, text) => {
    expect((await resolved(LABELLED + text)).findings).toEqual([])
  })

  test('in a file is told at the line that names it', async () => {
    const policy = JSON.stringify({
      Statement: [
        {
          Sid: '${{ target.labels.env }}',
          Effect: 'Allow',
          Principal: { AWS: '111122223333' },
          Action: 'ecr:BatchGetImage',
        },
      ],
    })
    const files = {
      'ecrsync.yaml': `${LABELLED}repositories: { app: { repositoryPolicy: { file: p.json } } }\n`,
      'p.json': policy,
    }
    const error: EcrsyncError = await resolved(files).then(
      () => expect.fail(),
      (thrown: EcrsyncError) => thrown,
    )
    expect(error.diagnostics.map(({ source, code }) => `${placeOf(source)} ${code}`)).toEqual([
      'ecrsync.yaml:8:44 UNKNOWN_LABEL',
    ])
  })
})

describe('a target', () => {
  test('fills in its own values', async () => {
    const tags =
      'tags: { a: "${{ target.account }}", r: "${{ target.region }}", p: "${{ target.partition }}", n: "${{ target.name }}", l: "${{ target.labels.env }}" }'
    const { targets } = await resolved(`${TARGETS}repositories: { app: { ${tags} } }\n`)
    expect(targets.map(one => settingsOf(one.resolved(), 'app').tags)).toEqual([
      { a: '111122223333', r: 'eu-west-1', p: 'aws', n: 'prod', l: 'prod' },
      { a: '222233334444', r: 'us-gov-west-1', p: 'aws-us-gov', n: 'gov', l: 'prod' },
      { a: '444455556666', r: 'eu-west-1', p: 'aws', n: 'dev', l: 'dev' },
    ])
  })

  test('is resolved once with all that differ from it in nothing that counts', async () => {
    const shares = async (text: string) => {
      const { targets } = await resolved(TARGETS + text)
      return new Set(targets.map(one => one.resolved())).size
    }
    expect(await shares('repositories: { app: }\n')).toBe(2)
    expect(await shares('repositories: { app: { targets: ["env=prod"] } }\n')).toBe(3)
    expect(await shares('repositories: { app: { tags: { n: "${{ target.name }}" } } }\n')).toBe(3)
  })

  test('has the names of what is declared for it', async () => {
    const { targets } = await resolved(
      `${TARGETS}repositories: { app: { targets: [dev] }, all: }\nremoved: [{ name: old, targets: [gov] }]\n`,
    )
    expect(targets.map(({ names }) => names)).toEqual([
      { repositories: ['all'], removed: [], released: [] },
      { repositories: ['all'], removed: ['old'], released: [] },
      { repositories: ['app', 'all'], removed: [], released: [] },
    ])
  })

  test('without a region is where the environment says', async () => {
    const manifest = await loadedFrom(
      `${HEAD}targets: { it: {} }\nrepositories: { app: { tags: { r: "\${{ target.region }}" } } }\n`,
    )
    const at = (region?: string) => {
      const [one] = resolveTargets(manifest, { environment: {}, region }).targets
      return one && settingsOf(one.resolved(), 'app').tags
    }
    expect(at('sa-east-1')).toEqual({ r: 'sa-east-1' })
    expect(at()).toEqual({ r: '${{ target.region }}' })
  })
})
