import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD, printedFrom, wishesFrom } from '../world.ts'

const ALLOW = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:PutImage' }
const STATEMENT = { Effect: 'Allow', Principal: { AWS: ['111122223333'] }, Action: ['ecr:PutImage'] }
const OLD = { Version: '2008-10-17', Id: 'console', Statement: [ALLOW] }
const app = (policy: unknown, more = '') =>
  `${HEAD}${more}repositories: { app: { repositoryPolicy: ${typeof policy === 'string' ? policy : JSON.stringify(policy)} } }\n`

const documentOf = async (text: string | Readonly<Record<string, string>>) => {
  const wish = (await wishesFrom(text)).of('app').find(({ kind }) => kind === 'repositoryPolicy')
  return (wish?.want as { readonly document: unknown } | undefined)?.document
}

describe('a whole document of IAM stands where a policy does', () => {
  test.each<[string, string]>([
    ['in a repository', app(OLD)],
    ['under a name', app('p', `repositoryPolicies: { p: ${JSON.stringify(OLD)} }\n`)],
    ['as the only one of a list', app([OLD])],
    ['by name, as the only one of a list', app('[p]', `repositoryPolicies: { p: ${JSON.stringify(OLD)} }\n`)],
    [
      'in a layer',
      `${HEAD}defaults: [{ match: app, repositoryPolicy: ${JSON.stringify(OLD)} }]\nrepositories: { app: }\n`,
    ],
    [
      'inherited alone',
      `${HEAD}defaults: [{ match: app, repositoryPolicy: ${JSON.stringify(OLD)} }]\nrepositories: { app: { repositoryPolicy: [inherited] } }\n`,
    ],
    [
      'inherited by the word itself',
      `${HEAD}defaults: [{ match: app, repositoryPolicy: ${JSON.stringify(OLD)} }]\nrepositories: { app: { repositoryPolicy: inherited } }\n`,
    ],
    [
      'in YAML, with one statement',
      app(
        '{ Version: 2008-10-17, Id: console, Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: "ecr:PutImage" } }',
      ),
    ],
  ])('%s, and is kept as it is', async (_name, text) => {
    expect(await findingsIn(text)).toEqual([])
    expect(await documentOf(text)).toEqual({ Version: '2008-10-17', Id: 'console', Statement: [STATEMENT] })
  })

  test('in a fragment', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}include: [t.yaml]\n`,
      't.yaml': `repositories: { app: { repositoryPolicy: ${JSON.stringify(OLD)} } }\n`,
    }
    expect(await documentOf(files)).toMatchObject({ Id: 'console' })
  })

  test('joined with others it gives its statements, in a document of 2012 without an Id', async () => {
    const text = app([OLD, { access: { pull: ['222233334444'] } }])
    expect(await documentOf(text)).toEqual({ Version: '2012-10-17', Statement: [STATEMENT, expect.any(Object)] })
  })

  test('with expressions', async () => {
    const text = app(
      { ...OLD, Id: '${{ repository.name }}', Statement: { ...ALLOW, Principal: { AWS: '${{ accounts.w }}' } } },
      'accounts: { w: ["111122223333"] }\n',
    )
    expect(await documentOf(text)).toEqual({ Version: '2008-10-17', Id: 'app', Statement: [STATEMENT] })
  })

  test.each<[string, object]>([
    ['of 2008', OLD],
    ['of one statement', { Version: '2012-10-17', Statement: ALLOW }],
    ['without a version', { Statement: [ALLOW] }],
  ])('%s it is printed, and means the same, as it does from a file', async (_name, document) => {
    const [inline, file] = [
      app(document),
      { 'ecrsync.yaml': app('{ file: p.json }'), 'p.json': JSON.stringify(document) },
    ]
    for (const text of [inline, file]) {
      const printed = await printedFrom(text)
      expect(printed).not.toContain('file:')
      expect(await documentOf(printed)).toEqual(await documentOf(text))
    }
  })
})

describe('what is wrong with it is found at its place', () => {
  test.each<[string, object, string]>([
    ['an unknown member of a statement', { Statement: [{ ...ALLOW, Actions: [] }] }, 'UNKNOWN_KEY'],
    ['one of a statement that stands alone', { Statement: { ...ALLOW, Actions: [] } }, 'REPOSITORY_POLICY'],
    ['an unknown version', { Version: '2012-10-18', Statement: [ALLOW] }, 'REPOSITORY_POLICY'],
    ['no statement', { Version: '2012-10-17', Statement: [] }, 'REPOSITORY_POLICY'],
    ['an Id that is no text', { Id: 3, Statement: [ALLOW] }, 'WRONG_TYPE'],
    ['statements in a list of lists', { Statement: [[ALLOW]] }, 'WRONG_TYPE'],
  ])('%s', async (_name, document, code) => {
    expect((await findingsIn(app(document))).map(found => found.split(' ').at(-1))).toEqual([code])
  })

  test('variables of IAM that a join would fill in', async () => {
    const document = { ...OLD, Statement: [{ ...ALLOW, Sid: '${aws:username}' }] }
    const joined = [document, { access: { pull: ['222233334444'] } }]
    expect(await findingsIn(app(joined))).toEqual(['ecrsync.yaml:3:43 warning VERSION_CHANGES'])
    expect(await findingsIn(app(document))).toEqual([])
    expect(await findingsIn(app(joined).replace('2008', '2012'))).toEqual([])
    expect(await findingsIn(app([OLD, joined[1]]))).toEqual([])
  })
})

describe('JSON that is pasted as one text is answered with what to do', () => {
  const text = `'${JSON.stringify(OLD)}'`
  test.each<[string, string, string]>([
    ['as a policy', app(text), '3:24'],
    ['in a list of policies', app(`[${text}]`), '3:43'],
    ['under a name', app('null', `repositoryPolicies: { p: ${text} }\n`), '3:23'],
    [
      'as a block',
      `${HEAD}repositories:\n  app:\n    repositoryPolicy: |\n      {\n        "Version": "2012-10-17"\n      }\n`,
      '5:5',
    ],
    ['as statements', app(`{ statements: '[{"Effect": "Allow"}]' }`), '3:44'],
    ['as lifecycle rules', `${HEAD}repositories: { app: { lifecyclePolicy: '{"rules": []}' } }\n`, '3:24'],
    [
      'as a named lifecycle policy',
      `${HEAD}lifecyclePolicies: { l: '{"rules": []}' }\nrepositories: { app: }\n`,
      '3:22',
    ],
  ])('%s', async (_name, manifest, place) => {
    expect(await findingsIn(manifest)).toEqual([`ecrsync.yaml:${place} error JSON_TEXT`])
    expect((await diagnosticsOf(manifest))[0]?.hint).toContain('Remove the quotes')
  })
})
