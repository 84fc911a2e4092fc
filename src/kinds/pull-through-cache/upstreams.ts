import { own } from '../../collate.ts'
import { registryOfHost } from '../../names.ts'

/** What ECR can cache, and whether it wants credentials for it. */
export interface Upstream {
  readonly name: string
  /** How its address is written. */
  readonly example: string
  readonly credential?: 'required' | 'refused'
  isAt(url: string): boolean
}

const at = (name: string, host: string, credential?: Upstream['credential']): Upstream => ({
  name,
  example: host,
  isAt: url => url === host,
  ...(credential && { credential }),
})

/** Source: ECR API reference, CreatePullThroughCacheRule; ECR user guide, "Creating a pull through cache rule". */
export const UPSTREAMS: readonly Upstream[] = [
  { name: 'ecr', example: '111122223333.dkr.ecr.eu-west-1.amazonaws.com', isAt: isRegistry },
  at('ecr-public', 'public.ecr.aws', 'refused'),
  at('quay', 'quay.io', 'refused'),
  at('k8s', 'registry.k8s.io', 'refused'),
  at('docker-hub', 'registry-1.docker.io', 'required'),
  at('github-container-registry', 'ghcr.io', 'required'),
  {
    name: 'azure-container-registry',
    example: 'acme.azurecr.io',
    credential: 'required',
    isAt: url => /^[a-z0-9]+\.azurecr\.io$/.test(url),
  },
  at('gitlab-container-registry', 'registry.gitlab.com', 'required'),
  at('chainguard', 'cgr.dev', 'required'),
]

function isRegistry(url: string): boolean {
  const registry = registryOfHost(url)
  return registry !== undefined && url === url.toLowerCase() && !registry.isFips && !registry.isDualStack
}

export const ECR = 'ecr'

export const upstreamAt = (url: string): Upstream | undefined => UPSTREAMS.find(({ isAt }) => isAt(url))

/** Under which other names people know them. */
const MEANT: Readonly<Record<string, string>> = {
  'docker.io': 'registry-1.docker.io',
  'hub.docker.com': 'registry-1.docker.io',
  'index.docker.io': 'registry-1.docker.io',
  'registry.hub.docker.com': 'registry-1.docker.io',
  'gallery.ecr.aws': 'public.ecr.aws',
  'k8s.gcr.io': 'registry.k8s.io',
  'github.com': 'ghcr.io',
  'docker.pkg.github.com': 'ghcr.io',
  'gitlab.com': 'registry.gitlab.com',
  'images.chainguard.dev': 'cgr.dev',
}

/** The address that a text which is none was meant to be. */
export function addressMeant(url: string): string | undefined {
  const host = url
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
  const meant = own(MEANT, host) ?? host
  return upstreamAt(meant) && meant
}
