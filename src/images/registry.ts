import { pages } from '../aws/pages.ts'
import { isLoopback } from '../aws/reach.ts'
import { answeringHost, nameAt } from './docker-hub.ts'
import { damaged, strange } from './failures.ts'
import {
  type Answer,
  ask,
  askLong,
  bodyOf,
  discard,
  isSuccess,
  type Question,
  rangeFrom,
  read,
  refuse,
} from './http.ts'
import { MOST_HELD, refuseUnfit } from './limits.ts'
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
import { type Authorization, authorize, type Challenge, type Registry, refused } from './registry-authorization.ts'
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
      const found = await getManifest(askIt, digest, signal)
      return readManifest(found.bytes, { digest, mediaType: mediaType ?? found.mediaType }, where)
    },
    blob: ({ digest }, from, signal) =>
      askIt(`blobs/${digest}`, { headers: rangeFrom(from), isLong: true, signal }, answer => bodyOf(answer, from)),
    referrers: (digest, signal) => listReferrers(askIt, digest, { where, signal }),
  }
}

/** What `use` made of an answer, or the challenge that came instead. */
type Attempted<T> = { readonly made: T } | { readonly challenge: Challenge }

function openRepository(registry: Omit<Registry, 'signal'>): Ask {
  const base = addressOf(registry)
  let authorization: Authorization | undefined

  function attempt<T>(path: string, { isLong, ...question }: Asked, use: (answer: Answer) => Promise<T>) {
    const headers = { ...question.headers, ...(authorization !== undefined && { authorization: authorization.header }) }
    const asked = isLong === true ? askLong : ask
    return asked(new URL(path, base), { ...registry, ...question, headers }, async (answer): Promise<Attempted<T>> => {
      const challenge = challengeIn(answer)
      if (challenge === undefined) return { made: await use(answer) }
      discard(answer.reply)
      return { challenge }
    })
  }

  return async (path, question, use) => {
    const first = await attempt(path, question, use)
    if ('made' in first) return first.made
    const given = await authorize(first.challenge, { ...registry, signal: question.signal })
    authorization = given
    const second = await attempt(path, question, use)
    if ('made' in second) return second.made
    throw await refused(registry, given.login)
  }
}

/** Nobody but the registry itself is told a login, or says where one is taken to. */
function challengeIn({ reply: { status, header, reach }, isOwn }: Answer): Challenge | undefined {
  const text = status === 401 && isOwn ? header('www-authenticate') : undefined
  return text === undefined ? undefined : { text, reach }
}

function addressOf(registry: Registry): URL {
  const url = new URL(`https://${answeringHost(registry.host)}/v2/${nameAt(registry)}/`)
  return isLoopback(url) ? new URL(url.href.replace('https:', 'http:')) : url
}

/** A look at the head is no pull; registries that do not tell the digest there have to be asked for the whole. */
async function resolve(askIt: Ask, reference: string, where: string): Promise<ImageFacts> {
  const head = await askIt(`manifests/${reference}`, { method: 'HEAD', headers: ACCEPT }, async answer =>
    isSuccess(answer) ? answer : refuse(answer, reference),
  )
  const mediaType = typeOf(head)
  refuseLong(reference, Number(head.reply.header('content-length')), where)
  const digest = isDigest(reference) ? reference : head.reply.header('docker-content-digest')
  if (isDigest(digest)) return { digest, ...(mediaType !== undefined && { mediaType }) }
  const { bytes } = await getManifest(askIt, reference)
  const described = { digest: digestOf(bytes), ...(mediaType !== undefined && { mediaType }) }
  const manifest = readManifest(bytes, described, where)
  refuseUnfit(manifest.blobs, where)
  return { digest: manifest.digest, mediaType: manifest.mediaType }
}

const getManifest = (askIt: Ask, reference: string, signal?: AbortSignal) =>
  askIt(`manifests/${reference}`, { headers: ACCEPT, signal }, async answer => {
    if (!isSuccess(answer)) return refuse(answer, reference)
    return { bytes: await read(answer, LARGEST_MANIFEST), mediaType: typeOf(answer) ?? '' }
  })

const typeOf = ({ reply }: Answer): string | undefined => reply.header('content-type')?.split(';')[0]?.trim()

interface Page {
  readonly references: readonly Reference[]
  readonly bytes: number
  /** Where the rest is. */
  readonly nextToken?: string | undefined
}

type Reading = Pick<Question, 'where' | 'signal'>

async function listReferrers(askIt: Ask, digest: string, reading: Reading): Promise<readonly Reference[]> {
  const first = await getReferences(askIt, `referrers/${digest}`, reading)
  if (first === undefined) return taggedReferrers(askIt, digest, reading)
  const endless = () => strange(reading.where, 'its list of referrers never ends')
  const listing = pages<Page>(
    async path => (path === undefined ? first : ((await getReferences(askIt, path, reading)) ?? NOTHING)),
    { endless },
  )
  const all: Reference[] = []
  let bytes = 0
  for await (const page of listing) {
    bytes += page.bytes
    if (bytes > MOST_HELD) throw endless()
    all.push(...page.references)
  }
  return all
}

const NOTHING: Page = { references: [], bytes: 0 }

/** Registries without the referrers API have a list of them under a tag that is made of the digest. */
const taggedReferrers = async (askIt: Ask, digest: string, reading: Reading): Promise<readonly Reference[]> =>
  (await getReferences(askIt, `manifests/${digest.replace(':', '-')}`, reading))?.references ?? []

/** Undefined where there is no such list. */
const getReferences = (askIt: Ask, path: string, { where, signal }: Reading): Promise<Page | undefined> =>
  askIt(path, { headers: ACCEPT, signal }, async answer => {
    if (answer.reply.status === 404) {
      discard(answer.reply)
      return undefined
    }
    if (!isSuccess(answer)) return refuse(answer, 'the list of what is about it')
    const bytes = await read(answer, LARGEST_MANIFEST)
    return { references: referencesIn(bytes, where), bytes: bytes.length, nextToken: nextIn(answer) }
  })

function referencesIn(bytes: Buffer, where: string): readonly Reference[] {
  const found = descriptorsIn(parseMembers(bytes.toString('utf8'))?.manifests)
  if (found === undefined) throw damaged(where, 'the list of its referrers is none')
  return found.map(({ digest, mediaType }) => ({ digest, mediaType }))
}

/** The login goes along: of what the registry itself answers, and at itself. A list that is cut short would be taken for all. */
function nextIn({ reply: { url, header }, isOwn, asking: { where } }: Answer): string | undefined {
  const [, link] = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(header('link') ?? '') ?? []
  if (link === undefined) return undefined
  const next = URL.canParse(link, url.href) ? new URL(link, url) : undefined
  if (next === undefined) throw strange(where, 'its list of referrers goes on at an address that is none')
  if (!isOwn || next.origin !== url.origin)
    throw strange(where, `its list of referrers goes on at ${next.host}, which is not this registry`)
  return next.href
}
