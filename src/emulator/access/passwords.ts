import type { Signed } from './caller.ts'
import type { Session } from './sessions.ts'
import type { Tokens } from './tokens.ts'

export interface Login extends Signed {
  readonly region: string
  /** Epoch seconds. */
  readonly expiration: number
}

/** Opaque to clients; from the outside it has the form of ECR's. */
export function passwordOf(tokens: Tokens, { expiration, ...who }: Login): string {
  const payload = Buffer.from(JSON.stringify(who)).toString('base64')
  const datakey = tokens.sign(`${payload} ${expiration}`)
  return encode({ payload, datakey, version: '2', type: 'DATA_KEY', expiration })
}

/** The login that a password stands for, expired or not; nothing, if it is not one of ours. */
export function loginOf(tokens: Tokens, password: string): Login | undefined {
  try {
    const { payload, datakey, expiration } = decode(password)
    if (!tokens.isSigned(`${payload} ${expiration}`, String(datakey))) return undefined
    const { accessKey, region, session } = decode(String(payload))
    return {
      accessKey: String(accessKey),
      region: String(region),
      session: session as Session | undefined,
      expiration: Number(expiration),
    }
  } catch {
    return undefined
  }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64')

const decode = (text: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
