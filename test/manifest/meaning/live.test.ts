import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD, placeOf, printedFrom, wishesFrom } from '../world.ts'

const statement = (sid: string) =>
  `{ Sid: ${sid}, Effect: Allow, Principal: { AWS: "111122223333" }, Action: "ecr:PutImage" }`
const ours = `{ statements: [${statement('ours')}] }`
const POLICIES = `repositoryPolicies: { org: ${ours}, other: { statements: [${statement('other')}] } }\n`
const app = (policy: string, more = '') => `${HEAD}${more}repositories: { app: { repositoryPolicy: ${policy} } }\n`
const layered = (layer: string, policy: string) =>
  `${HEAD}${POLICIES}defaults: [{ match: app, repositoryPolicy: ${layer} }]\nrepositories: { app: { repositoryPolicy: ${policy} } }\n`
const inRegistry = (policy: string) => `${HEAD}registry: { policy: ${policy} }\nrepositories: { app: }\n`
const named = (sid: string) => `{ statements: [${statement(sid).replace('Action', 'Resource: "*", Action')}] }`

interface Want {
  readonly document: { readonly Statement: readonly { readonly Sid?: string }[] }
  readonly sharing?: { readonly absent: readonly string[] }
}
const wantIn = async (text: string) => {
  const wishes = await wishesFrom(text)
  const want = [...wishes.of('app'), ...wishes.registry()].find(({ kind }) => /Policy$/.test(kind))?.want as Want
  return [want.document.Statement.map(({ Sid }) => Sid), want.sharing?.absent]
}

describe('a list with live', () => {
  test.each<readonly [name: string, text: string, sids: readonly string[], absent: readonly string[]]>([
    ['in a repository', app(`[live, ${ours}]`), ['ours'], []],
    ['by name', app('[live, org, { absent: [old, older] }]', POLICIES), ['ours'], ['old', 'older']],
    ['that declares nothing', app('[live]'), [], []],
    ['that only takes away', app('[live, { absent: [old] }]'), [], ['old']],
    ['of a layer', layered('[live, org]', '[inherited, other]'), ['ours', 'other'], []],
    ['beside what a layer says', layered('org', '[live, inherited]'), ['ours'], []],
    ['that a layer has, too', layered('[live, org]', '[live, inherited, { absent: [x] }]'), ['ours'], ['x']],
    ['that only a layer has', layered('[live, org]', '[inherited, { absent: [x] }]'), ['ours'], ['x']],
    ['of the registry', inRegistry(`[live, ${named('ours')}, { absent: [old] }]`), ['ours'], ['old']],
  ])('%s', async (_, text, sids, absent) => {
    expect(await findingsIn(text)).toEqual([])
    expect(await wantIn(text)).toEqual([sids, absent])
  })

  test('is replaced by a policy that is exact', async () =>
    expect(await wantIn(layered('[live, org]', 'other'))).toEqual([['other'], undefined]))

  test('takes variables in what it takes away', async () => {
    const text = app('[live, { absent: ["${{ repository.name }}-old"] }]')
    expect(await wantIn(text)).toEqual([[], ['app-old']])
  })

  test('is printed as a list, also of one', async () => {
    expect(await printedFrom(app('[live]'))).toMatch(/repositoryPolicy:\n +- live # ecrsync.yaml:3/)
    expect(await printedFrom(inRegistry('[live, { absent: [old] }]'))).toMatch(
      /policy:\n +- live # ecrsync.yaml:3\n +- absent:\n +- old # ecrsync.yaml:3/,
    )
  })

  test('that many repositories share is judged once', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `r${index}:`).join(', ')
    const text = `${HEAD}${POLICIES}defaults: [{ match: "**", repositoryPolicy: [live, org] }]\nrepositories: { ${names} }\n`
    const wishes = await wishesFrom(text)
    const [one, other] = ['r1', 'r2'].map(name => wishes.of(name).find(({ kind }) => kind === 'repositoryPolicy')?.want)
    expect(one).toBe(other)
  })
})

const LIFECYCLE = 'lifecyclePolicies: { live: [{ any: true, keepNewest: 1 }] }\n'

describe('what cannot be', () => {
  test.each<readonly [name: string, text: string, found: readonly string[]]>([
    ['live by itself', app('live'), ['3:24 error LIVE_ALONE']],
    ['live of the registry by itself', inRegistry('live'), ['3:13 error LIVE_ALONE']],
    ['live twice', app(`[live, ${ours}, live]`), ['3:157 error LIVE_TWICE']],
    [
      'live for a lifecycle policy',
      `${HEAD}repositories: { app: { lifecyclePolicy: live } }\n`,
      ['3:24 error LIVE_NOT_MERGED'],
    ],
    ['absent without live', app(`[${ours}, { absent: [x] }]`), ['3:151 error ABSENT_WITHOUT_LIVE']],
    [
      'absent without live in a layer that matches nothing',
      `${HEAD}defaults: [{ match: x, repositoryPolicy: [{ absent: [x] }] }]\nrepositories: { app: }\n`,
      ['3:43 error ABSENT_WITHOUT_LIVE'],
    ],
    [
      'absent without the live of a layer',
      layered('org', '[inherited, { absent: [x] }]'),
      ['5:54 error ABSENT_WITHOUT_LIVE'],
    ],
    ['absent of the registry without live', inRegistry('[{ absent: [x] }]'), ['3:22 error ABSENT_WITHOUT_LIVE']],
    [
      'absent of what is declared',
      app(`[live, ${ours}, { absent: [old, ours] }]`),
      ['3:173 error ABSENT_AND_DECLARED'],
    ],
    [
      'absent of what a layer declares',
      layered('[live, org]', '[inherited, { absent: [ours] }]'),
      ['5:65 error ABSENT_AND_DECLARED'],
    ],
    ['absent of nothing', app('[live, { absent: [] }]'), ['3:51 error WRONG_VALUE']],
    ['absent of a statement without a Sid', app('[live, { absent: [""] }]'), ['3:60 error ABSENT_WITHOUT_NAME']],
    [
      'absent and something else',
      app('[live, { absent: [x], access: { pull: ["111122223333"] } }]'),
      ['3:49 error EXACTLY_ONE'],
    ],
    ['absent outside a list', app('{ absent: [x] }'), ['3:44 error UNKNOWN_KEY']],
    [
      'a policy of that name',
      app('org', `repositoryPolicies: { org: ${ours}, live: ${ours} }\n`),
      ['3:136 error RESERVED_NAME'],
    ],
    ['a lifecycle policy of that name', app(ours, LIFECYCLE), ['3:22 error RESERVED_NAME']],
    ['a name for the policy of the registry', inRegistry('org'), ['3:13 error UNKNOWN_POLICY']],
    ['a name in the list of it', inRegistry('[live, org]'), ['3:28 error UNKNOWN_POLICY']],
    ['what layers say of it', inRegistry('[inherited]'), ['3:22 error UNKNOWN_POLICY']],
    ['access in it', inRegistry('{ access: { pull: ["111122223333"] } }'), ['3:23 error UNKNOWN_KEY']],
  ])('%s', async (_, text, found) => expect(await findingsIn(text)).toEqual(found.map(one => `ecrsync.yaml:${one}`)))

  test('is told with the place of the other', async () => {
    const [twice] = await diagnosticsOf(app(`[live, ${ours}, live]`))
    expect(twice?.related?.map(({ source }) => placeOf(source))).toEqual(['ecrsync.yaml:3:43'])
  })
})
