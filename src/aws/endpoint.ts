import { EcrsyncError, type ErrorCode } from '../errors.ts'
import { isOn, type Profile } from './profile.ts'

/** Services of AWS that are asked, as variables and sections name them. */
export type Service = 'ECR' | 'STS' | 'SSO'

/** Where a service is asked: at a URL, or at one of AWS's own hosts. */
export interface Place {
  /** Instead of AWS's own. It wins over FIPS and dual-stack, as in the AWS CLI, and is the same for all regions. */
  readonly endpoint?: string
  readonly isFips: boolean
  readonly isDualStack: boolean
}

/**
 * AWS's precedence: what is given, the variable of the service, the variable of all services, the section of the service
 * that the profile names, and the profile. Source: AWS SDKs and Tools Reference, "Service-specific endpoints".
 *
 * @throws EcrsyncError INVALID_ENDPOINT, INVALID_PROFILE
 */
export function placeOf(service: Service, profile: Profile, given?: string): Place {
  const endpoint = given ?? configuredEndpoint(service, profile)
  const isAws = endpoint === undefined
  return {
    ...(endpoint !== undefined && { endpoint }),
    isFips: isAws && isOn('AWS_USE_FIPS_ENDPOINT', profile),
    isDualStack: isAws && isOn('AWS_USE_DUALSTACK_ENDPOINT', profile),
  }
}

/** What the SDK is told of where a service is; it would look for an endpoint in `[default]`, whatever the profile. */
export const settingsOf = ({ endpoint, isFips, isDualStack }: Place) => ({
  ...(endpoint !== undefined && { endpoint }),
  ignoreConfiguredEndpointUrls: true as const,
  useFipsEndpoint: isFips,
  useDualstackEndpoint: isDualStack,
})

function configuredEndpoint(service: Service, profile: Profile): string | undefined {
  if (isOn('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', profile)) return undefined
  for (const [name, value] of configured(service, profile))
    if (value) return checkEndpoint(value, { name, code: 'INVALID_ENDPOINT' })
  return undefined
}

/** One after the other: a section is not looked for where the environment says it. */
function* configured(service: Service, profile: Profile): Generator<readonly [name: string, value?: string]> {
  const { name = 'default', settings } = profile
  for (const variable of [`AWS_ENDPOINT_URL_${service}`, 'AWS_ENDPOINT_URL'])
    yield [variable, process.env[variable] ?? '']
  const key = service.toLowerCase()
  yield [
    `The endpoint_url of ${key} in [services ${settings.services}]`,
    profile.services()[`${key}.endpoint_url`] ?? '',
  ]
  yield [`The endpoint_url of the profile ${name}`, settings.endpoint_url ?? '']
}

/**
 * The URL in its usual form, which may be shown: none with a login is taken, because an endpoint is printed in plans and messages.
 * What is refused is not said again, because it could be a password.
 *
 * @throws EcrsyncError of the code
 */
export function checkEndpoint(
  given: string,
  { name, code }: { readonly name: string; readonly code: ErrorCode },
): string {
  const wrong = (summary: string, detail: string, hint = 'Write for example http://127.0.0.1:4510') =>
    new EcrsyncError(code, `${name} ${summary}`, { detail, hint })
  const text = given.trim()
  const url = /^https?:\/\/[^/\\]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw wrong('is no URL', 'An endpoint begins with http:// or https:// and names a host.')
  if (url.username !== '' || url.password !== '' || text.includes('@'))
    throw wrong(
      'holds a login',
      'Calls to AWS are signed with credentials, and a login in a URL ends up in logs.',
      LOGIN_HINT,
    )
  if (/[?#]/.test(text))
    throw wrong('has more than a path', 'What begins with ? or # in it would be sent with no call.')
  return `${url.origin}${url.pathname.replace(/\/$/, '')}`
}

const LOGIN_HINT = 'Write it without what stands before the @, and use --profile or AWS_ACCESS_KEY_ID for credentials.'
