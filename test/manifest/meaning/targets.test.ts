import { describe, expect, test } from 'vitest'
import { resolveTargets } from '../../../src/manifest/meaning/resolve-targets.ts'
import type { DeclaredTarget } from '../../../src/model.ts'
import { diagnosticsOf, HEAD, loadedFrom, placeOf } from '../world.ts'

const ACCOUNTS =
  'accounts: { ci: "444455556666", staging: "222233335555", workloads: ["666677778888", "666677779999"] }\n'

async function targetsOf(
  text: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly DeclaredTarget[]> {
  const manifest = await loadedFrom(HEAD + ACCOUNTS + text)
  return resolveTargets(manifest, { environment }).targets.map(({ target }) => target)
}
const namesOf = async (text: string) => (await targetsOf(text)).map(({ name }) => name)

describe('targets', () => {
  test('are one without labels where the manifest declares none', async () => {
    expect(await targetsOf('')).toEqual([{ name: 'default', labels: {} }])
  })

  test('have everything that their entry says, and the place of it', async () => {
    const entry =
      '{ account: ci, region: eu-west-1, role: "arn:aws:iam::444455556666:role/a/b", externalId: acme-1, sessionName: ci, labels: { env: prod } }'
    expect(await targetsOf(`targets:\n  prod: ${entry}\n`)).toEqual([
      {
        name: 'prod',
        account: '444455556666',
        region: 'eu-west-1',
        role: 'arn:aws:iam::444455556666:role/a/b',
        externalId: 'acme-1',
        sessionName: 'ci',
        labels: { env: 'prod' },
        source: { file: 'ecrsync.yaml', line: 5, column: 3 },
      },
    ])
  })

  test.each<[string, string, readonly string[]]>([
    ['one of each', 'account: ci, region: eu-west-1', ['it']],
    ['nothing at all', '', ['it']],
    ['a list of regions', 'regions: [eu-west-1, us-east-1]', ['it/eu-west-1', 'it/us-east-1']],
    ['names and ids', 'accounts: [staging, "444455556666"], region: eu-west-1', ['it/staging', 'it/444455556666']],
    [
      'both lists, in their order',
      'accounts: [staging, ci], regions: [us-east-1, eu-west-1]',
      ['it/staging/us-east-1', 'it/staging/eu-west-1', 'it/ci/us-east-1', 'it/ci/eu-west-1'],
    ],
    ['a name for several', 'account: workloads, region: eu-west-1', ['it/666677778888', 'it/666677779999']],
    ['such a name in a list', 'accounts: [ci, workloads]', ['it/ci', 'it/666677778888', 'it/666677779999']],
    [
      'what is left of several',
      'accounts: [staging, ci], regions: [us-east-1, eu-west-1], exclude: ["it/*/us-east-1", "it/ci/**"]',
      ['it/staging/eu-west-1'],
    ],
    ['all but one of several', 'accounts: [staging, ci], exclude: ["it/**", "!it/ci"]', ['it/ci']],
    ['none that is excluded', 'accounts: [staging, ci], exclude: []', ['it/staging', 'it/ci']],
  ])('are called by their entry, account and region: %s', async (_name, fields, names) => {
    expect(await namesOf(`targets: { it: { ${fields} } }\n`)).toEqual(names)
  })

  test('fill in what they say themselves, and the environment', async () => {
    const text = `env: [ECRSYNC_VAR_ID, ECRSYNC_VAR_P]
targets:
  fleet:
    accounts: [staging, ci]
    regions: [cn-north-1, us-gov-west-1]
    role: "arn:\${{ target.partition }}:iam::\${{ target.account }}:role/\${{ target.labels.team }}"
    externalId: "\${{ env.ECRSYNC_VAR_ID }}@\${{ accounts.ci }}"
    sessionName: "at-\${{ target.region }}"
    profile: "\${{ env.ECRSYNC_VAR_P }}"
    endpoint: "HTTPS://\${{ target.labels.team }}.\${{ target.region }}.Acme.example/\${{ env.ECRSYNC_VAR_P }}/"
    labels: { team: payments }
`
    const targets = await targetsOf(text, { ECRSYNC_VAR_ID: 'x1', ECRSYNC_VAR_P: 'deep' })
    expect(targets.map(({ role }) => role)).toEqual([
      'arn:aws-cn:iam::222233335555:role/payments',
      'arn:aws-us-gov:iam::222233335555:role/payments',
      'arn:aws-cn:iam::444455556666:role/payments',
      'arn:aws-us-gov:iam::444455556666:role/payments',
    ])
    expect(targets[1]).toMatchObject({
      externalId: 'x1@444455556666',
      sessionName: 'at-us-gov-west-1',
      profile: 'deep',
      endpoint: 'https://payments.us-gov-west-1.acme.example/deep',
    })
  })

  test('of different profiles, regions or accounts stand beside each other', async () => {
    const text = `targets:
  a: { region: eu-west-1 }
  b: { region: eu-west-1, profile: other }
  c: { region: us-east-1 }
  d: { account: ci, region: eu-west-1 }
  e: { account: staging, region: eu-west-1 }
  f: { role: "arn:aws:iam::111122223333:role/x", region: eu-west-1 }
`
    expect(await namesOf(text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})

describe('what is wrong with targets is said once', () => {
  const codesIn = async (text: string) =>
    (await diagnosticsOf(HEAD + text)).map(({ code, source }) => `${placeOf(source)} ${code}`)

  test.each<[string, string, readonly string[]]>([
    [
      'of many that are made of one entry',
      'targets:\n  it: { accounts: ["111122223333", "444455556666"], regions: [eu-west-1, us-east-1], role: x, sessionName: y }\n',
      ['ecrsync.yaml:4:86 INVALID_TARGET', 'ecrsync.yaml:4:95 INVALID_TARGET'],
    ],
    [
      'of many that are of one registry',
      'targets:\n  a: { regions: [eu-west-1, us-east-1] }\n  b: { regions: [eu-west-1, us-east-1] }\n',
      ['ecrsync.yaml:5:3 SAME_TARGET'],
    ],
    [
      'of a variable of the environment',
      'env: [ECRSYNC_VAR_A]\naccounts: { ci: "${{ env.ECRSYNC_VAR_A }}" }\ntargets:\n  a: { account: ci, region: eu-west-1, role: "arn:aws:iam::${{ target.account }}:role/x", externalId: "${{ env.ECRSYNC_VAR_A }}" }\n',
      ['ecrsync.yaml:3:7 ENV_NOT_SET'],
    ],
    [
      'of a region that is a variable',
      'targets:\n  a: { region: "${{ target.name }}" }\n',
      ['ecrsync.yaml:4:8 UNKNOWN_VARIABLE'],
    ],
    [
      'of a label and of a region that a target does not say',
      'targets:\n  a: { labels: { t: x } }\n  b: { account: "111122223333", profile: "${{ target.labels.t }}", endpoint: "https://${{ target.region }}.acme.example" }\n',
      ['ecrsync.yaml:5:33 UNKNOWN_VARIABLE', 'ecrsync.yaml:5:68 UNKNOWN_VARIABLE'],
    ],
  ])('%s', async (_name, text, codes) => {
    expect(await codesIn(text)).toEqual(codes)
  })
})
