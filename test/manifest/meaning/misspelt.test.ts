import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD } from '../world.ts'

const ENV = 'env: [ECRSYNC_VAR_STAGE, PLACE]\naccounts: { ci: "111122223333" }\n'
const options = { environment: { ECRSYNC_VAR_STAGE: 'live', PLACE: 'x' } }
const app = (settings: string) => `${HEAD}${ENV}repositories:\n  team/app: ${settings}\n`
const policy = (more: object) =>
  app(
    `{ repositoryPolicy: { statements: [${JSON.stringify({ Effect: 'Allow', Principal: '*', Action: 'ecr:PutImage', ...more })}] } }`,
  )
const condition = (value: string) =>
  policy({ Condition: { StringEquals: { 'aws:SourceAccount': value, 'aws:PrincipalOrgID': 'o-abc1234567' } } })

async function hints(text: string | Readonly<Record<string, string>>) {
  const found = await diagnosticsOf(text, options)
  return found.map(({ severity, code, hint }) => `${severity} ${code} ${hint}`)
}

const STAGE = ['error UNKNOWN_VARIABLE Write ${{ env.ECRSYNC_VAR_STAGE }}']

describe('a variable that is written as elsewhere is told with how it is written here', () => {
  const FORMS = [
    '${env.ECRSYNC_VAR_STAGE}',
    '${ env.ECRSYNC_VAR_STAGE }',
    '{{ env.ECRSYNC_VAR_STAGE }}',
    '{{env.ECRSYNC_VAR_STAGE}}',
    '$(env.ECRSYNC_VAR_STAGE)',
    '$env.ECRSYNC_VAR_STAGE',
    '$ECRSYNC_VAR_STAGE',
    '${ECRSYNC_VAR_STAGE}',
  ]
  const PLACES: readonly (readonly [string, (text: string) => string])[] = [
    ['in a name', text => `${HEAD}${ENV}repositories:\n  "${text}/api": {}\n`],
    ['in the name of the manifest', text => `version: 1\nname: "${text}"\n${ENV}repositories: { app: {} }\n`],
    [
      'in an account',
      text => `${HEAD}env: [ECRSYNC_VAR_STAGE]\naccounts: { ci: "${text}" }\nrepositories: { app: {} }\n`,
    ],
    ['in a tombstone', text => `${HEAD}${ENV}removed: [{ name: "${text}/api" }]\nrepositories: { app: {} }\n`],
    ['in a tag', text => app(`{ tags: { a: "${text}" } }`)],
    ['in a source', text => app(`{ images: { v1: "ecr:${text}:v1" } }`)],
    ['in access', text => app(`{ repositoryPolicy: { access: { pull: ["${text}"] } } }`)],
    ['in a principal', text => policy({ Principal: { AWS: `arn:aws:iam::${text}:root` } })],
    ['in a condition', condition],
    ['beside another', text => app(`{ tags: { a: "\${{ target.name }}${text}" } }`)],
  ]
  test.each(PLACES)('%s', async (_, textOf) => {
    for (const form of FORMS) expect([form, await hints(textOf(form))]).toEqual([form, STAGE])
  })

  test('in a file', async () => {
    const files = {
      'ecrsync.yaml': app('{ repositoryPolicy: { file: p.json } }'),
      'p.json': JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: '${env.ECRSYNC_VAR_STAGE}' }] }),
    }
    expect(await hints(files)).toContain(STAGE[0])
  })

  test.each([
    ['"$STAGE/api": {}', '${{ env.STAGE }}'],
    ['"${accounts.ci}/api": {}', '${{ accounts.ci }}'],
    ['app: { tags: { a: "${repository.name}" } }', '${{ repository.name }}'],
    ['app: { tags: { a: "{{ vars.x }}" } }', '${{ vars.x }}'],
    ['app: { tags: { a: "$PLACE" } }', '${{ env.PLACE }}'],
  ])('%s', async (block, written) => {
    expect(await hints(`${HEAD}${ENV}repositories:\n  ${block}\n`)).toEqual([`error UNKNOWN_VARIABLE Write ${written}`])
  })

  test('with the one that is not closed', async () => {
    expect(await hints(`${HEAD}${ENV}repositories:\n  "\${{env.ECRSYNC_VAR_STAGE}/api": {}\n`)).toEqual([
      'error UNKNOWN_VARIABLE Close it: ${{ env.ECRSYNC_VAR_STAGE }}',
    ])
  })
})

describe('a variable of others in a policy is warned of', () => {
  const ACCOUNT = 'Write ${{ target.account }}, ${{ accounts.NAME }}, or the id itself'
  test.each([
    ['${AWS::AccountId}', ACCOUNT],
    ['arn:aws:iam::${AWS::AccountId}:role/x', ACCOUNT],
    ['${AWS::Region}', 'Write ${{ target.region }}, or the region itself'],
    [
      '${data.aws_caller_identity.current.account_id}',
      'Write ${{ … }} with a variable that is known here, or the value itself',
    ],
  ])('%s', async (value, hint) => {
    expect(await hints(condition(value))).toEqual([`warning UNKNOWN_VARIABLE ${hint}`])
  })

  test('as a principal', async () => {
    const text = policy({ Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:root' } })
    expect(await hints(text)).toContain(`warning UNKNOWN_VARIABLE ${ACCOUNT}`)
  })
})

test.each(['${aws:PrincipalAccount}', "${aws:username, 'x'}", '${*}', '${?}', '${$}', '$5', 'a$', '$HOME', 'us$'])(
  '%s is nothing that is filled in here',
  async value => {
    expect(await findingsIn(condition(value), options)).toEqual([])
  },
)

test('what is ignored, and what is only read, may say anything', async () => {
  const text = `${HEAD}x-note: "\${env.X}"\nremoved: [{ name: old, reason: "\${env.X}" }]\nrepositories: { app: {} }\n`
  expect(await findingsIn(text)).toEqual([])
})
