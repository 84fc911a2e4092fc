import { describe, expect, test } from 'vitest'
import { retyped } from '../../../src/manifest/form/retype.ts'
import { schemaOfSetting } from '../../../src/manifest/form/settings-schema.ts'
import { diagnosticsOf, findingsIn, HEAD, resolvedFrom, settingsOf, wishesFrom } from '../world.ts'

const app = (settings: string, more = '') => `${HEAD}${more}repositories: { app: ${settings} }\n`
const settings = async (text: string | Readonly<Record<string, string>>) => settingsOf(await resolvedFrom(text), 'app')

describe('a variable may be a number, or true or false', () => {
  test.each<[string, string, object]>([
    [
      'of a lifecycle rule',
      '{ vars: { n: "30" }, lifecyclePolicy: [{ tagPattern: "v*", keepNewest: "${{ vars.n }}" }] }',
      { lifecyclePolicy: [[{ tagPattern: 'v*', keepNewest: 30 }]] },
    ],
    [
      'of scanning',
      '{ vars: { s: "true" }, imageScanningConfiguration: { scanOnPush: "${{ vars.s }}" } }',
      { imageScanningConfiguration: { scanOnPush: true } },
    ],
    [
      'of an image',
      '{ vars: { s: "false" }, images: { a: { from: "ecr:x1:1", referrers: "${{ vars.s }}" } } }',
      { images: { a: { from: 'ecr:x1:1', referrers: false } } },
    ],
    ['but a tag stays a text', '{ vars: { n: "30" }, tags: { a: "${{ vars.n }}" } }', { tags: { a: '30' } }],
  ])('%s', async (_name, own, expected) => {
    expect(await findingsIn(app(own))).toEqual([])
    expect(await settings(app(own))).toEqual(expected)
  })

  test("of a rule in ECR's own JSON, in a file and under a name", async () => {
    const rules = {
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: '${{ vars.n }}' },
          action: { type: 'expire' },
        },
      ],
    }
    const files = {
      'ecrsync.yaml': app('{ vars: { n: "9" }, lifecyclePolicy: { file: p.json } }'),
      'p.json': JSON.stringify(rules),
    }
    const named = app(
      '{ vars: { n: "9" }, lifecyclePolicy: l }',
      `lifecyclePolicies: { l: ${JSON.stringify(rules)} }\n`,
    )
    for (const text of [files, named])
      expect(await settings(text)).toMatchObject({ lifecyclePolicy: [{ rules: [{ selection: { countNumber: 9 } }] }] })
  })

  test('in a policy that is shared, and stays so', async () => {
    const text = `${HEAD}lifecyclePolicies: { l: [{ any: true, keepNewest: "\${{ vars.n }}" }] }\ndefaults: [{ match: "**", lifecyclePolicy: l, vars: { n: "5" } }]\nrepositories: { a1: , b1: }\n`
    const wishes = await wishesFrom(text)
    const wantOf = (name: string) => wishes.of(name).find(({ kind }) => kind === 'lifecyclePolicy')?.want
    expect(wantOf('a1')).toBe(wantOf('b1'))
    expect(wantOf('a1')).toMatchObject({ policy: { rules: [{ selection: { countNumber: 5 } }] } })
  })

  test.each(['many', '-1', '1.5', '', '007', '1e3', ' 3', '9'.repeat(16)])('but not as %j', async n => {
    const text = app(`{ vars: { n: "${n}" }, lifecyclePolicy: [{ any: true, keepNewest: "\${{ vars.n }}" }] }`)
    const found = await diagnosticsOf(text)
    expect(found).toMatchObject([
      {
        code: 'WRONG_TYPE',
        summary: expect.stringContaining('where a whole number belongs'),
        detail: expect.stringContaining('It is filled in for app.'),
      },
    ])
  })

  test('nor as a number that ECR refuses', async () => {
    const text = app('{ vars: { n: "0" }, lifecyclePolicy: [{ any: true, keepNewest: "${{ vars.n }}" }] }')
    expect(await findingsIn(text)).toEqual(['ecrsync.yaml:3:73 error LIFECYCLE_POLICY'])
  })
})

test('what takes no variable is the very same', () => {
  const value = [{ tagPattern: 'v*', keepNewest: 3, description: '30' }]
  expect(retyped(value, schemaOfSetting('lifecyclePolicy'))).toBe(value)
  expect(retyped({ a: '1' }, schemaOfSetting('unheardOf'))).toEqual({ a: '1' })
})
