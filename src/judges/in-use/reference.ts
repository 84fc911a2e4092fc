import type { Source } from '../../model.ts'
import { DIGEST, type ImageReference, referenceIn, TAG } from '../../names.ts'

/** What a list names, before anybody knows which registry is meant. */
export type Reference =
  /** Without a host, a repository here. */
  | (ImageReference & { readonly by: 'name'; readonly host?: string })
  | { readonly by: 'digest'; readonly digest: string }
  /** The beginning of what may be a manifest's digest, or a configuration's. */
  | { readonly by: 'id'; readonly hex: string }
  | (ImageReference & { readonly by: 'arn'; readonly account: string; readonly region: string })

/** With the place where the list first says it. */
export type Used = Reference & { readonly source: Source }

/** `docker-pullable://` and the like are Kubernetes' (imageID, containerID), `https://` is what a browser makes of a URI. */
const SCHEME = /^([a-z][a-z-]*):\/\//
const PLAIN = ['docker-pullable', 'oci', 'http', 'https']
const RUNTIMES = ['docker', 'containerd', 'cri-o', 'crio']
/** Docker and podman print 12 digits of an id, crictl 13, and all of them 64 where they are asked. */
const ID = /^(?:sha256:)?([0-9a-f]{12,64})$/
/** One that is cut short, or of another algorithm, is none of an image here. */
const ANY_DIGEST = /^sha\d+:[0-9a-f]*$/i
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::\d+)?$/i
const ARN = /^arn:aws[a-z-]*:ecr:([a-z0-9-]+):(\d{12}):repository\/(.+)$/
/** As Inspector and Security Hub name an image: `repository/NAME/sha256:…`. */
const DIGEST_AT_END = /^(.+?)(?::[^:/@]+)?[/:@](sha256:[0-9a-f]{64})$/
/** What other registries have beside ECR's one algorithm. */
const FOREIGN_DIGEST = /^sha512:[0-9a-f]{128}$/

/** @returns undefined where the text is no reference of an image */
export function referenceOf(text: string): Reference | undefined {
  const [whole = '', scheme] = SCHEME.exec(text) ?? []
  const isOfRuntime = scheme !== undefined && RUNTIMES.includes(scheme)
  if (scheme !== undefined && !isOfRuntime && !PLAIN.includes(scheme)) return undefined
  const said = text.slice(whole.length)
  const rest = ANY_DIGEST.test(said) ? said.toLowerCase() : said
  // A runtime's own id is that of a configuration, also where it is said in full.
  if (DIGEST.test(rest) && !isOfRuntime) return { by: 'digest', digest: rest }
  const [, hex] = ID.exec(rest) ?? []
  if (hex !== undefined) return { by: 'id', hex }
  if (ANY_DIGEST.test(rest)) return undefined
  return rest.startsWith('arn:') ? arnIn(rest) : nameIn(rest)
}

function arnIn(text: string): Reference | undefined {
  const [, region, account, rest] = ARN.exec(text) ?? []
  if (region === undefined || account === undefined || rest === undefined) return undefined
  const [, name, digest] = DIGEST_AT_END.exec(rest) ?? []
  const image = name === undefined ? referenceIn(rest) : referenceIn(`${name}@${digest}`)
  // Without a tag or a digest it is a repository.
  if (image === undefined || (image.tag === undefined && image.digest === undefined) || !isWhole(image))
    return undefined
  return { by: 'arn', account, region, ...image }
}

function nameIn(text: string): Reference | undefined {
  const [first = '', ...rest] = text.split('/')
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first)
  if (isHost && !HOST.test(first)) return undefined
  const image = referenceIn(isHost ? rest.join('/') : text)
  if (image === undefined || !isWhole(image, isHost)) return undefined
  return { by: 'name', ...image, ...(isHost && { host: first }) }
}

const isWhole = ({ tag, digest }: ImageReference, isElsewhere = false): boolean =>
  (tag === undefined || TAG.test(tag)) &&
  (digest === undefined || DIGEST.test(digest) || (isElsewhere && FOREIGN_DIGEST.test(digest)))
