import { subscribe } from 'node:diagnostics_channel'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'

/** What goes into the runs of the suite where a secret key belongs: it is found wherever it comes out. */
export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYofTheSuite'

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

/** Whose purpose it is to hand one out: to a client, or to whoever asks for the keys of a local ECR. */
const HANDING_OUT = /^(login|emulator)$/

/** A run, in which no secret that it was given, or was told by whom it asked, may be printed or written into its folder. */
export async function keepingSecrets<T extends Ran>(
  [command = '']: readonly string[],
  { cwd, env = {} }: At,
  run: () => Promise<T>,
): Promise<T> {
  const before = new Set(seen)
  const there = new Set(filesIn(cwd))
  watching += 1
  const ran = await run().finally(() => {
    watching -= 1
  })
  const given = Object.entries(env).flatMap(([name, value]) => (OF_SECRETS.test(name) ? [value] : []))
  const secrets = [...given, SECRET_KEY, ...[...seen].filter(one => !before.has(one))].filter(
    one => one.length >= SHORTEST,
  )
  if (watching === 0) seen.clear()
  const printed = HANDING_OUT.test(command) ? [] : [ran.stdout, ran.stderr]
  const written = filesIn(cwd)
    .filter(one => !there.has(one))
    .map(textOf)
  const leaked = secrets.filter(one => [...printed, ...written].some(text => text.includes(one)))
  if (leaked.length > 0) throw new Error(`A secret came out of ecrsync ${command}: ${leaked.join(', ')}`)
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
