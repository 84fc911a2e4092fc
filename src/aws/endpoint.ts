import { EcrsyncError, type ErrorCode } from '../errors.ts'
import { endpointIn } from '../names.ts'
import { isOn, type Profile } from './profile.ts'
import { realRegion } from './region.ts'

/** Services of AWS that are asked, as variables and sections name them. */
export type Service = 'ECR' | 'STS' | 'SSO' | 'RESOURCE_GROUPS_TAGGING_API'

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
export const settingsOf = ({ endpoint, isFips, isDualStack }: Place, region?: string) => ({
  ...(region !== undefined && { region: endpoint === undefined ? region : realRegion(region) }),
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
 * The URL in its usual form, which may be shown.
 *
 * @throws EcrsyncError of the code
 */
export function checkEndpoint(
  given: string,
  { name, code }: { readonly name: string; readonly code: ErrorCode },
): string {
  const endpoint = endpointIn(given)
  if ('url' in endpoint) return endpoint.url
  const { summary, detail, holdsLogin } = endpoint
  throw new EcrsyncError(code, `${name} ${summary}`, { detail, hint: holdsLogin ? LOGIN_HINT : URL_HINT })
}

const URL_HINT = 'Write for example http://127.0.0.1:4510'
const LOGIN_HINT =
  'Write it without what stands before the @; credentials come from --profile, AWS_PROFILE or AWS_ACCESS_KEY_ID.'
