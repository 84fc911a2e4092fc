import { byText } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'

type Section = Readonly<Record<string, string | undefined>>
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
}

/** For who is told everything, and asks no file. */
export const NO_PROFILE: Profile = { settings: {}, services: () => ({}) }

const CONFIG = { variable: 'AWS_CONFIG_FILE', usual: '~/.aws/config' }
const CREDENTIALS = { variable: 'AWS_SHARED_CREDENTIALS_FILE', usual: '~/.aws/credentials' }

/**
 * Nothing of `[default]` counts where another profile is named. What stands in both files counts as the one of
 * credentials says it, as in the AWS CLI.
 *
 * @throws EcrsyncError INVALID_PROFILE where the profile that is named is in no file
 */
export async function activeProfile(chosen?: string): Promise<Profile> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config')
  const { configFile, credentialsFile } = (await loadSharedConfigFiles()) as Partial<
    Record<'configFile' | 'credentialsFile', File>
  >
  const files = [configFile ?? {}, credentialsFile ?? {}] as const
  const named = nameIn(chosen)
  const name = named?.name ?? 'default'
  if (named && !profilesIn(files).has(name)) throw notThere(named, files)
  const settings = { ...ownOf(files[0], name), ...ownOf(files[1], name) }
  return {
    ...(named && { name }),
    settings,
    services: () => servicesOf(settings.services, name, files[0]),
  }
}

interface Named {
  readonly name: string
  readonly by: string
}

/** Who names it. The AWS CLI knows AWS_DEFAULT_PROFILE too; a variable that is empty says nothing. */
function nameIn(chosen: string | undefined): Named | undefined {
  const { AWS_PROFILE, AWS_DEFAULT_PROFILE } = process.env
  if (chosen) return { name: chosen, by: '--profile' }
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

function notThere({ name, by }: Named, files: readonly File[]): EcrsyncError {
  const names = [...profilesIn(files)].toSorted(byText)
  const held = names.length === 0 ? 'no profile' : names.slice(0, 20).join(', ')
  return new EcrsyncError('INVALID_PROFILE', `There is no AWS profile ${name}`, {
    detail: `${by} names it. In ${pathOf(CONFIG)} and ${pathOf(CREDENTIALS)} there is: ${held}.`,
    hint: `Name another one with --profile, or write it: [profile ${name}] in ${pathOf(CONFIG)}, or [${name}] in ${pathOf(CREDENTIALS)}`,
  })
}

/** A switch in the environment or the profile, as the AWS CLI reads it: `true` in any case, and nothing else. */
export function isOn(variable: string, { settings }: Profile): boolean {
  const value = process.env[variable] || settings[variable.replace(/^AWS_/, '').toLowerCase()]
  return value?.toLowerCase() === 'true'
}
