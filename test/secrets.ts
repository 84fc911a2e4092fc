import { subscribe } from 'node:diagnostics_channel'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'

/** Every secret that a test puts in is made here, so that it is known wherever it comes out. */
const MARK = 'CANARYofTESTS'

export const canary = (name: string): string => `${MARK}${name}`

/** What three bytes more or less before it make of a text in Base64; the ends depend on their neighbours. */
const inBase64 = (text: string): readonly string[] =>
  ['', '.', '..'].map(before =>
    Buffer.from(`${before}${text}`)
      .toString('base64')
      .slice(before === '' ? 0 : 4)
      .replace(/.{4}$/, ''),
  )

/** As it went in, in Base64, in Base64 of that, or in hexadecimal digits. */
const CANARY = [MARK, ...inBase64(MARK), ...inBase64(MARK).flatMap(inBase64), Buffer.from(MARK).toString('hex')]

const escaped = (text: string): string => text.replace(/[+/]/g, '\\$&')

/** What the emulator hands out: passwords, tokens of ECR, which are Base64 of these, and tokens of sessions. */
const HANDED_OUT = ['eyJwYXlsb2FkIjoi', 'QVdTOmV5SndZWGxzYjJGa0lqb2', 'eyJyb2xlIjoi']

/** The signatures of downloads and of calls. */
const SIGNATURES = ['signature=[\\w-]{43}', 'Signature=[0-9a-f]{64}']

const SECRET = new RegExp([...CANARY.map(escaped), ...HANDED_OUT, ...SIGNATURES].join('|'), 'gi')

/** Each secret that stands in a text, with what stands around it. */
export const secretsIn = (text: string): readonly string[] =>
  [...text.matchAll(SECRET)].map(({ index, 0: found }) =>
    text.slice(Math.max(0, index - 60), index + found.length + 30),
  )

/** There is nothing else that they are for. */
export const isForSecrets = (args: readonly string[]): boolean =>
  args[0] === 'login' && args.some(arg => arg === '--password' || arg.startsWith('--get-credentials'))

/** For wherever a secret key belongs. */
export const SECRET_KEY = canary('SecretKey')

/** Variables that hold one. */
const OF_SECRETS = /SECRET|TOKEN$|PASSWORD/
/** Shorter ones are words that stand anywhere, such as a `local` beside an emulator. */
const SHORTEST = 12

const seen = new Set<string>()
let watching = 0

/** Whatever this process serves hears what a client holds: signatures, logins, and tokens of sessions. */
subscribe('http.server.request.start', message => {
  if (watching > 0)
    for (const secret of heldBy((message as { readonly request: IncomingMessage }).request)) seen.add(secret)
})

function heldBy({ headers, url = '' }: IncomingMessage): readonly string[] {
  const { authorization = '', 'x-amz-security-token': session } = headers
  const [, scheme, value = ''] = /^(Basic|Bearer) (.+)$/i.exec(authorization) ?? []
  const [, signature] = /Signature=([0-9a-f]{64})/i.exec(`${authorization}&${url}`) ?? []
  const password =
    scheme === 'Basic'
      ? Buffer.from(value, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : undefined
  return [value, password, signature, session].flat().filter((one = '') => one.length >= SHORTEST) as string[]
}

interface Ran {
  readonly stdout: string
  readonly stderr: string
}

interface At {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Of a run that hands a secret to a client, what it prints for that is no leak. */
export interface HandingOut {
  readonly isHelper?: boolean
}

/** A run, in which no secret that it was given, or that a server was told, may be printed or written into its folder. */
export async function keepingSecrets<T extends Ran>(
  args: readonly string[],
  { cwd, env = {} }: At,
  run: () => Promise<T>,
  { isHelper = false }: HandingOut = {},
): Promise<T> {
  const [before, there] = [new Set(seen), new Set(filesIn(cwd))]
  watching += 1
  const ran = await run().finally(() => {
    watching -= 1
  })
  const given = Object.entries(env).flatMap(([name, value]) => (OF_SECRETS.test(name) ? [value] : []))
  const told = [...seen].filter(one => !before.has(one))
  if (watching === 0) seen.clear()
  // A client that is logged in keeps what it is given.
  const written = args[0] === 'login' ? [] : filesIn(cwd).filter(one => !there.has(one))
  const texts = [...(isHelper || isForSecrets(args) ? [] : [ran.stdout]), ran.stderr, ...written.map(textOf)]
  const secrets = [...given, ...told].filter(one => one.length >= SHORTEST)
  const leaked = texts.flatMap(text => [...secrets.filter(one => text.includes(one)), ...secretsIn(text)])
  if (leaked.length > 0) throw new Error(`A secret came out of ecrsync ${args[0] ?? ''}: ${leaked.join('\n')}`)
  return ran
}

/** A layer is as large as its test wants it, and holds no text of ours. */
const LARGEST = 2 ** 20

/** Each as it is now: its path, and when and how long it was written. The local ECR keeps what it was told, as ECR does. */
function filesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return files
    .filter(one => one.isFile() && !one.parentPath.includes('.ecrsync/local'))
    .map(one => join(one.parentPath, one.name))
    .flatMap(path => {
      const { mtimeMs, size } = statSync(path)
      return size > LARGEST ? [] : [JSON.stringify([path, mtimeMs, size])]
    })
}

const textOf = (file: string): string => readFileSync((JSON.parse(file) as [string])[0], 'utf8')
