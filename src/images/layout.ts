import { ambiguous, damaged, mismatched, notFound } from './failures.ts'
import { refuseTooLarge } from './limits.ts'
import { descriptorIn, isDigest, LARGEST_MANIFEST, membersOf, parseMembers, readManifest } from './manifest.ts'
import type { Descriptor, ImageFacts, ImageStore, Reference, Wanted } from './store.ts'
import { bytesOf, distinct, withTree } from './tree.ts'

/** The files of an OCI image layout, by names with slashes, wherever they are. */
export interface LayoutFiles {
  readonly where: string
  /** In bytes; undefined where there is no such file. */
  size(name: string): Promise<number | undefined>
  /** From a byte of a file that is there. */
  read(name: string, from: number): Promise<AsyncIterable<Uint8Array>>
}

const TAG = 'org.opencontainers.image.ref.name'
const REFERRERS_TAG = /^sha256-[0-9a-f]{64}$/
const LARGEST_INDEX = 64 * 1024 * 1024
const NAMED = 10

/** What `index.json` says. */
interface Entry extends Descriptor {
  readonly tag?: string
}

/** Subject → what is about it. */
type Subjects = ReadonlyMap<string, readonly Reference[]>

/**
 * The images of an OCI image layout.
 * Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 *
 * @throws EcrsyncError SOURCE_INVALID where these files are none
 */
export async function openLayout(files: LayoutFiles): Promise<ImageStore> {
  const { where } = files
  await refuseStranger(files)
  const entries = await readEntries(files)
  let known: Promise<Subjects> | undefined

  async function manifest(reference: Reference) {
    const bytes = await readFile(files, blobName(reference.digest), LARGEST_MANIFEST + 1)
    if (bytes !== undefined) return readManifest(bytes, reference, where)
    if (reference.size !== undefined) throw damaged(where, `it lacks ${reference.digest}, which it refers to`)
    throw notFound({ where, what: `it has no ${reference.digest}`, hint: HINT })
  }

  function subjects(): Promise<Subjects> {
    known ??= readSubjects({ manifest }, entries)
    return known
  }

  async function chosen({ tag, digest }: Wanted): Promise<Reference> {
    if (tag !== undefined) return tagged(entries, tag, digest, where)
    if (digest !== undefined) return entries.find(one => one.digest === digest) ?? { digest }
    if (distinct(entries).length < 2) return onlyOne(entries, where)
    const about = new Set([...(await subjects()).values()].flat().map(one => one.digest))
    return onlyOne(
      entries.filter(one => !about.has(one.digest) && !REFERRERS_TAG.test(one.tag ?? '')),
      where,
    )
  }

  return {
    where,
    origin: where,
    manifest,
    resolve: async wanted => inspect({ manifest, where }, files, await chosen(wanted)),
    blob: async (blob, from) => {
      await refuseWrongSize(files, blob)
      return files.read(blobName(blob.digest), from)
    },
    referrers: async digest => (await subjects()).get(digest) ?? [],
  }
}

const HINT = 'Check the tag or digest in the manifest, and that the image was made.'

/** Only sha256 digests get here, so that no name leaves the folder. */
const blobName = (digest: string): string => `blobs/${digest.replace(':', '/')}`

async function refuseStranger(files: LayoutFiles): Promise<void> {
  const marker = await readMembers(files, 'oci-layout')
  if (!/^1\./.test(String(marker?.imageLayoutVersion)))
    throw damaged(files.where, 'it is no OCI image layout of version 1, which has a file oci-layout that says so')
}

async function readEntries(files: LayoutFiles): Promise<readonly Entry[]> {
  const index = await readMembers(files, 'index.json')
  const entries = Array.isArray(index?.manifests) ? index.manifests.map(entryIn) : [undefined]
  if (entries.every(one => one !== undefined)) return entries
  throw damaged(files.where, 'its index.json is missing, or is none')
}

function entryIn(value: unknown): Entry | undefined {
  const descriptor = descriptorIn(value)
  const tag = membersOf(membersOf(value)?.annotations)?.[TAG]
  return descriptor && { ...descriptor, ...(typeof tag === 'string' && { tag }) }
}

function tagged(entries: readonly Entry[], tag: string, digest: string | undefined, where: string): Reference {
  const [found, ...others] = distinct(entries.filter(one => one.tag === tag))
  if (found === undefined)
    throw notFound({ where, what: `it has no tag ${tag}; it has ${namesOf(entries)}`, hint: HINT })
  if (others.length > 0)
    throw ambiguous({ where, what: `the tag ${tag} is on several images`, hint: 'Name the digest: @sha256:…' })
  if (digest !== undefined && digest !== found.digest)
    throw mismatched(where, `the tag ${tag} is ${found.digest}, and not ${digest}`)
  return found
}

function onlyOne(entries: readonly Entry[], where: string): Reference {
  const [found, ...others] = distinct(entries)
  if (found === undefined) throw notFound({ where, what: 'it holds no image', hint: HINT })
  if (others.length === 0) return found
  throw ambiguous({ where, what: `it holds ${namesOf(entries)}`, hint: `Name one: ${where}:TAG` })
}

function namesOf(entries: readonly Entry[]): string {
  const names = entries.map(({ tag, digest }) => tag ?? digest).sort()
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return names.length === 0 ? 'no image' : names.slice(0, NAMED).join(', ') + more
}

/** What has a `subject`, and what the tag of a subject lists, for tools that know only tags. */
async function readSubjects(store: Pick<ImageStore, 'manifest'>, entries: readonly Entry[]): Promise<Subjects> {
  const subjects = new Map<string, readonly Reference[]>()
  const add = (subject: string, more: readonly Reference[]) =>
    subjects.set(subject, distinct([...(subjects.get(subject) ?? []), ...more]))
  for (const entry of entries) {
    const { subject, children } = await store.manifest(entry)
    if (subject !== undefined) add(subject, [entry])
    if (REFERRERS_TAG.test(entry.tag ?? '')) add((entry.tag ?? '').replace('-', ':'), children)
  }
  return subjects
}

/** Sees that everything is there, in the size that it should have; to see that it is right it would have to be read. */
async function inspect(
  store: Pick<ImageStore, 'manifest' | 'where'>,
  files: LayoutFiles,
  reference: Reference,
): Promise<ImageFacts> {
  if (!isDigest(reference.digest)) throw mismatched(files.where, `${reference.digest} is no sha256 digest`)
  return withTree(store, reference, async ({ manifests, blobs }) => {
    for (const blob of blobs) {
      await refuseWrongSize(files, blob)
      refuseTooLarge(blob, files.where)
    }
    const { mediaType, children = [] } = manifests.at(-1) ?? {}
    return {
      digest: reference.digest,
      size: bytesOf(blobs),
      ...(mediaType !== undefined && { mediaType }),
      ...(children.length > 0 && { children: children.map(({ digest }) => digest) }),
    }
  })
}

async function refuseWrongSize(files: LayoutFiles, { digest, size }: Descriptor): Promise<void> {
  const found = await files.size(blobName(digest))
  if (found === undefined) throw damaged(files.where, `it lacks the layer ${digest}`)
  if (found !== size) throw damaged(files.where, `the layer ${digest} has ${found} bytes, and should have ${size}`)
}

async function readMembers(files: LayoutFiles, name: string) {
  const bytes = await readFile(files, name, LARGEST_INDEX)
  return bytes && parseMembers(bytes.toString('utf8'))
}

/** The whole of a small file, or of the beginning of a large one. */
async function readFile(files: LayoutFiles, name: string, most: number): Promise<Buffer | undefined> {
  if ((await files.size(name)) === undefined) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of await files.read(name, 0)) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= most) break
  }
  return Buffer.concat(chunks)
}
