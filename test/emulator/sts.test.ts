import { describe, expect, test } from 'vitest'
import { ACCOUNT, emulated } from './ecr.ts'
import { element, send, signed } from './http.ts'

const world = emulated({
  principals: {
    CI: 'arn:aws:iam::444455556666:role/team/ci',
    ANN: 'arn:aws:iam::444455556666:user/people/ann',
    GOV: 'arn:aws-us-gov:iam::444455556666:role/ci',
  },
})

const VERSION = '2011-06-15'
const FORM = 'application/x-www-form-urlencoded; charset=utf-8'

/** One call of the AWS Query protocol. */
const query = (body: string, authorization?: string) =>
  send(world.emulator.url, {
    method: 'POST',
    headers: { 'content-type': FORM, ...(authorization !== undefined && { authorization }) },
    body,
  })
const identity = (authorization?: string) => query(`Action=GetCallerIdentity&Version=${VERSION}`, authorization)

test('who asks is answered as XML', async () => {
  const { status, headers, text } = await identity(signed('AKIAEXAMPLE', 'us-east-1', 'sts'))
  expect([status, headers['content-type']]).toEqual([200, 'text/xml'])
  const requestId = String(headers['x-amzn-requestid'])
  expect(text).toBe(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/${VERSION}/">` +
      `<GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/ecrsync</Arn>` +
      `<UserId>AIDA${ACCOUNT}EMUL</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>\n`,
  )
})

test.each([
  ['nobody', undefined, ACCOUNT, `arn:aws:iam::${ACCOUNT}:user/ecrsync`],
  ['an access key of twelve digits', signed('999988887777'), '999988887777', 'arn:aws:iam::999988887777:user/ecrsync'],
  ['a user', signed('ANN'), '444455556666', 'arn:aws:iam::444455556666:user/people/ann'],
  ['a role', signed('CI'), '444455556666', 'arn:aws:sts::444455556666:assumed-role/ci/ecrsync'],
  ['a role in GovCloud', signed('GOV'), '444455556666', 'arn:aws-us-gov:sts::444455556666:assumed-role/ci/ecrsync'],
  ['somebody in China', signed('AKIA', 'cn-north-1'), ACCOUNT, `arn:aws-cn:iam::${ACCOUNT}:user/ecrsync`],
  ['a word of JavaScript', signed('__proto__'), ACCOUNT, `arn:aws:iam::${ACCOUNT}:user/ecrsync`],
])('%s is known by account and ARN', async (_, authorization, account, arn) => {
  const { text } = await identity(authorization)
  expect([element(text, 'Account'), element(text, 'Arn')]).toEqual([account, arn])
})

test('the id of a role has the name of its session', async () => {
  expect(element((await identity(signed('CI'))).text, 'UserId')).toMatch(/^AROA[A-Z0-9]+:ecrsync$/)
  expect(element((await identity(signed('ANN'))).text, 'UserId')).toMatch(/^AIDA[A-Z0-9]+$/)
})

describe('an error', () => {
  const errorIn = (text: string) => [element(text, 'Type'), element(text, 'Code'), element(text, 'Message')]

  test.each(['GetSessionToken', 'CreateRepository', '<b>&', 'constructor', ''])(
    'says that there is no action %j',
    async action => {
      const { status, headers, text } = await query(`Action=${encodeURIComponent(action)}&Version=${VERSION}`)
      const escaped = action.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
      expect([status, headers['content-type']]).toEqual([400, 'text/xml'])
      expect(text).toMatch(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/${VERSION}/">`)
      expect(errorIn(text)).toEqual([
        'Sender',
        'InvalidAction',
        `Could not find operation ${escaped} for version ${VERSION}`,
      ])
      expect(element(text, 'RequestId')).toBe(headers['x-amzn-requestid'])
    },
  )

  test('is told apart by whose fault it is', async () => {
    world.emulator.inject({ operation: 'GetCallerIdentity', error: 'ServiceUnavailable', when: { at: 1 } })
    world.emulator.inject({ operation: 'GetCallerIdentity', error: 'ThrottlingException', when: { at: 2 } })
    const [unavailable, throttled] = [await identity(), await identity()]
    expect([unavailable.status, errorIn(unavailable.text).slice(0, 2)]).toEqual([
      503,
      ['Receiver', 'ServiceUnavailable'],
    ])
    expect([throttled.status, errorIn(throttled.text)]).toEqual([
      400,
      ['Sender', 'ThrottlingException', 'Rate exceeded'],
    ])
    expect((await identity()).status).toBe(200)
  })

  test('is about the region of the signature', async () => {
    const { status, text } = await identity(signed('AKIA', '..'))
    expect([status, element(text, 'Code')]).toEqual([403, 'IncompleteSignature'])
  })
})

test('a call is in the log', async () => {
  await identity()
  await query('Action=GetSessionToken')
  expect(world.emulator.calls).toMatchObject([
    { operation: 'GetCallerIdentity' },
    { operation: 'GetSessionToken', error: 'InvalidAction' },
  ])
})
