import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isThere, writeWhole } from '../storage/files.ts'

/** What the emulator signs for others to bring back: passwords of logins, addresses of downloads. */
export interface Tokens {
  sign(text: string): string
  isSigned(text: string, signature: string): boolean
}

/** The key outlives the process, as logins do, if there is a folder to keep it in. */
export function openTokens(dataDirectory?: string): Tokens {
  const path = dataDirectory === undefined ? undefined : join(dataDirectory, 'token-key')
  let key = path !== undefined && isThere(path) ? storedKey(path) : undefined
  const sign = (text: string) => {
    key ??= path === undefined ? randomBytes(32) : newKey(path)
    return createHmac('sha256', key).update(text).digest('base64url')
  }
  return { sign, isSigned: (text, signature) => areEqual(sign(text), signature) }
}

function newKey(path: string): Buffer {
  const key = randomBytes(32)
  writeWhole(path, key.toString('hex'), 0o600)
  return key
}

/** @throws Error where it is none: with an empty one, everybody could sign */
function storedKey(path: string): Buffer {
  const text = readFileSync(path, 'utf8')
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`${path} holds no key: delete it, and log in again`)
  return Buffer.from(text, 'hex')
}

function areEqual(one: string, other: string): boolean {
  const [expected, given] = [Buffer.from(one), Buffer.from(other)]
  return expected.length === given.length && timingSafeEqual(expected, given)
}
