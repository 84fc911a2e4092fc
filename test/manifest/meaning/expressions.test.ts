import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD, printedFrom, resolvedFrom, settingsOf } from '../world.ts'

const ACCOUNTS = 'accounts: { ci: "444455556666", workloads: ["666677778888", "666677779999"] }\n'
const statement = (more: object) => ({ Effect: 'Allow', Principal: '*', Action: 'ecr:PutImage', ...more })
const pulling = (principal: unknown) => statement({ Principal: { AWS: principal } })
const app = (settings: string) => `${HEAD}${ACCOUNTS}repositories:\n  team/app: ${settings}\n`
const statements = (...list: readonly object[]) => `{ repositoryPolicy: { statements: ${JSON.stringify(list)} } }`

const policyIn = async (text: string | Readonly<Record<string, string>>, target = {}) =>
  settingsOf(await resolvedFrom(text, { target }), 'team/app').repositoryPolicy

describe('an account, or a list of them, is filled in', () => {
  test.each<[string, object, object]>([
    [
      'a list, where a text is nothing else',
      pulling('${{ accounts.workloads }}'),
      pulling(['666677778888', '666677779999']),
    ],
    [
      'a list, within one',
      pulling(['111122223333', '${{ accounts.workloads }}', '${{accounts.ci}}']),
      pulling(['111122223333', '666677778888', '666677779999', '444455556666']),
    ],
    [
      'one, within a text',
      pulling('arn:aws:iam::${{ accounts.ci }}:role/x'),
      pulling('arn:aws:iam::444455556666:role/x'),
    ],
    [
      'a list, in a condition',
      statement({ Condition: { StringEquals: { 'aws:SourceAccount': '${{ accounts.workloads }}' } } }),
      statement({ Condition: { StringEquals: { 'aws:SourceAccount': ['666677778888', '666677779999'] } } }),
    ],
    [
      "beside IAM's own variables, which stay",
      statement({
        Condition: {
          StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::${{ accounts.ci }}:role/${aws:PrincipalTag/team}' },
        },
      }),
      statement({
        Condition: { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/${aws:PrincipalTag/team}' } },
      }),
    ],
  ])('%s', async (_name, written, filled) => {
    expect(await policyIn(app(statements(written)))).toEqual([{ statements: [filled] }])
  })

  test('in a file', async () => {
    const files = {
      'ecrsync.yaml': app('{ repositoryPolicy: { file: p.json } }'),
      'p.json': JSON.stringify({ Statement: pulling('${{ accounts.workloads }}') }),
    }
    expect(await policyIn(files)).toEqual([{ Statement: pulling(['666677778888', '666677779999']) }])
  })

  test('in a fragment, whose policies are its own', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}${ACCOUNTS}include: [t.yaml]\n`,
      't.yaml': `repositoryPolicies: { p: { access: { pull: "\${{ accounts.workloads }}" } } }\nrepositories: { team/app: { repositoryPolicy: p } }\n`,
    }
    expect(await policyIn(files)).toEqual([{ access: { pull: ['666677778888', '666677779999'] } }])
  })

  test('in all of access, as a list and as one of several', async () => {
    const access = '{ pull: "${{ accounts.workloads }}", push: ["${{ accounts.ci }}", "${{ accounts.workloads }}"] }'
    expect(await policyIn(app(`{ repositoryPolicy: { access: ${access} } }`))).toEqual([
      { access: { pull: ['666677778888', '666677779999'], push: ['444455556666', '666677778888', '666677779999'] } },
    ])
  })

  test('and the partition of the target', async () => {
    const own = app(statements(pulling('arn:${{ target.partition }}:iam::${{ accounts.ci }}:root')))
    expect(await policyIn(own, { region: 'cn-north-1' })).toEqual([
      { statements: [pulling('arn:aws-cn:iam::444455556666:root')] },
    ])
  })
})

describe('a list has its places', () => {
  test.each<[string, string, string]>([
    [
      'not within a text',
      statements(pulling('arn:aws:iam::${{ accounts.workloads }}:root')),
      '5:79 error LIST_IN_TEXT',
    ],
    [
      'not within a text of a list',
      '{ repositoryPolicy: { access: { pull: ["x${{ accounts.workloads }}"] } } }',
      '5:52 error LIST_IN_TEXT',
    ],
    ['not beside a space', '{ tags: { a: " ${{ accounts.workloads }}" } }', '5:23 error LIST_IN_TEXT'],
    ['not as a tag', '{ tags: { a: "${{ accounts.workloads }}" } }', '5:23 error WRONG_TYPE'],
    ['not as one of a fixed set', '{ imageTagMutability: "${{ accounts.workloads }}" }', '5:15 error WRONG_VALUE'],
    ['not as an effect', statements(statement({ Effect: '${{ accounts.workloads }}' })), '5:49 error WRONG_TYPE'],
    ['not as a source of an image', '{ images: { a: "${{ accounts.workloads }}" } }', '5:25 error WRONG_TYPE'],
  ])('%s', async (_name, own, found) => {
    expect(await findingsIn(app(own))).toEqual([`ecrsync.yaml:${found}`])
  })

  test('nor in a file', async () => {
    const files = {
      'ecrsync.yaml': app('{ repositoryPolicy: { file: p.json } }'),
      'p.json': JSON.stringify({ Statement: pulling('arn:aws:iam::${{ accounts.workloads }}:root') }),
    }
    expect(await findingsIn(files)).toEqual(['ecrsync.yaml:5:35 error LIST_IN_TEXT'])
  })

  test('and is shown how to be written', async () => {
    const [found] = await diagnosticsOf(app(statements(pulling('x${{ accounts.workloads }}'))))
    expect(found?.hint).toContain('"${{ accounts.workloads }}" by itself')
  })
})

describe('what an expression may name is said where it is wrong', () => {
  const hintOf = async (text: string) => (await diagnosticsOf(text))[0]?.hint
  test.each<[string, string, string]>([
    ['a misspelt account', app(statements(pulling('${{ accounts.workload }}'))), 'Did you mean "accounts.workloads"?'],
    [
      'an account where there is none',
      `${HEAD}repositories: { app: { tags: { a: "\${{ accounts.ci }}" } } }\n`,
      'accounts: { ci: "111122223333" }',
    ],
    ["a variable of IAM in ecrsync's braces", app('{ tags: { a: "${{ aws:username }}" } }'), '${aws:username}'],
    ['a variable of the environment', app('{ tags: { a: "${{ env.X }}" } }'), 'env: [X]'],
    ['one within another', app('{ tags: { a: "${{ accounts.${{ target.name }} }}" } }'), 'vars: { who:'],
    ['vars in vars', app('{ vars: { a: x, b: "${{ vars.a }}" } }'), 'Write the value itself'],
  ])('%s', async (_name, text, hint) => expect(await hintOf(text)).toContain(hint))

  test('accounts of accounts', async () => {
    const text = `${HEAD}accounts: { a: "\${{ accounts.b }}", b: "111122223333" }\nrepositories: { app: }\n`
    expect(await findingsIn(text)).toEqual(['ecrsync.yaml:3:13 error UNKNOWN_VARIABLE'])
  })
})

test('what is printed means the same, with every account and level', async () => {
  const text = `${HEAD}${ACCOUNTS}accessLevels: { reader: ["ecr:DescribeImages"] }\nrepositories:\n  team/app: { repositoryPolicy: { access: { reader: ["\${{ accounts.workloads }}", ci] } } }\n`
  const printed = await printedFrom(text)
  expect(printed).toContain('  workloads:\n    - "666677778888" # ecrsync.yaml:3\n')
  expect(printed).toContain('accessLevels:\n  reader:\n    - ecr:DescribeImages # ecrsync.yaml:4\n')
  expect(await policyIn(printed)).toEqual(await policyIn(text))
})

describe('what is filled in has an end', () => {
  const list = `["${Array.from({ length: 1000 }, (_, index) => String(100000000000 + index)).join('", "')}"]`
  test('of a text', async () => {
    const environment = { ECRSYNC_VAR_X: 'x'.repeat(60_000) }
    const text = `${HEAD}env: [ECRSYNC_VAR_X]\nrepositories: { app: { tags: { a: "\${{ env.ECRSYNC_VAR_X }}\${{ env.ECRSYNC_VAR_X }}" } } }\n`
    expect(await findingsIn(text, { environment })).toEqual(['ecrsync.yaml:4:32 error TOO_LONG'])
  })

  test('of a text with vars', async () => {
    const uses = '${{ vars.a }}'.repeat(60)
    const text = `${HEAD}repositories: { app: { vars: { a: ${'x'.repeat(2000)} }, tags: { a: "${uses}" } } }\n`
    expect(await findingsIn(text)).toContain('ecrsync.yaml:3:2047 error TOO_LONG')
  })

  test('of all files together', async () => {
    const uses = Array(70_000).fill('"${{ accounts.w }}"').join(', ')
    const text = `${HEAD}accounts: { w: ${list} }\nrepositories: { app: { repositoryPolicy: { access: { pull: [${uses}] } } } }\n`
    expect(await findingsIn(text)).toEqual(['ecrsync.yaml:1:1 error TOO_LONG'])
  })
})
