import type { ImageSource } from '../../aws/api.ts'
import {
  DIGEST,
  hasLogin,
  type ImageReference,
  mayBeRegistryHost,
  referenceIn,
  registryOfHost,
  seemsRegistryHost,
  TAG,
  withoutLogin,
} from '../../names.ts'
import { convertedFrom, formOfHub, formOfPasted } from './pasted.ts'

/** What is wrong with a source, said in the words of whoever wrote it. */
export interface WrongSource {
  readonly summary: string
  readonly detail: string
  readonly hint: string
  /** What to type, line by line. */
  readonly example?: readonly string[]
}

const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d+)?$/i

/** Sources, told apart by how they begin. `directory` is what local paths are relative to. */
export function sourceOf(text: string, directory: string): ImageSource | WrongSource {
  if (DIGEST.test(text)) return { from: 'repository', digest: text }
  if (text.startsWith('sha256:')) return badDigest(text)
  if (text.startsWith('ecr:')) return ecrSource(text.slice('ecr:'.length))
  if (text.startsWith('oci-archive:')) return localSource('oci-archive', text.slice('oci-archive:'.length), directory)
  if (text.startsWith('oci:')) return localSource('oci', text.slice('oci:'.length), directory)
  if (text.startsWith('docker://')) return dockerSource(text.slice('docker://'.length))
  return unknownForm(text)
}

export const isWrong = (source: ImageSource | WrongSource): source is WrongSource => 'summary' in source

function ecrSource(text: string): ImageSource | WrongSource {
  if (hasLogin(text)) return loginIn('ecr:', 'ecr:NAME@sha256:… or ecr:NAME:TAG')
  if (hasWrongHost(text)) return wrongHost(text)
  if (/^(?:https?:\/\/|arn:)/i.test(text)) return pasted(`ecr:${text}`) ?? atEndpoint(text.replace(/^\w+:\/\//, ''))
  if (/^[^/@]+:\d+\//.test(text)) return atEndpoint(text)
  const { registry, rest } = registryIn(text)
  const named = namedIn(rest)
  if ('summary' in named) return { ...named, summary: `${named.summary} in ecr:${clip(text)}` }
  const { length } = named.repositoryName
  if (length < 2 || length > 256) return wrongLength(text, length)
  return { from: 'ecr', ...(registry && { registry }), ...named }
}

/** Other registries have shorter and longer names. Source: ECR API model, RepositoryName. */
const wrongLength = (text: string, length: number): WrongSource => ({
  ...wrong(
    `No repository of ECR has a name of ${length} ${length === 1 ? 'character' : 'characters'}, as in ecr:${clip(text)}`,
    'the whole name of the repository, as in ecr:team/api:1.4',
  ),
  detail: 'ECR allows 2 to 256 characters.',
})

/** The registry of ECR that a text begins with, if it does, and what comes after it. */
export function registryIn(text: string): { registry?: { account: string; region: string }; rest: string } {
  const [first = '', ...rest] = text.split('/')
  const found = registryOfHost(first)
  if (found === undefined) return { rest: text }
  const { account, region } = found
  return { registry: { account, region }, rest: rest.join('/') }
}

/** It begins as a host of ECR does, and is none: never the name of a repository. */
export const hasWrongHost = (text: string): boolean => {
  const [first = ''] = text.split('/')
  return seemsRegistryHost(first) && registryOfHost(first) === undefined
}

/** Up to the name of the repository; of a host of ECR also where it is none yet, because a variable is not known. */
export function hostIn(text: string): string | undefined {
  const [, scheme = '', host = ''] = /^(docker:\/\/|ecr:)([^/]*\/?)/.exec(text) ?? []
  if (scheme === '' || (scheme === 'ecr:' && !mayBeRegistryHost(host))) return undefined
  return scheme + host
}

function dockerSource(text: string): ImageSource | WrongSource {
  const [host = '', ...rest] = text.split('/')
  if (hasLogin(text)) return loginIn('docker://', 'docker://HOST/NAME:TAG, and log in with docker login')
  if (seemsRegistryHost(host)) return ofEcr(text)
  if (/^https?:$/i.test(host)) return pasted(`docker://${text}`) ?? noRegistry(text)
  if (!HOST.test(host) || rest.length === 0) return noRegistry(text)
  if (!isHost(host))
    return wrong(
      `No registry can have the host ${clip(host)}, as in docker://${clip(text)}`,
      'a host as it is, with a port from 1 to 65535 if it has one',
    )
  const named = namedIn(rest.join('/'))
  if ('summary' in named) return { ...named, summary: `${named.summary} in docker://${clip(text)}` }
  return { from: 'docker', host, ...named }
}

function noRegistry(text: string): WrongSource {
  const form = completed(formOfHub(text)) ?? 'docker://HOST/NAME@sha256:…, or docker://HOST/NAME:TAG'
  return wrong(`docker://${clip(text)} names no registry`, form)
}

/** A form of which an image can be, with a tag where it has none. */
const completed = (form: string | undefined): string | undefined =>
  form === undefined ? undefined : [form, `${form}:TAG`].find(one => !isWrong(sourceOf(one, '')))

/** What was copied from elsewhere is said as it is written here, and nothing else. */
function pasted(text: string): WrongSource | undefined {
  const form = hasLogin(text) ? undefined : completed(formOfPasted(text))
  return form === undefined ? undefined : wrong(`"${clip(text)}" does not say where the image comes from`, form)
}

/** The registry of an endpoint is the one that is written to: it has no host here. */
function atEndpoint(text: string): WrongSource {
  const [host = '', ...rest] = text.split('/')
  return wrong(
    `ecr:${clip(text)} begins with no host of ECR`,
    `ecr:${clip(rest.join('/'))} for the registry of the endpoint, or docker://${clip(host)}/… for another one`,
  )
}

/**
 * Some texts of this form are no host of a URL, some are read as another one (127.1), and some are longer than names may be.
 * Source: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
 */
function isHost(text: string): boolean {
  if (!URL.canParse(`https://${text}`)) return false
  const { hostname, port } = new URL(`https://${text}`)
  const [, name, number = '443'] = /^(.*?)(?::(\d+))?$/.exec(text.toLowerCase()) ?? []
  const isItself = hostname.startsWith('[') || hostname === name
  const isPort = Number(number) > 0 && Number(port || 443) === Number(number)
  return isItself && isPort && hostname.length <= 253 && hostname.split('.').every(label => label.length <= 63)
}

const loginIn = (prefix: string, form: string): WrongSource => ({
  ...wrong(`${prefix} with a login in the address`, form),
  detail: 'A manifest is read by many, and an image comes from exactly one place.',
})

const wrongHost = (text: string): WrongSource => ({
  ...wrong(
    `ecr:${clip(text)} begins with no host of ECR`,
    'ecr:ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:…, without a port, or ecr:NAME@sha256:…',
  ),
  detail: 'It begins as the host of a registry does, and nobody but ECR is asked with ecr:.',
})

/** As `docker://` it would be asked without the credentials of AWS, and nothing would know that it is ECR. */
const ofEcr = (text: string): WrongSource => ({
  ...wrong(`docker://${clip(text)} is a registry of ECR`, `ecr:${clip(text)}`),
  detail: 'docker:// is for all other registries: it asks with a login, where ecr: asks with the credentials of AWS.',
})

function namedIn(text: string): ImageReference | WrongSource {
  const reference = referenceIn(text)
  if (reference === undefined) return wrong('There is no name of a repository', 'NAME:TAG or NAME@sha256:…')
  const { repositoryName, tag, digest } = reference
  if (digest !== undefined && !DIGEST.test(digest)) return badDigest(digest)
  if (tag !== undefined && !TAG.test(tag))
    return wrong(`"${clip(tag)}" is no tag`, 'a tag of 1 to 128 letters, digits and . _ -')
  if (tag === undefined && digest === undefined)
    return wrong('There is neither a tag nor a digest', 'NAME:TAG or NAME@sha256:…')
  return { repositoryName, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

/** What names of images in a layout are made of, and some more. Source: OCI image specification, annotations. */
const IMAGE_NAME = /^[\w.\-:@+/]{1,512}$/
/** As no path is. Source: Linux, limits.h, PATH_MAX. */
const LONGEST = 4096
/** Up to the first colon that is not that of a drive. */
const LOCAL = /^((?:[a-z]:(?=[\\/]))?[^:]*)(?::(.*))?$/is

/**
 * `PATH`, `PATH:NAME`, either with `@sha256:…`. What comes after the colon is the name as the layout has it, which many
 * tools write as a whole reference, with colons of its own.
 */
function localSource(from: 'oci' | 'oci-archive', text: string, directory: string): ImageSource | WrongSource {
  if (text.length > LONGEST) return wrong(`${from}: with ${text.length} characters`, `${from}:PATH:NAME`)
  const [, before = '', digest] = /^(.*?)(?:@(sha\d+:.*))?$/s.exec(text) ?? []
  const [, path = '', tag] = LOCAL.exec(before) ?? []
  if (path === '') return wrong(`${from}: without a path`, `${from}:./build/image, or ${from}:./build/image:NAME`)
  if (digest !== undefined && !DIGEST.test(digest)) return badDigest(digest)
  // With a slash, it may be the rest of a path that has a colon.
  if (tag !== undefined && !IMAGE_NAME.test(tag) && !tag.includes('/'))
    return wrong(`"${clip(tag)}" is no name of an image in a layout`, `${from}:${path}, or ${from}:${path}:NAME`)
  return { from, path, directory, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) }
}

function unknownForm(text: string): WrongSource {
  const known = pasted(text)
  if (known !== undefined) return known
  const made = convertedFrom(text)
  const reference = made === undefined ? referenceIn(text) : undefined
  const isName = reference !== undefined && isReference(reference)
  return {
    summary: `"${clip(text)}" does not say where the image comes from`,
    detail: isBareTag(text)
      ? 'It looks like a tag, and does not say of which repository.'
      : 'A name alone could be another repository of this registry, one of another registry, or a tag of this one.',
    hint: isName
      ? 'Write one of:'
      : (made ?? 'Write sha256:…, ecr:NAME@sha256:…, oci:PATH, oci-archive:PATH or docker://HOST/NAME@sha256:…'),
    ...(isName && { example: isBareTag(text) ? placesOfTag(text) : placesOf(text, reference) }),
  }
}

/** A version, or a word that is a tag everywhere. */
const isBareTag = (text: string): boolean =>
  TAG.test(text) && /^(?:v?\d[\w.-]*|latest|stable|main|prod|release)$/i.test(text)

const placesOfTag = (tag: string): readonly string[] =>
  aligned([
    [`ecr:NAME:${tag}`, 'what this tag is on in the repository NAME of this registry'],
    ['sha256:…', 'an image that is in this repository, by its digest'],
    [`docker://HOST/NAME:${tag}`, 'another registry'],
    ['oci:PATH', 'a folder that a build has written'],
  ])

function placesOf(text: string, { tag, digest }: ImageReference): readonly string[] {
  const whole = tag === undefined && digest === undefined ? `${text}:TAG` : text
  const ofHub = completed(formOfHub(text)) ?? (text.includes('/') ? completed(`docker://docker.io/${text}`) : undefined)
  return aligned([
    [`ecr:${whole}`, 'another repository of this registry'],
    ...(ofHub === undefined ? [] : [[ofHub, 'Docker Hub'] as const]),
    [`docker://HOST/${whole}`, 'another registry'],
    ['sha256:…', 'an image that is in this repository'],
  ])
}

/** What to write, and below each other what it means. */
function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([form]) => form.length))
  return rows.map(([form, meaning]) => `${form.padEnd(width)}  ${meaning}`)
}

const isReference = ({ tag, digest }: ImageReference): boolean =>
  (tag === undefined || TAG.test(tag)) && (digest === undefined || DIGEST.test(digest))

const wrong = (summary: string, form: string): WrongSource => ({
  summary,
  detail: 'An image comes from exactly one place.',
  hint: `Write ${form}`,
})

export const badDigest = (digest: string): WrongSource => ({
  summary: `"${clip(digest)}" is no digest`,
  detail: 'The digest of an image is sha256: and 64 digits from 0 to f.',
  hint: 'Copy it from ecrsync plan or aws ecr describe-images.',
})

export function clip(text: string): string {
  const shown = withoutLogin(text)
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown
}
