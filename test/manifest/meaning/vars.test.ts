import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD, printedFrom, resolvedFrom, settingsOf, wishesFrom } from '../world.ts'

const POLICY = `repositoryPolicies:
  p: { statements: [{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/\${{ vars.role }}" }, Action: "ecr:PutImage" }] }
`
const roles = async (text: string | Readonly<Record<string, string>>, ...names: readonly string[]) => {
  const resolved = await resolvedFrom(text, { environment: { ECRSYNC_VAR_X: 'env' } })
  return names.map(name => /role\/([^"]*)"/.exec(JSON.stringify(settingsOf(resolved, name)))?.[1])
}

describe('vars are texts of a layer or repository', () => {
  test('so that one policy serves many repositories', async () => {
    const text = `${HEAD}${POLICY}defaults: [{ match: "**", repositoryPolicy: p }]\nrepositories:\n  a1: { vars: { role: x } }\n  b1: { vars: { role: other } }\n`
    expect(await roles(text, 'a1', 'b1')).toEqual(['x', 'other'])
  })

  test('merged by key over all layers, of which the last wins', async () => {
    const text = `${HEAD}${POLICY}defaults:
  - { match: "**", repositoryPolicy: p, vars: { role: all, other: o } }
  - { match: "b*", vars: { role: b } }
repositories:
  a1:
  b1: { tags: { o: "\${{ vars.other }}" } }
  b2: { vars: { role: own } }
`
    expect(await roles(text, 'a1', 'b1', 'b2')).toEqual(['all', 'b', 'own'])
    expect(settingsOf(await resolvedFrom(text), 'b1').tags).toEqual({ o: 'o' })
  })

  test.each<[string, string, string]>([
    ['the repository', '"${{ repository.name }}"', 'team/app'],
    ['the environment', '"${{ env.ECRSYNC_VAR_X }}"', 'env'],
    ['an account', '"${{ accounts.ci }}"', '444455556666'],
  ])('that may hold %s', async (_name, said, filled) => {
    const head = `${HEAD}env: [ECRSYNC_VAR_X]\naccounts: { ci: "444455556666" }\n${POLICY}`
    const text = `${head}repositories: { team/app: { repositoryPolicy: p, vars: { role: ${said} } } }\n`
    expect(await roles(text, 'team/app')).toEqual([filled])
  })

  test('or a list of accounts, where a text is nothing else', async () => {
    const text = `${HEAD}accounts: { w: ["666677778888", "666677779999"] }
repositoryPolicies: { p: { access: { pull: ["\${{ vars.who }}"] } } }
repositories: { app: { repositoryPolicy: p, vars: { who: "\${{ accounts.w }}" } } }
`
    expect(settingsOf(await resolvedFrom(text), 'app').repositoryPolicy).toEqual([
      { access: { pull: ['666677778888', '666677779999'] } },
    ])
    const within = text.replace('["${{ vars.who }}"]', '["arn:aws:iam::${{ vars.who }}:root"]')
    expect(await findingsIn(within)).toEqual(['ecrsync.yaml:4:45 error LIST_IN_TEXT'])
  })

  test('in a fragment, for its own repositories', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}${POLICY}include: [t.yaml]\ndefaults: [{ match: "**", repositoryPolicy: p, vars: { role: root } }]\nrepositories: { a1: }\n`,
      't.yaml':
        'defaults: [{ match: "**", vars: { role: team } }]\nrepositories: { b1: , b2: { vars: { role: own } } }\n',
    }
    expect(await roles(files, 'a1', 'b1', 'b2')).toEqual(['root', 'team', 'own'])
  })

  test('in a file', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}repositories: { app: { repositoryPolicy: { file: p.json }, vars: { role: x } } }\n`,
      'p.json': JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/${{ vars.role }}' },
          Action: 'ecr:*',
        },
      }),
    }
    expect(await roles(files, 'app')).toEqual(['x'])
  })

  test('in lifecycle rules, tags and sources of images', async () => {
    const own =
      '{ vars: { p: v, d: "9" }, tags: { a: "${{ vars.p }}" }, images: { x: "ecr:${{ vars.p }}/app:1" }, lifecyclePolicy: [{ tagPattern: "${{ vars.p }}*", expireAfter: "${{ vars.d }} days" }] }'
    expect(settingsOf(await resolvedFrom(`${HEAD}repositories: { team/app: ${own} }\n`), 'team/app')).toEqual({
      tags: { a: 'v' },
      images: { x: 'ecr:v/app:1' },
      lifecyclePolicy: [[{ tagPattern: 'v*', expireAfter: '9 days' }]],
    })
  })
})

describe('a var that a repository does not have', () => {
  test('is an error at the text that asks for it, and names the repositories', async () => {
    const text = `${HEAD}${POLICY}defaults: [{ match: "**", repositoryPolicy: p }]\nrepositories:\n${['a1', 'b1', 'c1', 'd1', 'e1'].map(name => `  ${name}:\n`).join('')}  f1: { vars: { role: x } }\n`
    const [found, ...others] = await diagnosticsOf(text)
    expect(others).toEqual([])
    expect(found).toMatchObject({
      code: 'VAR_NOT_SET',
      summary: 'vars.role is not set for a1, b1, c1 and 2 more',
      source: { file: 'ecrsync.yaml', line: 4, column: 51 },
      hint: expect.stringContaining('vars: { role: … }'),
      related: [7, 8, 9].map(line => ({
        source: { file: 'ecrsync.yaml', line, column: 3 },
        message: expect.any(String),
      })),
    })
  })

  test.each<[string, string, string]>([
    ['in a setting of its own', `${HEAD}repositories: { app: { tags: { a: "\${{ vars.a }}" } } }\n`, '3:32'],
    [
      'in a list',
      `${HEAD}repositories: { app: { repositoryPolicy: { access: { pull: ["111122223333", "\${{ vars.a }}"] } } } }\n`,
      '3:77',
    ],
    [
      'in the layer of another',
      `${HEAD}defaults: [{ match: b1, vars: { a: x } }]\nrepositories: { b1: , app: { tags: { a: "\${{ vars.a }}" } } }\n`,
      '4:38',
    ],
  ])('%s', async (_name, text, place) => {
    expect(await findingsIn(text)).toEqual([`ecrsync.yaml:${place} error VAR_NOT_SET`])
  })

  test('in a file, at the line that names it', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}repositories: { app: { repositoryPolicy: { file: p.json } } }\n`,
      'p.json': JSON.stringify({
        Statement: { Sid: '${{ vars.a }}', Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' },
      }),
    }
    expect(await findingsIn(files)).toEqual(['ecrsync.yaml:3:44 error VAR_NOT_SET'])
  })

  test('is said as it was meant, where that is near', async () => {
    const [found] = await diagnosticsOf(
      `${HEAD}repositories: { app: { vars: { function: x }, tags: { a: "\${{ vars.funtion }}" } } }\n`,
    )
    expect(found?.hint).toBe('Did you mean "vars.function"?')
  })

  test('is nothing where no repository uses the policy', async () => {
    expect(await findingsIn(`${HEAD}${POLICY}repositories: { app: }\n`)).toEqual([])
  })
})

describe('vars are refused', () => {
  test.each<[string, string, string]>([
    ['that are numbers', 'repositories: { app: { vars: { a: 3 } } }', '3:32 error UNQUOTED'],
    ['that YAML reads as something else', 'repositories: { app: { vars: { a: yes } } }', '3:32 error UNQUOTED'],
    ['that are null', 'repositories: { app: { vars: { a: null } } }', '3:32 error NOT_NULL'],
    ['that are lists', 'repositories: { app: { vars: { a: [x] } } }', '3:32 error WRONG_TYPE'],
    ['that are too long', `repositories: { app: { vars: { a: ${'x'.repeat(2049)} } } }`, '3:32 error WRONG_VALUE'],
    ['of other vars', 'repositories: { app: { vars: { a: x, b: "${{ vars.a }}" } } }', '3:38 error UNKNOWN_VARIABLE'],
    ['of themselves', 'repositories: { app: { vars: { a: "${{ vars.a }}" } } }', '3:32 error UNKNOWN_VARIABLE'],
    [
      'with a key that is filled in',
      'repositories: { app: { vars: { "${{ repository.name }}": x } } }',
      '3:32 error UNKNOWN_VARIABLE',
    ],
    ['at the root', 'vars: { a: x }\nrepositories: { app: }', '3:1 error UNKNOWN_KEY'],
    ['as hands off', 'repositories: { app: { unmanaged: [vars.a] } }', '3:36 error UNKNOWN_SETTING'],
  ])('%s', async (_name, text, found) => {
    expect(await findingsIn(`${HEAD}${text}\n`)).toEqual([`ecrsync.yaml:${found}`])
  })
})

test('a fault of what is filled in says in which repository, and as what', async () => {
  const layer = 'defaults: [{ match: "**", tags: { a: "${{ vars.a }}" } }]'
  const [found] = await diagnosticsOf(
    `${HEAD}${layer}\nrepositories: { b1: { vars: { a: ok } }, app: { vars: { a: "x*" } } }\n`,
  )
  expect(found).toMatchObject({ code: 'INVALID_TAG', detail: expect.stringContaining('filled in for app as "x*".') })
})

test('repositories in which the same layers say the vars share one wish', async () => {
  const text = `${HEAD}${POLICY}defaults: [{ match: "**", repositoryPolicy: p, vars: { role: x } }]\nrepositories:\n  a1:\n  b1:\n  c1: { vars: { role: x } }\n`
  const wishes = await wishesFrom(text)
  const wantOf = (name: string) => wishes.of(name).find(({ kind }) => kind === 'repositoryPolicy')?.want
  expect(wantOf('a1')).toBe(wantOf('b1'))
  expect(wantOf('c1')).toEqual(wantOf('a1'))
})

test('they are printed with where they come from, and print again to the same', async () => {
  const text = `${HEAD}accounts: { w: ["666677778888"] }\n${POLICY}defaults: [{ match: "**", repositoryPolicy: p, vars: { role: "r-\${{ repository.name }}" } }]\nrepositories:\n  a1: { vars: { who: "\${{ accounts.w }}" } }\n`
  const printed = await printedFrom(text)
  expect(printed).toContain(
    '    vars:\n      role: "r-a1" # ecrsync.yaml:6\n      who: "${{ accounts.w }}" # ecrsync.yaml:8\n',
  )
  expect(printed).toContain('role/r-a1')
  const again = await printedFrom(printed)
  expect(again.replaceAll(/ #.*/g, '')).toBe(printed.replaceAll(/ #.*/g, ''))
})

test('a number among vars is said to be one of them', async () => {
  const [found] = await diagnosticsOf(`${HEAD}repositories: { app: { vars: { n: 3 } } }\n`)
  expect(found).toMatchObject({
    summary: 'Unquoted value of vars 3',
    detail: 'YAML reads it as a number, and a variable stands for a text.',
    hint: 'Quote it: "3"',
  })
})
