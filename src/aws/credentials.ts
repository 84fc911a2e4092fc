import type { ECRClientConfig } from '@aws-sdk/client-ecr'
import { fromEnv } from '@aws-sdk/credential-provider-env'
import { type DefaultProviderInit, defaultProvider } from '@aws-sdk/credential-provider-node'
import { keepSecret } from '../secrecy.ts'
import { credentialsFailed } from './credential-failures.ts'
import { placeOf, settingsOf } from './endpoint.ts'
import type { Profile } from './profile.ts'
import type { SessionKeys } from './sts.ts'

/**
 * Who the calls are made as, for the configuration of a client: the profile that `--profile` names; else the keys in the
 * environment; else the profile that a variable names, and all other places of the SDK. As in the AWS CLI.
 */
export function credentialsOf(
  profile: Profile,
  isChosen: boolean,
): Pick<ECRClientConfig, 'credentials' | 'credentialDefaultProvider'> {
  if (isOfEnvironment(isChosen)) return { credentials: kept(fromEnv()) }
  return {
    credentialDefaultProvider: init => {
      const provider = defaultProvider({
        ...init,
        ...rolesOf(profile, init),
        clientConfig: ssoSettings(profile, init),
        logger: SILENT,
        ...(profile.name !== undefined && { profile: profile.name }),
      })
      return async options => {
        await profile.check()
        keepSecret(process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN)
        return kept(provider)(options).catch((error: unknown) => credentialsFailed(error, profile))
      }
    },
  }
}

type Keys = Pick<SessionKeys, 'secretAccessKey'> & { readonly sessionToken?: string | undefined }

/** What is found is a secret from then on. */
const kept =
  <O extends readonly unknown[], K extends Keys>(provider: (...options: O) => Promise<K>) =>
  async (...options: O): Promise<K> => {
    const found = await provider(...options)
    keepSecret(found.secretAccessKey, found.sessionToken)
    return found
  }

export function isOfEnvironment(isChosen: boolean): boolean {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env
  return !isChosen && Boolean(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)
}

/** The SDK warns of AWS_PROFILE beside keys also where it is not set, and then takes the profile. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** Looked for when a client is made of them: where a profile signs in otherwise, nothing of this has to be there. */
const ssoSettings = (profile: Profile, { parentClientConfig }: DefaultProviderInit) => {
  const found = () => settingsOf(placeOf('SSO', profile))
  return {
    ...(parentClientConfig?.requestHandler !== undefined && { requestHandler: parentClientConfig.requestHandler }),
    get endpoint() {
      return found().endpoint
    },
    ignoreConfiguredEndpointUrls: true,
    get useFipsEndpoint() {
      return found().useFipsEndpoint
    },
    get useDualstackEndpoint() {
      return found().useDualstackEndpoint
    },
  }
}

/** Roles that a profile assumes, asked for where STS is for this profile. */
function rolesOf(profile: Profile, { parentClientConfig }: DefaultProviderInit) {
  const asked = async () => {
    const { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } = await import('@aws-sdk/client-sts')
    const options = { ...settingsOf(placeOf('STS', profile)), ...(parentClientConfig && { parentClientConfig }) }
    return { usual: getDefaultRoleAssumer(options), web: getDefaultRoleAssumerWithWebIdentity(options) }
  }
  return {
    roleAssumer: async (source, params) => {
      keepSecret(source.secretAccessKey, source.sessionToken)
      return (await asked()).usual(source, params)
    },
    roleAssumerWithWebIdentity: async params => {
      keepSecret(params.WebIdentityToken)
      return (await asked()).web(params)
    },
  } satisfies Pick<DefaultProviderInit, 'roleAssumer' | 'roleAssumerWithWebIdentity'>
}
