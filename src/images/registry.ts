import { pages } from '../aws/pages.ts'
import { readLogin } from './docker-config.ts'
import { damaged } from './failures.ts'
import { type Answer, ask, askLong, bodyOf, discard, type Question, rangeFrom, read, refuse } from './http.ts'
import { refuseUnfit } from './limits.ts'
import {
  descriptorsIn,
  digestOf,
  isDigest,
  LARGEST_MANIFEST,
  MANIFEST_TYPES,
  parseMembers,
  readManifest,
  refuseLong,
} from './manifest.ts'
import { authorize, isLoopback, type Registry, refused } from './registry-authorization.ts'
import type { ImageFacts, ImageStore, Reference } from './store.ts'

/** Asks for something of the repository, with a login where one is asked for. */
type Ask = <T>(path: string, question: Asked, use: (answer: Answer) => Promise<T>) => Promise<T>
interface Asked extends Pick<Question, 'method' | 'headers' | 'signal'> {
  /** The answer may take as long as it goes on. */
  readonly isLong?: boolean
}

const ACCEPT = { accept: MANIFEST_TYPES.join(', ') }
/** As docker reads a reference without one. */
const DEFAULT_TAG = 'latest'

/**
 * A repository of any OCI registry, to read.
 * Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
 */
export function registryStore(registry: Omit<Registry, 'signal'>): ImageStore {
  const { where } = registry
  const askIt = openRepository(registry)
  return {
    where,
    origin: registry.host,
    resolve: ({ tag = DEFAULT_TAG, digest }) => resolve(askIt, digest ?? tag, where),
    async manifest({ digest, mediaType }, signal) {
      const found = await getManifest(askIt, digest, { where, signal })
      return readManifest(found.bytes, { digest, mediaType: mediaType ?? found.mediaType }, where)
    },
    blob: ({ digest }, from, signal) =>
      askIt(`blobs/${digest}`, { headers: rangeFrom(from), isLong: true, signal }, answer => bodyOf(answer, from)),
    referrers: (digest, signal) => listReferrers(askIt, digest, { where, signal }),
  }
}

function openRepository(registry: Omit<Registry, 'signal'>): Ask {
  const base = addressOf(registry)
  let authorization: string | undefined

  function attempt<T>(path: string, { isLong, ...question }: Asked, use: (answer: Answer) => Promise<T>) {
    const headers = { ...question.headers, ...(authorization !== undefined && { authorization }) }
    const asked = isLong === true ? askLong : ask
    return asked(new URL(path, base).href, { ...registry, ...question, headers }, async answer => {
      const { response } = answer
      const challenge = response.status === 401 ? response.headers.get('www-authenticate') : null
      if (challenge === null) return { answer: await use(answer) }
      await discard(response)
      return { challenge }
    })
  }

  return async (path, question, use) => {
    const first = await attempt(path, question, use)
    if (first.challenge === undefined) return first.answer
    authorization = await authorize(first.challenge, { ...registry, signal: question.signal })
    const second = await attempt(path, question, use)
    if (second.challenge === undefined) return second.answer
    throw refused(registry, await readLogin(registry.host))
  }
}

/** Docker Hub answers to other names than the one that images have, and its own images have a folder. */
function addressOf({ host, repositoryName }: Registry): string {
  const isHub = /^(index\.)?docker\.io$/.test(host)
  const name = isHub && !repositoryName.includes('/') ? `library/${repositoryName}` : repositoryName
  const scheme = isLoopback(host) ? 'http' : 'https'
  return `${scheme}://${isHub ? 'registry-1.docker.io' : host}/v2/${name}/`
}

/** A look at the head is no pull; registries that do not tell the digest there have to be asked for the whole. */
async function resolve(askIt: Ask, reference: string, where: string): Promise<ImageFacts> {
  const head = await askIt(`manifests/${reference}`, { method: 'HEAD', headers: ACCEPT }, async ({ response }) =>
    response.ok ? response : refuse(response, where, reference),
  )
  const mediaType = typeOf(head)
  refuseLong(reference, Number(head.headers.get('content-length')), where)
  const digest = isDigest(reference) ? reference : head.headers.get('docker-content-digest')
  if (isDigest(digest)) return { digest, ...(mediaType !== undefined && { mediaType }) }
  const { bytes } = await getManifest(askIt, reference, { where })
  const found = { digest: digestOf(bytes), ...(mediaType !== undefined && { mediaType }) }
  refuseUnfit(readManifest(bytes, found, where).blobs, where)
  return found
}

type Reading = Pick<Question, 'where' | 'signal'>

const getManifest = (askIt: Ask, reference: string, { where, signal }: Reading) =>
  askIt(`manifests/${reference}`, { headers: ACCEPT, signal }, async answer => {
    const { response } = answer
    if (!response.ok) return refuse(response, where, reference)
    return { bytes: await read(answer, LARGEST_MANIFEST), mediaType: typeOf(response) ?? '' }
  })

const typeOf = ({ headers }: Response): string | undefined => headers.get('content-type')?.split(';')[0]?.trim()

interface Page {
  readonly references: readonly Reference[]
  /** Where the rest is. */
  readonly nextToken?: string | undefined
}

async function listReferrers(askIt: Ask, digest: string, reading: Reading): Promise<readonly Reference[]> {
  const first = await getReferences(askIt, `referrers/${digest}`, reading)
  if (first === undefined) return taggedReferrers(askIt, digest, reading)
  const listing = pages<Page>(
    async path => (path === undefined ? first : ((await getReferences(askIt, path, reading)) ?? NOTHING)),
    () => damaged(reading.where, 'its list of referrers never ends'),
  )
  const all: Reference[] = []
  for await (const { references } of listing) all.push(...references)
  return all
}

const NOTHING: Page = { references: [] }

/** Registries without the referrers API have a list of them under a tag that is made of the digest. */
const taggedReferrers = async (askIt: Ask, digest: string, reading: Reading): Promise<readonly Reference[]> =>
  (await getReferences(askIt, `manifests/${digest.replace(':', '-')}`, reading))?.references ?? []

/** Undefined where there is no such list. */
const getReferences = (askIt: Ask, path: string, { where, signal }: Reading): Promise<Page | undefined> =>
  askIt(path, { headers: ACCEPT, signal }, async answer => {
    const { response } = answer
    if (response.status === 404) return discard(response).then(() => undefined)
    if (!response.ok) return refuse(response, where, 'the list of what is about it')
    const bytes = await read(answer, LARGEST_MANIFEST)
    return { references: referencesIn(bytes, where), nextToken: nextIn(response) }
  })

function referencesIn(bytes: Buffer, where: string): readonly Reference[] {
  const found = descriptorsIn(parseMembers(bytes.toString('utf8'))?.manifests)
  if (found === undefined) throw damaged(where, 'the list of its referrers is none')
  return found.map(({ digest, mediaType }) => ({ digest, mediaType }))
}

/** Of the same registry only: the login goes along. */
function nextIn({ headers, url }: Response): string | undefined {
  const [, link] = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(headers.get('link') ?? '') ?? []
  const next = link === undefined ? undefined : new URL(link, url)
  return next?.origin === new URL(url).origin ? next.href : undefined
}
