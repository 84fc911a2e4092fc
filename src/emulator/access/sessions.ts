import { randomBytes } from 'node:crypto'
import type { Tokens } from './tokens.ts'

/** A role that somebody has assumed, for a while. */
export interface Session {
  /** ARN of the role. */
  readonly role: string
  /** What whoever assumed it calls it. */
  readonly name: string
}

export interface SessionKeys {
  readonly accessKey: string
  readonly secretAccessKey: string
  readonly token: string
}

/** Ours alone begin so: keys of AWS, with or without a token, are those of a user of the emulator's own account. */
const OURS = 'ASIAEMUL'

export const isSessionKey = (accessKey: string): boolean => accessKey.startsWith(OURS)

/** All that is known of a session is in its token, as with AWS: it outlives the process where the key of the tokens does. */
export function newSession(tokens: Tokens, session: Session, expiration: number): SessionKeys {
  const accessKey = `${OURS}${base32(randomBytes(12))}`
  const payload = Buffer.from(JSON.stringify({ ...session, accessKey, expiration })).toString('base64')
  return {
    accessKey,
    secretAccessKey: randomBytes(30).toString('base64'),
    token: `${payload}.${tokens.sign(purpose(payload))}`,
  }
}

/** What a token was made for, expired or not; nothing, if it is not one of ours, or of another key. */
export function sessionOf(
  tokens: Tokens,
  accessKey: string,
  token: string,
): (Session & { readonly expiration: number }) | undefined {
  const [payload = '', signature = ''] = token.split('.')
  if (!tokens.isSigned(purpose(payload), signature)) return undefined
  const { accessKey: own, ...session } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))
  return own === accessKey ? session : undefined
}

/** No password and no address of a download is taken for one. */
const purpose = (payload: string): string => `session ${payload}`

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const base32 = (bytes: Uint8Array): string => [...bytes].map(byte => LETTERS[byte % LETTERS.length]).join('')
