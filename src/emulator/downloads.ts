import type { Readable } from 'node:stream'
import { isAccount, isRegion, type Place } from './place.ts'
import type { Store } from './store.ts'

const ORIGIN = 'http://localhost'
const PATH = /^\/layers\/([^/]+)\/([^/]+)\/([^/]+)$/

export interface Layer {
  readonly repositoryName: string
  readonly digest: string
}

/** Where ECR answers a pre-signed address of S3. */
export const layerUrl = (url: string, { account, region }: Place, { repositoryName, digest }: Layer): string =>
  `${url}/layers/${account}/${region}/${digest}?repository=${encodeURIComponent(repositoryName)}`

export interface Download {
  readonly size: number
  readonly bytes: Readable
}

export function downloadAt(store: Store, address: string): Download | undefined {
  if (!URL.canParse(address, ORIGIN)) return undefined
  const { pathname, searchParams } = new URL(address, ORIGIN)
  const [, account = '', region = '', digest = ''] = PATH.exec(pathname) ?? []
  if (!isAccount(account) || !isRegion(region)) return undefined
  const registry = store.registry({ account, region })
  const name = searchParams.get('repository') ?? ''
  if (!registry.has(name)) return undefined
  const { blobs } = registry.contents(name)
  const size = blobs.size(digest)
  return size === undefined ? undefined : { size, bytes: blobs.read(digest) }
}
