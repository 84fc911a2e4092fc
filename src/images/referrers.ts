import { EcrsyncError } from '../errors.ts'
import { refuseEndless } from './limits.ts'
import type { ImageStore, Reference } from './store.ts'

/** What is about an image. */
export interface Referrer extends Reference {
  /** By which it is found, where it is not by its subject. */
  readonly tag?: string
}

/** Source: https://github.com/sigstore/cosign/blob/v2.4.1/specs/SIGNATURE_SPEC.md, and the same for what it attaches */
const SUFFIXES = ['sig', 'att', 'sbom']
/** A tag by which cosign finds what is about an image, from before registries had an API for it. */
export const COSIGN_TAG = /(?:^|:)sha256-[0-9a-f]{64}\.(?:sig|att|sbom)$/

/** What is about one image: what has it as its subject, then what has a tag that is made of its digest. */
async function referrersOf(store: ImageStore, digest: string): Promise<readonly Referrer[]> {
  const listed = await store.referrers(digest)
  const tags = SUFFIXES.map(suffix => `${digest.replace(':', '-')}.${suffix}`)
  const tagged = (await Promise.all(tags.map(tag => taggedAs(store, tag)))).flat()
  // A registry that knows every tag has none of these.
  return [...listed, ...tagged.filter(one => one.digest !== digest)]
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
    refuseEndless(asked.size, store.where)
    for (const referrer of await referrersOf(store, subject)) {
      const key = referrer.tag ?? referrer.digest
      if (known.has(key)) continue
      known.add(key)
      refuseEndless(known.size, store.where)
      yield { ...referrer, subject }
      subjects.push(referrer.digest)
    }
  }
}
