import { EcrsyncError } from '../errors.ts'

export type Section = Readonly<Record<string, string | undefined>>

/** What the files of AWS have, with the names of their sections as the SDK hands them out. */
export interface Sections {
  /** What both files say of a profile; undefined where neither has it. */
  profile(name: string): Section | undefined
  session(name: string): Section | undefined
  /** Where config stands. */
  readonly config: string
  /** What stands there instead of a profile, and what to write. */
  mistaken(name: string): Promise<string | undefined>
}

/** Source: AWS SDKs and Tools Reference, "Assume role credential provider" */
const CREDENTIAL_SOURCES = ['Ec2InstanceMetadata', 'EcsContainer', 'Environment']
const SSO = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name']

/**
 * What a profile lacks to lead to credentials, along all that it names: the SDK says of some of it nothing that helps, and
 * of the rest goes on to places that nobody meant, such as the role of the machine.
 *
 * @throws EcrsyncError INVALID_PROFILE, or NO_CREDENTIALS where a code of a device is wanted
 */
export async function checkChain(name: string, sections: Sections, passed: readonly string[] = []): Promise<void> {
  const settings = sections.profile(name) ?? {}
  const isRole = settings.role_arn !== undefined && settings.web_identity_token_file === undefined
  if (passed.length > 0 && hasKeys(settings)) return
  if (isRole) return checkRole(name, settings, { sections, passed })
  checkKeys(name, settings, sections)
  const isOther = hasKeys(settings) || settings.web_identity_token_file || settings.credential_process
  if (!isOther) checkSession(name, settings, sections)
}

const hasKeys = (settings: Section): boolean =>
  settings.aws_access_key_id !== undefined && settings.aws_secret_access_key !== undefined

interface Way {
  readonly sections: Sections
  readonly passed: readonly string[]
}

async function checkRole(name: string, settings: Section, { sections, passed }: Way): Promise<void> {
  const { source_profile: source, credential_source: place, mfa_serial: device } = settings
  if (source === undefined && place === undefined)
    throw invalid(
      `The AWS profile ${name} assumes a role as nobody`,
      `It has role_arn, and neither source_profile nor credential_source, which say whose credentials ask for the role.`,
      `Write source_profile = NAME beside role_arn in ${sections.config}`,
    )
  if (source !== undefined && place !== undefined)
    throw invalid(
      `The AWS profile ${name} assumes a role in two ways`,
      'It has source_profile and credential_source, and only one of them can say whose credentials ask for the role.',
      `Take one of them out of it in ${sections.config}`,
    )
  if (place !== undefined && !CREDENTIAL_SOURCES.includes(place))
    throw invalid(
      `The AWS profile ${name} has a credential_source that does not exist`,
      `It says credential_source = ${place}.`,
      `Write one of ${CREDENTIAL_SOURCES.join(', ')}`,
    )
  if (source !== undefined) await checkSource(name, source, { sections, passed: [...passed, name] })
  if (device !== undefined) throw wantsCode(name, device)
}

async function checkSource(name: string, source: string, { sections, passed }: Way): Promise<void> {
  const settings = sections.profile(source)
  if (settings === undefined)
    throw invalid(
      `The AWS profile ${name} names a profile that is not there`,
      `It says source_profile = ${source}, and there is no profile ${source}: nobody asks for its role.`,
      (await sections.mistaken(source)) ?? `Write [profile ${source}] in ${sections.config}, or name another profile.`,
    )
  if (passed.includes(source) && !hasKeys(settings))
    throw invalid(
      `The AWS profile ${name} leads back to itself`,
      `Their source_profile goes in a circle: ${[...passed, source].join(', ')}.`,
      'Let one of them have credentials of its own.',
    )
  await checkChain(source, sections, passed)
}

function checkKeys(name: string, settings: Section, { config }: Sections): void {
  const { aws_access_key_id: id, aws_secret_access_key: secret } = settings
  if ((id === undefined) === (secret === undefined)) return
  const lacking = id === undefined ? 'aws_access_key_id' : 'aws_secret_access_key'
  throw invalid(
    `The AWS profile ${name} has half of a key`,
    `It lacks ${lacking}, and nothing can be signed with the other half.`,
    `Write ${lacking} beside it, in ~/.aws/credentials or ${config}`,
  )
}

function checkSession(name: string, settings: Section, { session, config }: Sections): void {
  if (settings.sso_session === undefined && SSO.every(key => settings[key] === undefined)) return
  const place = settings.sso_session === undefined ? `[profile ${name}]` : `[sso-session ${settings.sso_session}]`
  const shared = settings.sso_session === undefined ? {} : session(settings.sso_session)
  if (shared === undefined)
    throw invalid(
      `The AWS profile ${name} names a section that is not there`,
      `It says sso_session = ${settings.sso_session}, and ${config} has no ${place}: where to sign in is not known.`,
      `Write ${place} with sso_start_url and sso_region in ${config}, or run \`aws configure sso-session\``,
    )
  const lacking = SSO.filter(key => (settings[key] ?? shared[key]) === undefined)
  if (lacking.length === 0) return
  throw invalid(
    `The AWS profile ${name} does not say all of where to sign in`,
    `It signs in with IAM Identity Center, and lacks ${lacking.join(', ')}.`,
    `Write it in ${config}: ${SSO.slice(0, 2).join(' and ')} in ${place}, ${SSO.slice(2).join(' and ')} in [profile ${name}]`,
  )
}

const invalid = (summary: string, detail: string, hint: string): EcrsyncError =>
  new EcrsyncError('INVALID_PROFILE', summary, { detail, hint })

const wantsCode = (name: string, device: string): EcrsyncError =>
  new EcrsyncError('NO_CREDENTIALS', `The AWS profile ${name} wants a code of a device`, {
    detail: `It has mfa_serial = ${device}, and ecrsync asks for no codes: it runs where nobody can answer, too.`,
    hint: `Let the AWS CLI ask, then run ecrsync with its keys, and name no profile: eval "$(aws configure export-credentials --profile ${name} --format env)"`,
  })
