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
  /** The file that has it, or the helper. */
  readonly file?: string
  readonly helper?: string
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
  const { REGISTRY_AUTH_FILE } = process.env
  return REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : [dockerFile(), ...podmanFiles(process.env)]
}

const dockerFile = (): string => join(process.env.DOCKER_CONFIG || join(home(), '.docker'), 'config.json')

/** Where nobody has a session, as root in a container and in CI, podman keeps logins in a folder of the user's number. */
function podmanFiles({ XDG_RUNTIME_DIR, XDG_CONFIG_HOME }: NodeJS.ProcessEnv): readonly string[] {
  return [
    XDG_RUNTIME_DIR
      ? join(XDG_RUNTIME_DIR, 'containers', 'auth.json')
      : join(RUN, `${process.getuid?.()}`, 'auth.json'),
    join(XDG_CONFIG_HOME || join(home(), '.config'), 'containers', 'auth.json'),
  ]
}

const RUN = '/run/containers'

export const lookedThrough = (): string => configPaths().join(', ')

/** What to do for a login that would be taken: `docker login` writes neither into another file nor into every helper. */
export async function howToLogIn(wanted: Wanted, login: Login | undefined): Promise<string> {
  const { host } = wanted
  const { REGISTRY_AUTH_FILE } = process.env
  const helper = login?.helper ?? (login === undefined ? await helperOf(wanted) : undefined)
  if (helper !== undefined)
    return `Log in to ${host} with what docker-credential-${helper} keeps, or check who may pull it.`
  const file = login?.file ?? REGISTRY_AUTH_FILE
  if (!file || file === dockerFile()) return `Run \`docker login ${host}\`, or check who may pull it.`
  const alone = file === REGISTRY_AUTH_FILE ? ' (REGISTRY_AUTH_FILE names that file, and it alone counts)' : ''
  return `Run \`podman login --authfile ${file} ${host}\`${alone}, or check who may pull it.`
}

/**
 * The login for a repository, if there is one: that of a helper for its registry, of the longest path that the repository is
 * in, or of the store for everything.
 *
 * @throws EcrsyncError SOURCE_DENIED where a file or a helper cannot be used, INTERRUPTED
 */
export async function loginFor(wanted: Wanted): Promise<Login | undefined> {
  const files = await readConfigs(wanted)
  const name = nameOf(wanted)
  for (const { path, members } of files) {
    const found =
      (await helped(longest(membersOf(members?.credHelpers), name), wanted)) ??
      keptIn(membersOf(members?.auths), name, { path, where: wanted.where })
    if (found !== undefined) return found
  }
  return helped(storeIn(files), wanted)
}

const readConfigs = ({ where }: Wanted): Promise<readonly ConfigFile[]> =>
  Promise.all(configPaths().map(path => readConfig(path, where)))

const storeIn = (files: readonly ConfigFile[]): string | undefined =>
  files.map(({ members }) => members?.credsStore).find(isText)

/** The helper of the registry alone: it is in force, whether it has a login or not. */
async function helperOf(wanted: Wanted): Promise<string | undefined> {
  const name = nameOf(wanted)
  const files = await readConfigs(wanted)
  return files.map(({ members }) => longest(membersOf(members?.credHelpers), name)).find(isText)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

async function readConfig(path: string, where: string): Promise<ConfigFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const isHidden = error.code === 'EACCES' && path.startsWith(`${RUN}/`)
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || isHidden) return undefined
    throw unusable(where, `${path} cannot be read (${error.code})`)
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
  return username === '<token>'
    ? { identityToken: secret, from, helper }
    : { basic: basicOf(username, secret), from, helper }
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
    const found = { from, file: file.path }
    if (isText(identitytoken)) return { identityToken: identitytoken, ...found }
    if (isText(auth)) return { basic: decoded(auth, from, file.where), ...found }
    if (isText(username) && isText(password)) return { basic: basicOf(username, password), ...found }
  }
  return undefined
}

/** Some write zeros behind it. */
function decoded(auth: string, from: string, where: string): string {
  const [, username, password = ''] = /^([^:]+):(.*?)\0*$/s.exec(Buffer.from(auth, 'base64').toString('utf8')) ?? []
  if (username === undefined) throw unusable(where, `the login of ${from} is not base64 of USER:PASSWORD`)
  return basicOf(username, password)
}
