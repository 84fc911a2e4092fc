import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../src/manifest/meaning/environment.ts'
import { diagnosticsOf, HEAD, resolvedFrom } from '../world.ts'

const ENV = 'env: [ECRSYNC_VAR_STAGE, ECRSYNC_VAR_TEAM]\n'
const env = (STAGE?: string, TEAM?: string): { environment: Environment } => ({
  environment: { ECRSYNC_VAR_STAGE: STAGE, ECRSYNC_VAR_TEAM: TEAM },
})
const STAGE = '${{ env.ECRSYNC_VAR_STAGE }}'
const TEAM = '${{ env.ECRSYNC_VAR_TEAM }}'
const declaring = (...names: readonly string[]) =>
  `${HEAD}${ENV}defaults: [{ match: "live/**", tags: { a: b } }]\nrepositories:\n${names.map(name => `  "${name}":\n`).join('')}`

async function told(text: string | Readonly<Record<string, string>>, options: { environment: Environment }) {
  return (await diagnosticsOf(text, options)).map(({ source, code, summary }) => `${source?.line} ${code} ${summary}`)
}

describe('names that are wrong because of a variable are said once, where it is listed', () => {
  test.each([
    ['', 'is empty'],
    ['Prod', 'holds "Prod", which no name of a repository may have'],
    ['a b', 'holds "a b", which no name of a repository may have'],
    ['a\nb', 'holds "a\\nb", which no name of a repository may have'],
  ])('%j', async (value, problem) => {
    const names = [`${STAGE}/a1`, `${STAGE}/a2`, `${STAGE}/${TEAM}/a3`]
    expect(await told(declaring(...names), env(value, 'team'))).toEqual([
      `3 ENV_VALUE The environment variable ECRSYNC_VAR_STAGE ${problem}`,
    ])
  })

  test('with what to set it to', async () => {
    const hint = async (value: string) => (await diagnosticsOf(declaring(`${STAGE}/a1`), env(value, 'x')))[0]?.hint
    expect(await hint('')).toBe('Set it: export ECRSYNC_VAR_STAGE=…')
    expect(await hint('Prod')).toBe('Set it: export ECRSYNC_VAR_STAGE=prod')
    expect(await hint('a b')).toBe('Set it: export ECRSYNC_VAR_STAGE=…')
  })

  test('with the first that is made of it', async () => {
    const [found] = await diagnosticsOf(declaring('app', `${STAGE}/a1`, `${STAGE}/a2`), env('', 'x'))
    expect(found?.related).toMatchObject([{ source: { line: 7 }, message: `${STAGE}/a1 is made of it, as is 1 more` }])
  })

  test('each that is to blame', async () => {
    expect(await told(declaring(`${STAGE}/${TEAM}`, `app${STAGE}${TEAM}`), env('A', 'B'))).toHaveLength(2)
    expect(await told(declaring(`${STAGE}${TEAM}`), env('', ''))).toHaveLength(2)
  })

  test('in fragments and tombstones', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}${ENV}include: [t.yaml]\nremoved: [{ name: "${STAGE}/gone", copiedTo: "${STAGE}/app" }]\n`,
      't.yaml': `repositories:\n  "${STAGE}/app":\n`,
    }
    expect(await told(files, env('', 'x'))).toEqual(['3 ENV_VALUE The environment variable ECRSYNC_VAR_STAGE is empty'])
  })

  test('and in the name of the manifest and in accounts', async () => {
    const text = `version: 1\nname: "${STAGE}"\n${ENV}accounts: { ci: ["${TEAM}"], cd: "${TEAM}" }\nrepositories: { app: {} }\n`
    expect(await told(text, env('', 'me'))).toEqual([
      '3 ENV_VALUE The environment variable ECRSYNC_VAR_STAGE is empty',
      '3 ENV_VALUE The environment variable ECRSYNC_VAR_TEAM holds "me", which no account id may have',
    ])
  })
})

test.each([
  ['a name that is wrong by itself', 'UP/${{ env.ECRSYNC_VAR_STAGE }}', env('a', 'x'), '6 INVALID_NAME'],
  ['one that is too long with what is right', `${'a'.repeat(255)}${STAGE}${TEAM}`, env('a', 'x'), '6 INVALID_NAME'],
])('%s is said of the name', async (_, name, options, found) => {
  expect(await told(declaring(name), options)).toEqual([expect.stringContaining(found)])
})

test('what is empty may be a part of a name', async () => {
  const { repositories } = await resolvedFrom(declaring(`app${STAGE}`), env('', ''))
  expect(repositories.map(({ name }) => name)).toEqual(['app'])
})

test('a variable that is not set hides no name behind its placeholder', async () => {
  const text = `version: 1\nname: "${STAGE}"\n${ENV}accounts: { ci: "${STAGE}" }\nrepositories: { app: {} }\n`
  expect(await told(text, env(undefined, 'x'))).toEqual([
    '3 ENV_NOT_SET The environment variable ECRSYNC_VAR_STAGE is not set',
  ])
})

describe('a variable that is not listed', () => {
  test.each([
    ['ECRSYNC_VAR_STGE', 'Did you mean env.ECRSYNC_VAR_STAGE?'],
    ['STAGE', 'Did you mean env.ECRSYNC_VAR_STAGE?'],
    ['ecrsync_var_stage', 'Did you mean env.ECRSYNC_VAR_STAGE?'],
    ['ECRSYNC_VAR_REGION', 'List it at the root: env: [ECRSYNC_VAR_REGION]'],
    ['HOME', 'List it at the root: env: [HOME]'],
  ])('%s', async (name, hint) => {
    const text = `${HEAD}${ENV}repositories: { app: { tags: { a: "\${{ env.${name} }}" } } }\n`
    expect((await diagnosticsOf(text, env('a', 'b'))).map(found => found.hint)).toEqual([hint])
  })
})
