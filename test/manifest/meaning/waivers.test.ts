import { describe, expect, test } from 'vitest'
import { findingsOf, shortOf, TODAY, toldOf } from '../checked.ts'
import { HEAD, resolvedFrom } from '../world.ts'

const OPEN = `repositoryPolicies:
  open: { statements: [{ Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage" }] }
`
const BASE = 'repositoryPolicy: open, unmanaged: [lifecyclePolicy]'
const waive = (until = TODAY, check = 'ECR101') => `waive: [{ check: ${check}, reason: seen, until: "${until}" }]`

describe('what checks find', () => {
  test('is told once at its own line, with those that have it', async () =>
    expect(await findingsOf(`${OPEN}repositories:\n  a/b: { ${BASE} }\n  a/c: { ${BASE} }\n`)).toEqual([
      '2 warning ECR101 a/b a/c',
    ]))

  test('is told as long as one of them does not waive it', async () =>
    expect(await findingsOf(`${OPEN}repositories:\n  a/b: { ${BASE} }\n  a/c: { ${BASE}, ${waive()} }\n`)).toEqual([
      '2 warning ECR101 a/b',
    ]))

  test('is not told where all of them do', async () =>
    expect(await findingsOf(`${OPEN}repositories:\n  a/b: { ${BASE}, ${waive()} }\n`)).toEqual([]))

  test('is waived by a layer for all that it matches', async () =>
    expect(
      await findingsOf(`${OPEN}defaults: [{ match: "**", ${BASE}, ${waive()} }]\nrepositories:\n  a/b:\n  a/c:\n`),
    ).toEqual([]))

  test('is told of a policy that nobody uses', async () =>
    expect(await findingsOf(`${OPEN}repositories: {}\n`)).toEqual(['2 warning ECR101']))

  test('is told of a layer that matches nothing, unless that layer waives it', async () => {
    const layer = (more: string) =>
      findingsOf(`defaults: [{ match: "x/**", repositoryPolicy: { statements: [{ Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage" }] }${more} }]
repositories:
  a/b: { unmanaged: [lifecyclePolicy] }
`)
    expect(await layer('')).toContain('1 warning ECR101')
    expect(await layer(`, ${waive()}`)).toEqual(['1 warning MATCHES_NOTHING'])
  })

  test('is waived of the registry, also by a layer of its own', async () => {
    const policy =
      'policy: { statements: [{ Effect: Allow, Principal: "*", Action: "ecr:ReplicateImage", Resource: "*" }] }'
    expect(await findingsOf(`registry: { ${policy} }\nrepositories: {}\n`)).toEqual(['1 warning ECR101'])
    expect(await findingsOf(`registry: { ${policy}, ${waive()} }\nrepositories: {}\n`)).toEqual([])
    expect(await findingsOf(`registry: [{ ${policy} }, { ${waive()} }]\nrepositories: {}\n`)).toEqual([])
  })

  test('is waived by an entry of discovered', async () => {
    const entry = (more: string) =>
      findingsOf(`${OPEN}repositories: {}\ndiscovered: [{ match: "cache/**", repositoryPolicy: open${more} }]\n`)
    expect(await entry('')).toEqual(['2 warning ECR101'])
    expect(await entry(`, ${waive()}`)).toEqual([])
  })

  test('is no note but where notes are asked for, or where the manifest makes it more', async () => {
    const text = 'repositories:\n  a/b:\n'
    expect(await findingsOf(text, { wantsNotes: false })).toEqual([])
    expect(await findingsOf(`checks: { ECR201: warning }\n${text}`, { wantsNotes: false })).toEqual([
      '3 warning ECR201 a/b',
    ])
  })

  test('names the targets in which it is so', async () => {
    const told = await toldOf(`${OPEN}targets:
  dev: { account: "111122223333", region: eu-west-1 }
  prod: { account: "444455556666", region: eu-west-1 }
repositories:
  a/b: { ${BASE}, targets: [prod] }
  a/c: { ${BASE}, targets: [dev, prod] }
`)
    expect(shortOf(told)).toEqual(['2 warning ECR101 a/c a/b'].map(one => one))
    expect(told[0]?.targets).toBeUndefined()
  })

  test('of accounts is judged for the targets that have it', async () => {
    const text = (targets: string) => `targets:
  dev: { account: "111122223333", region: eu-west-1 }
  prod: { account: "444455556666", region: eu-west-1 }
repositories:
  a/b: { targets: [${targets}], unmanaged: [lifecyclePolicy], repositoryPolicy: { access: { push: ["444455556666"] } } }
`
    expect(await findingsOf(text('prod'))).toEqual([])
    expect(await findingsOf(text('dev'))).toEqual(['5 note ECR102 a/b'])
  })
})

describe('a waiver', () => {
  test('holds on its last day, and is told on the day after, with what it waived', async () => {
    const text = `${OPEN}repositories:\n  a/b: { ${BASE}, ${waive(TODAY)} }\n`
    expect(await findingsOf(text)).toEqual([])
    const told = await toldOf(text, { today: '2027-02-01' })
    expect(shortOf(told)).toEqual(['2 warning ECR101 a/b', '4 warning WAIVER_ENDED'])
    expect(told[1]).toMatchObject({ summary: `The waiver of ECR101 ended on ${TODAY}` })
    expect(await findingsOf(text, { today: '2027-02-01' })).toEqual(shortOf(told))
  })

  test('does not end where nobody knows the day', async () => {
    const { findings } = await resolvedFrom(`${HEAD}${OPEN}repositories:\n  a/b: { ${BASE}, ${waive('2001-01-01')} }\n`)
    expect(findings.all).toEqual([])
  })

  test('of a later layer takes the place of an earlier one', async () =>
    expect(
      await findingsOf(
        `${OPEN}defaults: [{ match: "**", ${waive('2001-01-01')} }]\nrepositories:\n  a/b: { ${BASE}, ${waive()} }\n`,
      ),
    ).toEqual([]))

  test('that is for nothing is told', async () =>
    expect(await findingsOf(`repositories:\n  a/b: { unmanaged: [lifecyclePolicy], ${waive()} }\n`)).toEqual([
      '2 note WAIVES_NOTHING',
    ]))

  test('that is for something in one target is of use', async () =>
    expect(
      await findingsOf(`${OPEN}targets:
  dev: { account: "111122223333", region: eu-west-1 }
  prod: { account: "444455556666", region: eu-west-1 }
defaults: [{ match: "**", repositoryPolicy: open, targets: [dev] }]
repositories:
  a/b: { unmanaged: [lifecyclePolicy], ${waive()} }
`),
    ).toEqual([]))

  test.each<[string, string, string, RegExp]>([
    ['of a check that is none', '{ check: ECR999, reason: x, until: "2027-01-01" }', 'WRONG_VALUE', /./],
    ['without a reason', '{ check: ECR101, until: "2027-01-01" }', 'MISSING_KEY', /reason/],
    ['with an empty reason', '{ check: ECR101, reason: " ", until: "2027-01-01" }', 'NO_REASON', /reason/],
    ['without an end', '{ check: ECR101, reason: x }', 'MISSING_KEY', /until/],
    ['until a day that is none', '{ check: ECR101, reason: x, until: "2027-02-30" }', 'WRONG_VALUE', /2027-02-30/],
    ['until something else', '{ check: ECR101, reason: x, until: soon }', 'WRONG_VALUE', /soon/],
  ])('%s is an error', async (_, waiver, code, words) => {
    const [told] = await toldOf(`repositories:\n  a/b: { waive: [${waiver}] }\n`)
    expect(told).toMatchObject({ severity: 'error', code })
    expect(told?.summary).toMatch(words)
  })

  test('with a day that is none is an error in a layer that matches nothing, and of the registry, too', async () => {
    expect(await findingsOf(`defaults: [{ match: "x/**", ${waive('2027-13-01')} }]\n`)).toContain('1 error WRONG_VALUE')
    expect(await findingsOf(`registry: { ${waive('2027-13-01')} }\n`)).toContain('1 error WRONG_VALUE')
  })

  test('takes no variables', async () =>
    expect(
      await findingsOf(
        'repositories:\n  a/b: { waive: [{ check: ECR101, reason: "${{ target.name }}", until: "2027-01-01" }] }\n',
      ),
    ).toContain('2 error UNKNOWN_VARIABLE'))
})

test('checks that are none are told', async () => {
  const [told] = await toldOf('checks: { ECR110: error }\nrepositories: {}\n')
  expect(told).toMatchObject({ code: 'UNKNOWN_KEY', hint: expect.stringContaining('ECR10') })
})
