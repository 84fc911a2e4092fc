import type { ImageSource } from '../../aws/api.ts'
import { DIGEST, type ImageReference, referenceIn, registryOfHost, TAG } from '../../names.ts'

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
  const { registry, rest } = registryIn(text)
  const named = namedIn(rest)
  if ('summary' in named) return { ...named, summary: `ecr:${clip(text)}: ${named.summary}` }
  return { from: 'ecr', ...(registry && { registry }), ...named }
}

/** The registry of ECR that a text begins with, if it does, and what comes after it. */
export function registryIn(text: string): { registry?: { account: string; region: string }; rest: string } {
  const [first = '', ...rest] = text.split('/')
  const registry = registryOfHost(first)
  return registry === undefined ? { rest: text } : { registry, rest: rest.join('/') }
}

/** Up to the name of the repository; of a host of ECR also where it is none yet, because a variable is not known. */
export function hostIn(text: string): string | undefined {
  const [, scheme = '', host = ''] = /^(docker:\/\/|ecr:)([^/]*\/?)/.exec(text) ?? []
  if (scheme === '' || (scheme === 'ecr:' && !ECR_HOST.test(host))) return undefined
  return scheme + host
}

const ECR_HOST = /dkr[.-]ecr|amazonaws|\.on\.aws/

function dockerSource(text: string): ImageSource | WrongSource {
  const [host = '', ...rest] = text.split('/')
  if (host.includes('@'))
    return wrong('docker:// with a login in the address', 'docker://HOST/NAME:TAG, and log in with docker login')
  if (!HOST.test(host) || rest.length === 0) {
    return wrong(`docker://${clip(text)} names no registry`, 'docker://HOST/NAME@sha256:…, or docker://HOST/NAME:TAG')
  }
  const named = namedIn(rest.join('/'))
  if ('summary' in named) return { ...named, summary: `docker://${clip(text)}: ${named.summary}` }
  return { from: 'docker', host, ...named }
}

function namedIn(text: string): ImageReference | WrongSource {
  const reference = referenceIn(text)
  if (reference === undefined) return wrong('no name of a repository', 'NAME:TAG or NAME@sha256:…')
  const { repositoryName, tag, digest } = reference
  return checked({ tag, digest }, found => ({ repositoryName, ...found }), true)
}

/** `PATH`, `PATH:TAG`, either with `@sha256:…`. A path may itself hold colons before its last slash. */
function localSource(from: 'oci' | 'oci-archive', text: string, directory: string): ImageSource | WrongSource {
  const [, before = '', digest] = /^(.*?)(?:@(sha256:.*))?$/s.exec(text) ?? []
  const [, path = '', tag] = /^(.*?)(?::([^/:]*))?$/s.exec(before) ?? []
  if (path === '') return wrong(`${from}: without a path`, `${from}:./build/image, or ${from}:./build/image:TAG`)
  return checked({ tag, digest }, found => ({ from, path, directory, ...found }), false)
}

function checked<T>(
  { tag, digest }: { readonly tag: string | undefined; readonly digest: string | undefined },
  make: (found: { readonly tag?: string; readonly digest?: string }) => T,
  isNeeded: boolean,
): T | WrongSource {
  if (digest !== undefined && !DIGEST.test(digest)) return badDigest(digest)
  if (tag !== undefined && !TAG.test(tag))
    return wrong(`"${clip(tag)}" is no tag`, 'a tag of 1 to 128 letters, digits and . _ -')
  if (isNeeded && tag === undefined && digest === undefined)
    return wrong('neither a tag nor a digest', 'NAME:TAG or NAME@sha256:…')
  return make({ ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) })
}

function unknownForm(text: string): WrongSource {
  const reference = referenceIn(text)
  const isName = reference !== undefined && (reference.tag === undefined || TAG.test(reference.tag))
  return {
    summary: `"${clip(text)}" does not say where the image comes from`,
    detail: 'A name alone could be another repository of this registry, one of another registry, or a tag of this one.',
    hint: isName
      ? 'Write one of:'
      : 'Write sha256:…, ecr:NAME@sha256:…, oci:PATH, oci-archive:PATH or docker://HOST/NAME@sha256:…',
    ...(isName && {
      example: [
        `ecr:${text}            another repository of this registry`,
        `docker://HOST/${text}  another registry`,
        'sha256:…               an image that is in this repository',
      ],
    }),
  }
}

const wrong = (summary: string, form: string): WrongSource => ({
  summary,
  detail: 'An image comes from exactly one place.',
  hint: `Write ${form}`,
})

const badDigest = (digest: string): WrongSource => ({
  summary: `"${clip(digest)}" is no digest`,
  detail: 'The digest of an image is sha256: and 64 digits from 0 to f.',
  hint: 'Copy it from ecrsync plan or aws ecr describe-images.',
})

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
