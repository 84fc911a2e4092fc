import { describe, expect, test } from 'vitest'
import { aboutName } from '../../../src/manifest/meaning/names.ts'
import { diagnosticsOf, findingsIn, HEAD, printedFrom, resolvedFrom, settingsOf, wishesFrom } from '../world.ts'

const ENV = 'env: [ECRSYNC_VAR_STAGE]\n'
const STAGE = '${{ env.ECRSYNC_VAR_STAGE }}'
const live = { environment: { ECRSYNC_VAR_STAGE: 'live' } }
const as = (stage: string) => ({ environment: { ECRSYNC_VAR_STAGE: stage } })
const namesIn = async (text: string | Readonly<Record<string, string>>, options: object = live) =>
  (await resolvedFrom(text, options)).repositories.map(({ name }) => name)

describe('names of repositories are filled in', () => {
  test('keys, tombstones and where they were copied to, in the root and in fragments', async () => {
    const files = {
      'ecrsync.yaml': `${HEAD}${ENV}include: [t.yaml]\nrepositories: { "${STAGE}/api": }\nremoved: [{ name: "${STAGE}/old", copiedTo: "${STAGE}/api" }]\n`,
      't.yaml': `repositories: { "team/${STAGE}": }\nremoved: [{ name: "${STAGE}/gone" }]\n`,
    }
    const { repositories, removed } = await resolvedFrom(files, live)
    expect(repositories.map(({ name }) => name)).toEqual(['live/api', 'team/live'])
    expect(removed.map(({ name, copiedTo }) => [name, copiedTo])).toEqual([
      ['live/old', 'live/api'],
      ['live/gone', undefined],
    ])
    const wishes = await wishesFrom(files, live)
    expect(wishes.repositories).toEqual(['live/api', 'team/live', 'live/old', 'live/gone'])
    expect(wishes.of('live/api')[0]).toMatchObject({ address: 'repository["live/api"]', repository: 'live/api' })
    expect([wishes.isDeclared('live/gone'), wishes.isDeclared(`${STAGE}/gone`)]).toEqual([true, false])
  })

  test.each<[string, string, object, string]>([
    ['the account', '${{ target.account }}/api', { target: { account: '111122223333' } }, '111122223333/api'],
    ['the region', '${{ target.region }}/api', { target: { region: 'eu-west-1' } }, 'eu-west-1/api'],
    ['the name of the target', 'x-${{ target.name }}', { target: { name: 'default' } }, 'x-default'],
    ['an account with a name', '${{ accounts.ci }}/api', {}, '444455556666/api'],
  ])('from %s', async (_from, name, options, filled) => {
    const text = `${HEAD}accounts: { ci: "444455556666" }\nrepositories: { "${name}": }\n`
    expect(await namesIn(text, options)).toEqual([filled])
  })

  test('before layers match, and before repository.name is filled in', async () => {
    const text = `${HEAD}${ENV}defaults:
  - { match: "live/**", tags: { a: live, b: "\${{ repository.name }}" } }
  - { match: "test/**", tags: { a: test } }
repositories: { "${STAGE}/api": }
`
    expect(settingsOf(await resolvedFrom(text, live), 'live/api').tags).toEqual({ a: 'live', b: 'live/api' })
    expect(settingsOf(await resolvedFrom(text, as('test')), 'test/api').tags).toEqual({ a: 'test' })
    // The other layer is for another run: it is no typing error.
    expect(await findingsIn(text, live)).toEqual([])
  })

  test('and sources of images with them', async () => {
    const text = `${HEAD}${ENV}repositories: { "${STAGE}/api": { images: { v1: "ecr:${STAGE}/base:1" } } }\n`
    const [, image] = (await wishesFrom(text, live)).of('live/api')
    expect(image).toMatchObject({ name: 'live/api:v1', want: { source: { repositoryName: 'live/base', tag: '1' } } })
  })

  test('and printed so, with the place of what is written', async () => {
    const text = `${HEAD}${ENV}repositories:\n  "${STAGE}/api":\nremoved:\n  - { name: "${STAGE}/old" }\n`
    const printed = await printedFrom(text, live)
    expect(printed).toContain('repositories:\n  # ecrsync.yaml:5\n  live/api: {}\n')
    expect(printed).toContain('- name: live/old # ecrsync.yaml:7\n')
    expect(printed).not.toContain('${{')
  })
})

describe('names are checked once they are filled in', () => {
  const one = (key: string, more = '') => `${HEAD}${ENV}repositories:\n  "${key}":\n${more}`
  test.each<[string, string, string, readonly string[]]>([
    ['that ECR does not take', one(`${STAGE}/api`), 'Live', ['3:7 error ENV_VALUE']],
    ['that are too short', one(STAGE), 'a', ['3:7 error ENV_VALUE']],
    ['that are empty', one(STAGE), '', ['3:7 error ENV_VALUE']],
    ['that the guide does not allow', one(`${STAGE}/api`), '1live', ['5:3 warning UNUSUAL_NAME']],
    ['that are equal to another', one(`${STAGE}/api`, '  live/api:\n'), 'live', ['6:3 error DECLARED_TWICE']],
    [
      'that are equal to one with an expression',
      one(`${STAGE}/api`, `  "live/\${{ env.ECRSYNC_VAR_STAGE }}":\n`),
      'api',
      [],
    ],
    [
      'that are removed',
      one(`${STAGE}/api`, 'removed: [{ name: live/api }]\n'),
      'live',
      ['6:13 error DECLARED_AND_REMOVED'],
    ],
    ['of tombstones', one('app', `removed: [{ name: "${STAGE}/old" }]\n`), 'Live', ['3:7 error ENV_VALUE']],
    [
      'of tombstones twice',
      one('app', `removed: [{ name: live/old }, { name: "${STAGE}/old" }]\n`),
      'live',
      ['6:33 error REMOVED_TWICE'],
    ],
    [
      'of a copy that is not declared',
      one('app', `removed: [{ name: old, copiedTo: "${STAGE}/new" }]\n`),
      'live',
      ['6:24 error UNKNOWN_REPOSITORY'],
    ],
  ])('%s', async (_name, text, stage, found) => {
    expect(await findingsIn(text, as(stage))).toEqual(found.map(one => `ecrsync.yaml:${one}`))
  })

  test('and what is wrong says the name as it is filled in, and from what', async () => {
    const [found] = await diagnosticsOf(one(`Team/${STAGE}`), live)
    expect(found).toMatchObject({
      summary: 'Invalid repository name "Team/live"',
      detail: expect.stringContaining('It is filled in from env.ECRSYNC_VAR_STAGE.'),
    })
    const twice = await diagnosticsOf(one(`${STAGE}/api`, '  live/api:\n'), live)
    expect(JSON.stringify(twice.map(({ excerpt: _excerpt, ...said }) => said))).not.toContain('${{')
  })

  test.each<[string, string]>([
    ['its own name', '${{ repository.name }}/x'],
    ['vars', '${{ vars.x }}/x'],
    ['an unknown variable', '${{ env.OTHER }}/x'],
  ])('which come from no %s', async (_name, key) => {
    expect(await findingsIn(one(key), live)).toEqual(['ecrsync.yaml:5:3 error UNKNOWN_VARIABLE'])
  })

  test('null is no name, and the tombstone that is shown can be pasted', async () => {
    const [found] = await diagnosticsOf(`${HEAD}${ENV}repositories:\n  "${STAGE}/api": null\n`, live)
    expect(found?.example).toContain(`  - { name: "${STAGE}/api" }`)
  })

  test('which come from no list', async () => {
    const text = `${HEAD}accounts: { w: ["111122223333"] }\nrepositories: { "\${{ accounts.w }}": }\nremoved: [{ name: "x\${{ accounts.w }}" }]\n`
    expect(await findingsIn(text)).toEqual([
      'ecrsync.yaml:4:17 error LIST_IN_TEXT',
      'ecrsync.yaml:5:13 error LIST_IN_TEXT',
    ])
  })
})

describe('a name that is not known offline is judged when it is', () => {
  const text = `${HEAD}repositoryPolicies: { p: { statements: [{ Sid: "\${{ vars.x }}", Effect: Deny, Principal: "*", Action: "ecr:PutImage" }] } }
defaults:
  - { match: "a1111*/**", vars: { x: one } }
  - { match: "**", repositoryPolicy: p }
repositories:
  "a\${{ target.account }}/Api":
  "a\${{ target.account }}/web":
removed: [{ name: "a\${{ target.account }}/old", copiedTo: "a\${{ target.account }}/web" }]
`
  test('nothing is said of it before', async () => expect(await findingsIn(text)).toEqual([]))

  test('and all of it then', async () => {
    expect(await findingsIn(text, { target: { account: '111122223333' } })).toEqual([
      'ecrsync.yaml:8:3 error INVALID_NAME',
    ])
    expect(await findingsIn(text, { target: { account: '444455556666' } })).toEqual([
      'ecrsync.yaml:3:43 error VAR_NOT_SET',
      'ecrsync.yaml:8:3 error INVALID_NAME',
    ])
  })
})

describe('a finding about a name', () => {
  const finding = { code: 'X', summary: 'x', hint: 'x' }

  test('that is filled in says from what', () => {
    expect(aboutName(finding, `${STAGE}/api`).detail).toBe('It is filled in from env.ECRSYNC_VAR_STAGE.')
    expect(aboutName({ ...finding, detail: 'No.' }, STAGE).detail).toContain('No. It is filled in')
  })

  test.each([undefined, 3, 'team/api'])('that is written as %s is as it is', written => {
    expect(aboutName(finding, written)).toBe(finding)
  })
})
