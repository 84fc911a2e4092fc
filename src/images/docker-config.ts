import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { askHelper, type Helping } from './credential-helper.ts'
import { hostOf, isHub, loginServerOf, nameAt } from './docker-hub.ts'
import { denied } from './failures.ts'
import { membersOf, parseMembers } from './manifest.ts'

/** What a registry is told of who asks. */
export interface Login {
  /** As the header `Authorization: Basic` has it. */
  readonly basic?: string
  /** Buys tokens, instead of a password. */
  readonly identityToken?: string
  /** Where it was found, as errors say it. */
  readonly from: string
}

export interface Wanted extends Helping {
  readonly host: string
  readonly repositoryName: string
}

type Members = ReturnType<typeof membersOf>

interface ConfigFile {
  readonly path: string
  readonly members: Members
}

const home = (): string => process.env.HOME || homedir()

/** Docker's own file, then those of podman: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md */
function configPaths(): readonly string[] {
  const { REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR, XDG_CONFIG_HOME } = process.env
  if (REGISTRY_AUTH_FILE) return [REGISTRY_AUTH_FILE]
  const folders = [XDG_RUNTIME_DIR, XDG_CONFIG_HOME || join(home(), '.config')]
  return [
    join(DOCKER_CONFIG || join(home(), '.docker'), 'config.json'),
    ...folders.flatMap(folder => (folder ? [join(folder, 'containers', 'auth.json')] : [])),
  ]
}

export const lookedThrough = (): string => configPaths().join(', ')

/**
 * The login for a repository, if there is one: that of a helper for its registry, of the longest path that the repository is
 * in, or of the store for everything.
 *
 * @throws EcrsyncError SOURCE_DENIED where a file or a helper cannot be used, INTERRUPTED
 */
export async function loginFor(wanted: Wanted): Promise<Login | undefined> {
  const files = await Promise.all(configPaths().map(path => readConfig(path, wanted.where)))
  const name = nameOf(wanted)
  for (const { path, members } of files) {
    const found =
      (await helped(longest(membersOf(members?.credHelpers), name), wanted)) ??
      keptIn(membersOf(members?.auths), name, { path, where: wanted.where })
    if (found !== undefined) return found
  }
  return helped(files.map(({ members }) => members?.credsStore).find(isText), wanted)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

async function readConfig(path: string, where: string): Promise<ConfigFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw unusable(where, `${path} cannot be read: ${error.code}`)
  })
  const members = text === undefined ? {} : parseMembers(text)
  if (members === undefined) throw unusable(where, `${path} is not JSON`)
  return { path, members }
}

const unusable = (where: string, what: string) =>
  denied({ where, what, hint: 'Mend that file, which says how to log in to registries.' })

const nameOf = (wanted: Pick<Wanted, 'host' | 'repositoryName'>): string => `${hostOf(wanted.host)}/${nameAt(wanted)}`

/** Keys are hosts, paths at a host, or addresses of an API, which stand for their host. */
function keyOf(key: string): string {
  const [, scheme, address = '', slash] = /^(https?:\/\/)?(.*?)(\/*)$/i.exec(key) ?? []
  const [name = '', ...path] = address.split('/')
  const host = hostOf(name)
  const isApi = /^v[12]$/.test(path.join('/')) && (scheme !== undefined || slash !== '' || isHub(host))
  return [host, ...(isApi ? [] : path)].join('/')
}

const isWithin = (name: string, key: string): boolean => name === key || name.startsWith(`${key}/`)

/** The members that a repository is in, by their keys: the longest first. */
const matching = (members: Members, name: string): readonly (readonly [string, unknown])[] =>
  Object.entries(members ?? {})
    .filter(([key]) => isWithin(name, keyOf(key)))
    .sort(([one], [other]) => keyOf(other).length - keyOf(one).length)

const longest = (members: Members, name: string): string | undefined =>
  matching(members, name)
    .map(([, value]) => value)
    .find(isText)

async function helped(helper: string | undefined, wanted: Wanted): Promise<Login | undefined> {
  if (helper === undefined) return undefined
  const found = await askHelper(helper, loginServerOf(wanted.host), wanted)
  if (found === undefined) return undefined
  const from = `docker-credential-${helper}`
  const { username, secret } = found
  return username === '<token>' ? { identityToken: secret, from } : { basic: basicOf(username, secret), from }
}

const basicOf = (username: string, password: string): string =>
  Buffer.from(`${username}:${password}`).toString('base64')

/** An entry without a login says only that a helper has it. */
function keptIn(
  auths: Members,
  name: string,
  file: { readonly path: string; readonly where: string },
): Login | undefined {
  for (const [key, value] of matching(auths, name)) {
    const { auth, username, password, identitytoken } = membersOf(value) ?? {}
    const from = `${key} in ${file.path}`
    if (isText(identitytoken)) return { identityToken: identitytoken, from }
    if (isText(auth)) return { basic: decoded(auth, from, file.where), from }
    if (isText(username) && isText(password)) return { basic: basicOf(username, password), from }
  }
  return undefined
}

/** Some write zeros behind it. */
function decoded(auth: string, from: string, where: string): string {
  const [, username, password = ''] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(auth, 'base64').toString('utf8')) ?? []
  if (username === undefined) throw unusable(where, `the login of ${from} is not base64 of USER:PASSWORD`)
  return basicOf(username, password)
}
