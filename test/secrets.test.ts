import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ecrsync } from './cli.ts'
import { folderWith } from './folder.ts'
import { fakeServer } from './images/server.ts'
import { canary, keepingSecrets, SECRET_KEY, secretsIn } from './secrets.ts'

const QUIET = { stdout: '', stderr: '' }
const LEAK = /^A secret came out of ecrsync plan: /

describe('a run that lets a secret out fails its test', () => {
  test.each<[string, (cwd: string) => { stdout: string; stderr: string }]>([
    ['printed', () => ({ stdout: `with ${SECRET_KEY}`, stderr: '' })],
    ['told as a failure', () => ({ stdout: '', stderr: `error: ${SECRET_KEY}` })],
    [
      'in a receipt',
      cwd => {
        mkdirSync(join(cwd, '.ecrsync/receipts'), { recursive: true })
        writeFileSync(join(cwd, '.ecrsync/receipts/1.json'), JSON.stringify({ key: SECRET_KEY }))
        return QUIET
      },
    ],
  ])('%s', async (_, leak) => {
    const cwd = await folderWith({ 'ecrsync.yaml': SECRET_KEY })
    await expect(keepingSecrets(['plan'], { cwd }, async () => leak(cwd))).rejects.toThrow(LEAK)
    await expect(keepingSecrets(['plan'], { cwd }, async () => QUIET)).resolves.toEqual(QUIET)
  })

  test('that it was given by a variable', async () => {
    const place = { cwd: await folderWith({}), env: { REGISTRY_PASSWORD: 'correct horse battery' } }
    const leaking = keepingSecrets(['plan'], place, async () => ({ stdout: 'correct horse battery', stderr: '' }))
    await expect(leaking).rejects.toThrow(LEAK)
  })

  test.each([
    ['a token', { authorization: 'Bearer abcdefghijklmnop' }, 'abcdefghijklmnop'],
    [
      'a login',
      { authorization: `Basic ${Buffer.from('me:long enough password').toString('base64')}` },
      'long enough password',
    ],
    ['a signature', { authorization: `AWS4-HMAC-SHA256 Signature=${'0a'.repeat(32)}` }, '0a'.repeat(32)],
    ['a session', { 'x-amz-security-token': 'token of a session' }, 'token of a session'],
  ])('that it sends as %s', async (_, headers, secret) => {
    const { host } = await fakeServer((_asked, response) => void response.end())
    const sending = async () => {
      await new Promise(resolve => request(`http://${host}`, { headers }, resolve).end())
      return { stdout: secret, stderr: '' }
    }
    await expect(keepingSecrets(['plan'], { cwd: await folderWith({}) }, sending)).rejects.toThrow(LEAK)
  })
})

describe('a secret that is planted is found', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  test.each([
    ['as it is', `token=${SECRET_KEY}.`],
    ['in other letters', SECRET_KEY.toLowerCase()],
    ['in Base64', base64(`me:${SECRET_KEY}`)],
    ['in Base64, one byte on', base64(`you:${SECRET_KEY}`)],
    ['in Base64, two bytes on', base64(`them:${SECRET_KEY}`)],
    ['in Base64 of Base64', base64(`AWS:${base64(`{"a":"${SECRET_KEY}"}`)}`)],
    ['in hexadecimal digits', Buffer.from(SECRET_KEY).toString('hex')],
  ])('%s', (_, text) => expect(secretsIn(`before ${text} after`)).not.toEqual([]))

  test('and nothing else is', () => expect(secretsIn('a plan: 3 to create, canary deployments')).toEqual([]))
})

test('what is there for a secret may print it, and tell it nowhere else', async () => {
  const cwd = await folderWith({})
  const saying = (said: object) => async () => ({ ...QUIET, ...said })
  const login = ['login', '--password']
  await expect(keepingSecrets(login, { cwd }, saying({ stdout: SECRET_KEY }))).resolves.toMatchObject({})
  await expect(keepingSecrets(login, { cwd }, saying({ stderr: SECRET_KEY }))).rejects.toThrow('A secret came out')
  await expect(keepingSecrets(['login'], { cwd }, saying({ stdout: SECRET_KEY }))).rejects.toThrow('A secret came out')
})

test('the command line of the suite is watched', async () => {
  const cwd = await folderWith({})
  // Of which nobody has told the command line that it is one.
  const run = ecrsync(['validate', '--file', canary('Unheard')], { cwd, env: {} })
  await expect(run).rejects.toThrow('A secret came out of ecrsync validate')
})
