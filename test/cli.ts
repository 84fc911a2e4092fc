import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { run } from '../src/commands/main.ts'
import { purelyBy } from './purity.ts'
import { keepingSecrets, SECRET_KEY } from './secrets.ts'
import { nestedOn } from './sentences.ts'
import { atTerminal, type Typed } from './typing.ts'

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Place {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Left out: there is no terminal. */
  readonly typed?: Typed
}

/** The folder of the package. */
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
export const RUN_JS = fileURLToPath(new URL('../bin/run.js', import.meta.url))
export const HELPER_JS = fileURLToPath(new URL('../bin/docker-credential-ecrsync.js', import.meta.url))

/** What a shell would leave: nothing of the machine's own AWS configuration. */
export const bareEnvironment = (env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  NO_COLOR: '1',
  ...env,
})

/** Environment for a client of an emulator. */
export const awsEnvironment = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL_ECR: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: SECRET_KEY,
})

/** A plan as it reads against AWS: where an emulator listens is another place each time. */
export const asOfAws = (text: string, url: string): string =>
  text.replace(` at ${url}`, place => ' '.repeat(place.length))

/** A page that has no end at the right: what was wrapped stands in one line. */
export const unwrapped = (page: string): string => page.replace(/\n {10,}/g, ' ')

/** Runs the command line in this process; one at a time, because a process has one of each. */
export const ecrsync = (args: readonly string[], place: Place): Promise<Run> =>
  keepingSecrets(args, place, () => purelyBy(args, () => ranHere(args, place)))

async function ranHere(args: readonly string[], { cwd, env = {}, typed }: Place): Promise<Run> {
  const before = { cwd: process.cwd(), env: { ...process.env } }
  const terminal = typed && atTerminal(typed)
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr, terminal?.see)]
  process.chdir(cwd)
  replaceEnvironment(bareEnvironment(env))
  process.exitCode = 0
  try {
    await runHere(args, PACKAGE)
  } catch (error) {
    process.exitCode = exitOf(error)
  } finally {
    stdout.release()
    stderr.release()
    terminal?.release()
    process.chdir(before.cwd)
    replaceEnvironment(before.env)
  }
  const code = Number(process.exitCode ?? 0)
  process.exitCode = 0
  refuseNested(stderr.text())
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

/** Whatever a test is about: no message is one that was joined of others by colons. */
function refuseNested(stderr: string): void {
  const nested = nestedOn(stderr)
  if (nested.length > 0) throw new Error(`Causes behind causes: ${nested.join('\n')}`)
}

/** A page as it would be without an end: lines that were broken stand together again. */
export const unbroken = (page: string): string => page.replace(/\n {2,}/g, ' ')

/** The command line as it is installed, where ECRSYNC_BUNDLE asks for it, else from its sources. */
const { run: runHere } = process.env.ECRSYNC_BUNDLE ? bundled() : { run }

function bundled(): { readonly run: typeof run } {
  return createRequire(import.meta.url)('../bundle/main.cjs')
}

/** oclif ends `--help` and `--version` with an error that says how to exit. */
const exitOf = (error: unknown): number => (error as { oclif?: { exit?: number } }).oclif?.exit ?? 70

function captured(stream: NodeJS.WriteStream, see = (_: string): void => {}) {
  const { write } = stream
  let text = ''
  stream.write = (chunk: string | Uint8Array) => {
    text += String(chunk)
    see(String(chunk))
    return true
  }
  return {
    text: () => text,
    release: () => {
      stream.write = write
    },
  }
}

function replaceEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
}

/** What only a process has: something to read, and an entry point of its own. */
export interface Start extends Place {
  readonly input?: string
  readonly script?: string
}

/** Runs the command line as a process of its own. */
export const spawned = (args: readonly string[], start: Start): Promise<Run> =>
  keepingSecrets(args, start, () => purelyBy(args, () => ranAsProcess(args, start)), {
    isHelper: start.script === HELPER_JS,
  })

function ranAsProcess(args: readonly string[], { cwd, env = {}, input = '', script = RUN_JS }: Start): Promise<Run> {
  return new Promise(resolve => {
    const options = { cwd, env: bareEnvironment(env), maxBuffer: 64 << 20 }
    const child = execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    )
    child.stdin?.end(input)
  })
}
