import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import { quoted, program as started } from '../shell-words.ts'
import { type Login, USERNAME } from './authorize.ts'

/** A program that logs in to registries, and its words up to `login`. */
export type LoginClient = readonly [program: string, ...words: string[]]

/**
 * `docker` is `docker login`, `helm registry` is `helm registry login`; what says `login` itself stays as it is.
 *
 * @throws EcrsyncError INVALID_FLAG
 */
export function parseClient(text: string): LoginClient {
  const [program, ...words] = text.split(/\s+/).filter(word => word !== '')
  if (program === undefined || program === 'login') {
    throw new EcrsyncError('INVALID_FLAG', `--client ${text || '""'} names no program`, {
      hint: 'Write for example --client podman, or --client "helm registry"',
    })
  }
  return [program, ...words, ...(words.includes('login') ? [] : ['login'])]
}

const commandOf = ([program, ...words]: LoginClient, host: string) => ({
  program,
  args: [...words, '--username', USERNAME, '--password-stdin', host],
})

/** The line for a shell that logs in, with the password in a pipe; `flags` are those of this run that say which registry. */
export function pipeline(client: LoginClient, host: string, flags: readonly string[]): string {
  const { program, args } = commandOf(client, host)
  const [left, right] = [
    [...started(), 'login', '--password', ...flags],
    [program, ...args],
  ]
  return `${left.map(quoted).join(' ')} | ${right.map(quoted).join(' ')}`
}

/**
 * Lets the client log in, which says itself how that goes.
 *
 * @throws EcrsyncError NO_CLIENT, LOGIN_FAILED
 */
export async function logIn(client: LoginClient, login: Login, isQuiet: boolean): Promise<void> {
  const { program, args } = commandOf(client, login.host)
  const child = spawn(program, args, { stdio: ['pipe', isQuiet ? 'ignore' : 'inherit', 'inherit'] })
  // A client that ends without having read says by its exit code why.
  child.stdin?.on('error', () => {}).end(login.password)
  const [code, signal] = await once(child, 'close').catch(async (error: NodeJS.ErrnoException) => {
    throw await cannotStart(program, error)
  })
  if (code !== 0) throw loginFailed(client, login, code ?? signal)
}

async function cannotStart(program: string, cause: NodeJS.ErrnoException): Promise<EcrsyncError> {
  const isMissing = cause.code === 'ENOENT'
  return new EcrsyncError('NO_CLIENT', `${program} cannot be started`, {
    detail: isMissing ? `There is no program ${program} on the PATH.` : cause.message,
    hint: `${await instead(program, isMissing)} \`ecrsync login --print\` shows the command for another machine, and docker-credential-ecrsync needs no login at all.`,
    cause,
  })
}

/** Clients that take a password on standard input, the usual ones first. */
const CLIENTS: readonly LoginClient[] = [
  ['docker'],
  ['podman'],
  ['nerdctl'],
  ['finch'],
  ['buildah'],
  ['skopeo'],
  ['oras'],
  ['helm', 'registry'],
]

/** One that is there, or how to get one. */
async function instead(program: string, isMissing: boolean): Promise<string> {
  const { programNamed } = await import('../../images/credential-helper.ts')
  for (const client of CLIENTS.filter(([name]) => name !== basename(program)))
    if (await programNamed(client[0]))
      return `${client[0]} is here: \`ecrsync login --client ${quotedClient(client)}\`.${isMissing ? ` Or install ${program}.` : ''}`
  const other = basename(program) === 'podman' ? 'docker' : 'podman'
  const install = program === 'docker' ? 'docker (https://docs.docker.com/engine/install)' : program
  return isMissing
    ? `Install ${install}, or another client: \`ecrsync login --client ${other}\`.`
    : `Mend ${program}, or name another client: \`ecrsync login --client ${other}\`.`
}

const quotedClient = (client: LoginClient): string => (client.length === 1 ? client[0] : `"${client.join(' ')}"`)

const loginFailed = (client: LoginClient, { host, isEncrypted }: Login, ending: string | number): EcrsyncError =>
  new EcrsyncError('LOGIN_FAILED', `${client[0]} did not log in to ${host}`, {
    detail: `It ended with ${ending}; what it says stands above.`,
    hint: isEncrypted ? `Mend what ${client[0]} says, then run ecrsync login again.` : plainHint(client, host),
  })

/** What clients call it. Source: their own --help. */
const PLAIN: Readonly<Record<string, string>> = {
  podman: '--tls-verify=false',
  buildah: '--tls-verify=false',
  skopeo: '--tls-verify=false',
  helm: '--plain-http',
  oras: '--plain-http',
  nerdctl: '--insecure-registry',
}

function plainHint(client: LoginClient, host: string): string {
  const name = basename(client[0])
  const flag = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined
  if (name === 'docker')
    return `${host} speaks plain HTTP, which docker takes from this machine alone: name it under insecure-registries of the docker daemon, or log in another client, e.g. --client "podman login --tls-verify=false"`
  if (flag === undefined)
    return `${host} speaks plain HTTP: give ${client[0]} its flag for that, --client "${client.join(' ')} …"`
  if (client.includes(flag)) return `Mend what ${client[0]} says, then run ecrsync login again.`
  return `${host} speaks plain HTTP, and ${client[0]} wants to be told: --client "${client.join(' ')} ${flag}"`
}
