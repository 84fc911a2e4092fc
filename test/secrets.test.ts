import { describe, expect, test } from 'vitest'
import { canary, refuseSecrets, secretsIn } from './secrets.ts'

const SECRET = canary('Planted')
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('a secret that is planted is found', () => {
  test.each([
    ['as it is', `token=${SECRET}.`],
    ['in other letters', SECRET.toLowerCase()],
    ['in Base64', base64(`me:${SECRET}`)],
    ['in Base64, one byte on', base64(`you:${SECRET}`)],
    ['in Base64, two bytes on', base64(`them:${SECRET}`)],
    ['in Base64 of Base64', base64(`AWS:${base64(`{"a":"${SECRET}"}`)}`)],
    ['in hexadecimal digits', Buffer.from(SECRET).toString('hex')],
  ])('%s', (_, text) => {
    expect(secretsIn(`before ${text} after`)).not.toEqual([])
    expect(() => refuseSecrets(['plan'], { stdout: '', stderr: text })).toThrow('Secrets in what is said')
  })

  test('and nothing else is', () => expect(secretsIn('a plan: 3 to create, canary deployments')).toEqual([]))

  test('but where it is what the command is for', () => {
    const said = { stdout: SECRET, stderr: '' }
    expect(() => refuseSecrets(['login', '--password'], said)).not.toThrow()
    expect(() => refuseSecrets(['login', '--password'], { stdout: '', stderr: SECRET })).toThrow()
  })
})
