import { EcrsyncError } from '../errors.ts'
import { damaged, tooLarge } from './failures.ts'
import type { ImageStore, Reference } from './store.ts'
import { readTree, type Tree } from './tree.ts'

/** What is about an image. */
export interface Referrer extends Reference {
  /** By which it is found, where it is not by its subject. */
  readonly tag?: string
}

/** A referrer with all that belongs to it. */
export interface ReferrerTree extends Referrer {
  readonly tree: Tree
}

/** Of one image, with what is about them in turn. */
const MOST = 1_000
/** Bytes of manifests that are held at once. */
const MOST_BYTES = 64 * 1024 * 1024
/** Source: https://github.com/sigstore/cosign/blob/v2.4.1/specs/SIGNATURE_SPEC.md, and the same for what it attaches */
const SUFFIXES = ['sig', 'att', 'sbom']
/** A tag by which cosign finds what is about an image, from before registries had an API for it. */
export const COSIGN_TAG = /(?:^|:)sha256-[0-9a-f]{64}\.(?:sig|att|sbom)$/

/** What is about one image: what has it as its subject, then what has a tag that is made of its digest. */
async function referrersOf(store: ImageStore, digest: string): Promise<readonly Referrer[]> {
  const listed = await store.referrers(digest)
  const tags = SUFFIXES.map(suffix => `${digest.replace(':', '-')}.${suffix}`)
  return [...listed, ...(await Promise.all(tags.map(tag => taggedAs(store, tag)))).flat()]
}

async function taggedAs(store: ImageStore, tag: string): Promise<readonly Referrer[]> {
  try {
    const { digest, mediaType } = await store.resolve({ tag })
    return [{ digest, tag, ...(mediaType !== undefined && { mediaType }) }]
  } catch (error) {
    if (error instanceof EcrsyncError && error.code === 'SOURCE_NOT_FOUND') return []
    throw error
  }
}

/**
 * All that is about these images, and about that in turn: what each is about, before it. What is added to `subjects`
 * meanwhile is asked for, too.
 */
export async function* eachReferrer(
  store: ImageStore,
  subjects: string[],
): AsyncGenerator<Referrer & { readonly subject: string }> {
  const [known, asked] = [new Set<string>(), new Set<string>()]
  for (let subject = subjects.shift(); subject !== undefined; subject = subjects.shift()) {
    if (asked.has(subject)) continue
    asked.add(subject)
    for (const referrer of await referrersOf(store, subject)) {
      const key = referrer.tag ?? referrer.digest
      if (known.has(key)) continue
      known.add(key)
      if (known.size > MOST) throw damaged(store.where, `more than ${MOST} things refer to one image`)
      yield { ...referrer, subject }
      subjects.push(referrer.digest)
    }
  }
}

/**
 * The same, read with all that belongs to each, and about that in turn, before anything of it is sent.
 *
 * @throws EcrsyncError SOURCE_…, IMAGE_TOO_LARGE
 */
export async function readReferrers(store: ImageStore, { manifests }: Tree): Promise<readonly ReferrerTree[]> {
  const found: ReferrerTree[] = []
  const subjects = digestsIn(manifests)
  let held = 0
  for await (const { subject: _, tag, ...reference } of eachReferrer(store, subjects)) {
    const tree = await readTree(store, reference)
    held += tree.manifests.reduce((sum, { text }) => sum + text.length, 0)
    if (held > MOST_BYTES) throw tooLarge(store.where, 'what refers to it has more than 64 MiB of manifests')
    found.push({ ...reference, ...(tag !== undefined && { tag }), tree })
    subjects.push(...digestsIn(tree.manifests))
  }
  return found
}

const digestsIn = (references: readonly Reference[]): string[] => references.map(({ digest }) => digest)
