import type { RegistryPlace } from '../registry-place.ts'
import type { Tokens } from './tokens.ts'

/** Seconds that an address is good for. */
const LIFETIME = 60 * 60

interface Layer {
  readonly repositoryName: string
  readonly digest: string
}

interface Signing {
  readonly registry: RegistryPlace
  readonly tokens: Tokens
  readonly now: Date
}

/** Where ECR answers a pre-signed address of S3. */
export const layerUrl = (context: Signing & { readonly url: string }, layer: Layer): string =>
  `${context.url}${layerPath(context, layer)}`

export function layerPath({ registry, tokens, now }: Signing, { repositoryName, digest }: Layer): string {
  const { account, region } = registry
  const query = new URLSearchParams({
    repository: repositoryName,
    expires: String(Math.floor(now.getTime() / 1000) + LIFETIME),
  })
  const address = `/layers/${account}/${region}/${digest}?${query}`
  return `${address}&signature=${tokens.sign(address)}`
}
