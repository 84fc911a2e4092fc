import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { PATIENCE, type Patience, timeout, within } from '../aws/within.ts'
import { EcrsyncError } from '../errors.ts'
import { denied } from './failures.ts'
import { parseMembers } from './manifest.ts'

export interface Helping {
  /** The source as errors call it. */
  readonly where: string
  readonly signal?: AbortSignal | undefined
  readonly patience?: Pick<Patience, 'whole'> | undefined
}

export interface Credentials {
  readonly username: string
  readonly secret: string
}

const LARGEST_ANSWER = 1024 * 1024
const NOT_FOUND = /credentials not found in native keychain/i

/**
 * What a program that keeps credentials has for a registry, if anything: `docker-credential-NAME get`, found on the PATH
 * and started without a shell. Source: https://github.com/docker/docker-credential-helpers
 *
 * @throws EcrsyncError SOURCE_DENIED where it cannot be found, fails, hangs or answers in another form; INTERRUPTED
 */
export async function askHelper(name: string, server: string, helping: Helping): Promise<Credentials | undefined> {
  const { where, signal, patience: { whole } = PATIENCE } = helping
  const fail = (what: string, cause?: unknown) => unusable(where, `the credential helper ${shown(name)} ${what}`, cause)
  if (!/^[\w.-]+$/.test(name)) throw fail('has no name of a program')
  const program = await programNamed(`docker-credential-${name}`)
  if (program === undefined) throw fail('is not on the PATH')
  const late = { milliseconds: whole, error: timeout('it does not end') }
  const { code, out, said } = await within(late, signal, ending => run(program, server, ending)).catch(error => {
    throw error instanceof EcrsyncError ? error : fail(`cannot be used (${(error as Error).message})`, error)
  })
  if (code !== 0 && NOT_FOUND.test(out)) return undefined
  if (code !== 0) throw fail(`fails${said === '' ? '' : ` (${said})`}`)
  return credentialsIn(out) ?? Promise.reject(fail('does not answer as credential helpers do'))
}

const unusable = (where: string, what: string, cause?: unknown) =>
  denied({
    where,
    what: `a login is needed, and ${what}`,
    hint: 'Mend or install it, or take it out of the configuration of docker (credHelpers, credsStore).',
    cause,
  })

/** One short line, whatever it is. */
const shown = (text: string): string => {
  const [line = ''] = text.trim().split(/[\r\n]/)
  const printable = line.replace(/[^\x20-\x7e]/g, '?')
  return printable.length > 200 ? `${printable.slice(0, 199)}…` : printable
}

/** As the system looks for a program, but in no folder that depends on where one stands. */
export async function programNamed(name: string): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  for (const path of folders.map(folder => join(folder, process.platform === 'win32' ? `${name}.exe` : name)))
    if (await isProgram(path)) return path
  return undefined
}

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK)
    .then(() => stat(path))
    .then(
      found => found.isFile(),
      () => false,
    )

interface Ran {
  readonly code: number | null
  readonly out: string
  /** What it says of its failure. */
  readonly said: string
}

/** Nobody waits for it after the signal, nor for what it may have started. */
function run(program: string, server: string, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { stdio: 'pipe', windowsHide: true })
    const end = (error: unknown) => {
      stop(child)
      reject(error)
    }
    const read = collect(child, () => end(new Error('it answers more than a mebibyte')))
    signal.addEventListener('abort', () => end(signal.reason))
    child.on('error', end)
    child.on('close', code => resolve({ code, ...read() }))
    // One that does not read its input has said enough.
    child.stdin.on('error', () => {}).end(server)
  })
}

function collect({ stdout, stderr }: ChildProcess, overflow: () => void): () => Omit<Ran, 'code'> {
  const texts = { out: '', said: '' }
  const keep = (name: keyof typeof texts) => (chunk: string) => {
    texts[name] += chunk
    if (texts[name].length > LARGEST_ANSWER) overflow()
  }
  stdout?.setEncoding('utf8').on('data', keep('out'))
  stderr?.setEncoding('utf8').on('data', keep('said'))
  // Helpers tell on their output why they fail. What begins like an answer may hold a secret.
  const reason = () => [texts.said, texts.out].map(shown).find(text => text !== '' && !/[{"]/.test(text)) ?? ''
  return () => ({ out: texts.out, said: reason() })
}

function stop(child: ChildProcess): void {
  child.kill('SIGKILL')
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
  child.unref()
}

function credentialsIn(text: string): Credentials | undefined {
  const { Username: username, Secret: secret } = parseMembers(text) ?? {}
  return typeof username === 'string' && typeof secret === 'string' && secret !== '' ? { username, secret } : undefined
}
