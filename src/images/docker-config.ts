import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { membersOf, parseMembers } from './manifest.ts'

/** What Docker's configuration says of a registry. */
export interface Login {
  /** As the header `Authorization: Basic` has it. */
  readonly basic?: string
  /** A program that knows it, which is not asked. */
  readonly helper?: string
}

export const configPath = (): string =>
  join(process.env.DOCKER_CONFIG || join(process.env.HOME || homedir(), '.docker'), 'config.json')

/**
 * The login that `docker login` wrote down, if any: https://docs.docker.com/reference/cli/docker/login/#credential-stores.
 * Only `auths` is looked at; credential helpers are named, and not started.
 */
export async function readLogin(host: string): Promise<Login> {
  const config = parseMembers(await readFile(configPath(), 'utf8').catch(() => ''))
  const auths = membersOf(config?.auths) ?? {}
  const key = Object.keys(auths).find(address => hostIn(address) === hostIn(host))
  const basic = basicIn(membersOf(auths[key ?? '']))
  const helper = membersOf(config?.credHelpers)?.[host] ?? config?.credsStore
  return { ...(basic !== undefined && { basic }), ...(typeof helper === 'string' && { helper }) }
}

function basicIn(entry: ReturnType<typeof membersOf>): string | undefined {
  const { auth, username, password } = entry ?? {}
  if (typeof auth === 'string' && auth !== '') return auth
  if (typeof username !== 'string' || typeof password !== 'string') return undefined
  return Buffer.from(`${username}:${password}`).toString('base64')
}

/** Keys are hosts, or addresses of an older API; Docker Hub has several names. */
function hostIn(address: string): string {
  const [host = ''] = address.replace(/^https?:\/\//, '').split('/')
  return /^((index|registry-1)\.)?docker\.io$/.test(host) ? 'docker.io' : host
}
