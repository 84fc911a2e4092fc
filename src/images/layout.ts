import { saidText } from '../words.ts'
import { ambiguous, damaged, invalid, mismatched, notFound } from './failures.ts'
import { formOf, HINT, type Named, namedAs, namesOf } from './layout-names.ts'
import { refuseUnfit } from './limits.ts'
import {
  descriptorIn,
  isDigest,
  isOtherDigest,
  LARGEST_MANIFEST,
  membersOf,
  notSha256,
  parseMembers,
  readManifest,
} from './manifest.ts'
import { COSIGN_TAG } from './referrers.ts'
import type { Descriptor, ImageFacts, ImageStore, Reference, Wanted } from './store.ts'
import { DOCKER_ARCHIVE, dockerArchive, noLayout } from './strangers.ts'
import { bytesOf, distinct, refuseEmpty, withTree } from './tree.ts'

/** The files of an OCI image layout, by names with slashes, wherever they are. */
export interface LayoutFiles {
  readonly where: string
  /** In bytes; undefined where there is no such file. */
  size(name: string): Promise<number | undefined>
  /** From a byte of a file that is there. */
  read(name: string, from: number): Promise<AsyncIterable<Uint8Array>>
  /** Names of the layouts that stand in it; an archive is never asked. */
  layouts?(): Promise<readonly string[]>
}

/** Where tools write the name of an image: a tag, or a whole reference. Docker and containerd write both annotations. */
const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name']
/** The tag of a list of what is about an image, for tools that know only tags. */
const REFERRERS_TAG = /(?:^|:)sha256-([0-9a-f]{64})$/
const LARGEST_INDEX = 64 * 1024 * 1024

/** What `index.json` says. */
type Entry = Descriptor & Named

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
    if (isOtherDigest(reference.digest)) throw notSha256(`it is ${reference.digest}`, where)
    const bytes = await readFile(files, blobName(reference.digest), LARGEST_MANIFEST + 1)
    if (bytes !== undefined) return readManifest(bytes, reference, where)
    if (reference.size !== undefined) throw lacking(reference, where)
    throw notFound({ where, what: `it has no ${reference.digest}`, hint: HINT })
  }

  function subjects(): Promise<Subjects> {
    known ??= readSubjects({ manifest }, entries)
    return known
  }

  async function chosen({ tag, digest }: Wanted): Promise<Reference> {
    if (tag !== undefined) return namedAs(entries, { name: tag, digest }, where)
    if (digest !== undefined) return entries.find(one => one.digest === digest) ?? { digest }
    if (distinct(entries).length < 2) return onlyOne(entries, where)
    const about = new Set([...(await subjects()).values()].flat().map(one => one.digest))
    return onlyOne(
      entries.filter(one => !about.has(one.digest) && !isNamedByDigest(one)),
      where,
    )
  }

  return {
    where,
    origin: where,
    manifest,
    resolve: async wanted => inspect({ manifest, where }, files, await chosen(wanted)),
    find: chosen,
    inspect: (store, image) => inspect(store, files, image),
    blob: async (blob, from) => {
      await refuseWrongSize(files, blob)
      return files.read(blobName(blob.digest), from)
    },
    referrers: async digest => (await subjects()).get(digest) ?? [],
  }
}

/** Docker saves an index whole, and of its images those that were pulled. */
const lacking = ({ digest }: Reference, where: string) =>
  invalid({
    where,
    what: `it lacks ${digest}, which it refers to`,
    hint: 'Make the image again, or name the platforms that it has: { from: …, platforms: [linux/amd64] }',
  })

/** Only sha256 digests get here, so that no name leaves the folder. */
const blobName = (digest: string): string => `blobs/${digest.replace(':', '/')}`

async function refuseStranger(files: LayoutFiles): Promise<void> {
  const { where } = files
  const marker = await readMembers(files, 'oci-layout')
  if (/^1\./.test(saidText(marker?.imageLayoutVersion))) return
  if (marker === undefined && (await files.size(DOCKER_ARCHIVE)) !== undefined) throw dockerArchive(where)
  throw noLayout(where, (await files.layouts?.()) ?? [])
}

async function readEntries(files: LayoutFiles): Promise<readonly Entry[]> {
  const index = await readMembers(files, 'index.json')
  const entries = Array.isArray(index?.manifests) ? index.manifests.map(entryIn) : [undefined]
  if (entries.every(one => one !== undefined)) return entries
  throw damaged(files.where, 'its index.json is missing, or is none')
}

/** Also one by a digest that ECR does not know: it stands in nobody's way until it is wanted. */
function entryIn(value: unknown): Entry | undefined {
  const digest = membersOf(value)?.digest
  const descriptor = isOtherDigest(digest) ? { digest, size: 0, mediaType: '' } : descriptorIn(value)
  const annotations = membersOf(membersOf(value)?.annotations)
  const names = NAMES.map(key => annotations?.[key]).filter(name => typeof name === 'string' && name !== '')
  return descriptor && { ...descriptor, names: [...new Set(names as string[])] }
}

function onlyOne(entries: readonly Entry[], where: string): Reference {
  const [found, ...others] = distinct(entries)
  if (found === undefined) throw notFound({ where, what: 'it holds no image', hint: HINT })
  if (others.length === 0) return found
  throw ambiguous({ where, what: `it holds ${namesOf(entries)}`, hint: `Name one: ${where}:${formOf(entries)}` })
}

const isNamedByDigest = (entry: Entry): boolean =>
  subjectsNamedBy(entry).length > 0 || entry.names.some(name => COSIGN_TAG.test(name))

const subjectsNamedBy = ({ names }: Entry): readonly string[] => [
  ...new Set(names.flatMap(name => REFERRERS_TAG.exec(name)?.[1] ?? []).map(hex => `sha256:${hex}`)),
]

/** What has a `subject`, and what the tag of a subject lists, for tools that know only tags. */
async function readSubjects(store: Pick<ImageStore, 'manifest'>, entries: readonly Entry[]): Promise<Subjects> {
  const subjects = new Map<string, readonly Reference[]>()
  const add = (subject: string, more: readonly Reference[]) =>
    subjects.set(subject, distinct([...(subjects.get(subject) ?? []), ...more]))
  for (const entry of entries.filter(({ digest }) => isDigest(digest))) {
    const { subject, children } = await store.manifest(entry)
    if (subject !== undefined) add(subject, [entry])
    for (const subject of subjectsNamedBy(entry)) add(subject, children)
  }
  return subjects
}

/** Sees that everything is there, in the size that it should have; to see that it is right it would have to be read. */
async function inspect(
  store: Pick<ImageStore, 'manifest' | 'where'>,
  files: LayoutFiles,
  reference: Reference,
): Promise<ImageFacts> {
  if (!isDigest(reference.digest) && !isOtherDigest(reference.digest))
    throw mismatched(files.where, `${reference.digest} is no sha256 digest`)
  return withTree(store, reference, async tree => {
    refuseEmpty(tree, files.where)
    const { manifests, blobs } = tree
    for (const blob of blobs) await refuseWrongSize(files, blob)
    refuseUnfit(blobs, files.where)
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
