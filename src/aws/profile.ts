import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { byText } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import { listed, nearest } from '../nearest.ts'
import { checkChain, type Section, type Sections } from './profile-chain.ts'

type File = Readonly<Record<string, Section>>

/** The profile of AWS's configuration that is in force: the one that is named, else `default`. */
export interface Profile {
  /** Left out: nobody names one. */
  readonly name?: string
  readonly settings: Section
  /**
   * Of the `[services …]` section that it names, as `ecr.endpoint_url`.
   * @throws EcrsyncError INVALID_PROFILE where that section is not there
   */
  services(): Section
  /**
   * Whether it can lead to credentials.
   * @throws EcrsyncError INVALID_PROFILE, NO_CREDENTIALS where it cannot
   */
  check(): Promise<void>
}

/** For who is told everything, and asks no file. */
export const NO_PROFILE: Profile = { settings: {}, services: () => ({}), check: async () => {} }

const CONFIG = { variable: 'AWS_CONFIG_FILE', usual: '~/.aws/config' }
const CREDENTIALS = { variable: 'AWS_SHARED_CREDENTIALS_FILE', usual: '~/.aws/credentials' }

/**
 * Nothing of `[default]` counts where another profile is named. What stands in both files counts as the one of
 * credentials says it, as in the AWS CLI. `by`: who has chosen it.
 *
 * @throws EcrsyncError INVALID_PROFILE where the profile that is named is in no file
 */
export async function activeProfile(chosen?: string, by = '--profile'): Promise<Profile> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config')
  const { configFile, credentialsFile } = (await loadSharedConfigFiles()) as Partial<
    Record<'configFile' | 'credentialsFile', File>
  >
  const files = [configFile ?? {}, credentialsFile ?? {}] as const
  const named = nameIn(chosen, by)
  const name = named?.name ?? 'default'
  if (named && !profilesIn(files).has(name)) throw await notThere(named, files)
  const settings = { ...ownOf(files[0], name), ...ownOf(files[1], name) }
  return {
    ...(named && { name }),
    settings,
    services: () => servicesOf(settings.services, name, files[0]),
    check: () => checkChain(name, sectionsOf(files)),
  }
}

const sectionsOf = ([config, credentials]: readonly [File, File]): Sections => ({
  profile: name =>
    profilesIn([config, credentials]).has(name) ? { ...ownOf(config, name), ...ownOf(credentials, name) } : undefined,
  session: name => (Object.hasOwn(config, `sso-session.${name}`) ? ownOf(config, `sso-session.${name}`) : undefined),
  config: pathOf(CONFIG),
  mistaken,
})

interface Named {
  readonly name: string
  readonly by: string
}

/** Who names it. The AWS CLI knows AWS_DEFAULT_PROFILE too; a variable that is empty says nothing. */
function nameIn(chosen: string | undefined, by: string): Named | undefined {
  const { AWS_PROFILE, AWS_DEFAULT_PROFILE } = process.env
  if (chosen) return { name: chosen, by }
  if (AWS_PROFILE) return { name: AWS_PROFILE, by: 'AWS_PROFILE' }
  return AWS_DEFAULT_PROFILE ? { name: AWS_DEFAULT_PROFILE, by: 'AWS_DEFAULT_PROFILE' } : undefined
}

/** The SDK hands out sections of other kinds among them. */
const profilesIn = (files: readonly File[]): ReadonlySet<string> =>
  new Set(files.flatMap(Object.keys).filter(name => !/^(services|sso-session)\./.test(name)))

const ownOf = (file: File, name: string): Section => (Object.hasOwn(file, name) ? (file[name] ?? {}) : {})

/** AWS SDKs and Tools Reference, "Service-specific endpoints": such a section stands in the config file. */
function servicesOf(section: string | undefined, profile: string, config: File): Section {
  const key = `services.${section}`
  if (section === undefined || Object.hasOwn(config, key)) return ownOf(config, key)
  throw new EcrsyncError('INVALID_PROFILE', `The AWS profile ${profile} names a section that is not there`, {
    detail: `It says services = ${section}, and ${pathOf(CONFIG)} has no [services ${section}]: where to send calls is not known.`,
    hint: `Write [services ${section}] in ${pathOf(CONFIG)}, or take the line services out of the profile.`,
  })
}

const pathOf = ({ variable, usual }: typeof CONFIG): string => process.env[variable] || usual

/**
 * In the config file a profile is [profile NAME], but for [default], and in the credentials file [NAME]: the other form is
 * passed over, by the AWS CLI too.
 */
async function mistaken(name: string): Promise<string | undefined> {
  const forms = [
    { file: CONFIG, found: `[${name}]`, right: `[profile ${name}]` },
    { file: CREDENTIALS, found: `[profile ${name}]`, right: `[${name}]` },
  ]
  for (const { file, found, right } of forms)
    if (await hasLine(pathOf(file), found)) return `In ${pathOf(file)} there is ${found}: write ${right}`
  return undefined
}

async function hasLine(path: string, section: string): Promise<boolean> {
  const text = await readFile(path.replace(/^~(?=\/)/, process.env.HOME || homedir()), 'utf8').catch(() => '')
  return text.split(/\r?\n/).some(line => line.split(/(?:^|\s)[;#]/)[0]?.trim() === section)
}

async function notThere({ name, by }: Named, files: readonly File[]): Promise<EcrsyncError> {
  const near = nearest(name, profilesIn(files))
  const others = [...profilesIn(files)].filter(one => one !== near).toSorted(byText)
  const names = [...(near === undefined ? [] : [near]), ...others]
  const held = names.length === 0 ? 'no profile' : listed(names.slice(0, SHOWN))
  return new EcrsyncError('INVALID_PROFILE', `There is no AWS profile ${name}`, {
    detail: `${by} names it. In ${pathOf(CONFIG)} and ${pathOf(CREDENTIALS)} there is: ${held}${names.length > SHOWN ? ', …' : ''}.`,
    hint:
      (await mistaken(name)) ??
      (near !== undefined
        ? `Did you mean ${typedBy(by, near)}?`
        : `Name another one with ${typedBy(by, 'NAME')}, or write it: [profile ${name}] in ${pathOf(CONFIG)}, or [${name}] in ${pathOf(CREDENTIALS)}`),
  })
}

const SHOWN = 20

/** As whoever names a profile says another one. */
function typedBy(by: string, name: string): string {
  if (by.startsWith('AWS_')) return `${by}=${name}`
  return by.startsWith('--') ? `${by} ${name}` : `profile: ${name}`
}

/** A switch in the environment or the profile, as the AWS CLI reads it: `true` in any case, and nothing else. */
export function isOn(variable: string, { settings }: Pick<Profile, 'settings'>): boolean {
  const value = process.env[variable] || settings[variable.replace(/^AWS_/, '').toLowerCase()]
  return value?.toLowerCase() === 'true'
}
