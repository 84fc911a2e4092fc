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
  let key: Buffer | undefined
  const sign = (text: string) => {
    key ??= dataDirectory === undefined ? randomBytes(32) : storedKey(join(dataDirectory, 'token-key'))
    return createHmac('sha256', key).update(text).digest('base64url')
  }
  return { sign, isSigned: (text, signature) => areEqual(sign(text), signature) }
}

function storedKey(path: string): Buffer {
  if (!isThere(path)) writeWhole(path, randomBytes(32).toString('hex'), 0o600)
  return Buffer.from(readFileSync(path, 'utf8'), 'hex')
}

function areEqual(one: string, other: string): boolean {
  const [expected, given] = [Buffer.from(one), Buffer.from(other)]
  return expected.length === given.length && timingSafeEqual(expected, given)
}
