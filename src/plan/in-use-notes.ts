import { grouped } from '../collate.ts'
import type { SizedImage } from '../judges/images.ts'
import type { Diagnostic, InUse, Source } from '../model.ts'
import { shortDigest } from '../names.ts'

/** A list of what is in use, as a plan is told of it. */
export interface InUseList {
  readonly file: string
  /** Digests without a name: nobody knows where they are before images are looked at. */
  readonly bare: readonly { readonly digest: string; readonly source: Source }[]
}

/** What a plan gets to see of such a list: what protects nothing is told of. */
export interface InUseNotes {
  of(inUse: readonly InUse[]): void
  onRepository(repositoryName: string): void
  /** All images of a repository that is there. */
  onImages(images: readonly SizedImage[], repositoryName: string): void
  /** `isWhole`: a repository that was not listed is not there. */
  warnings(isWhole: boolean): readonly Diagnostic[]
}

type Named = InUse & { readonly repositoryName: string }

/** Left out: there is no list. */
export function inUseNotesOf(list: InUseList | undefined): InUseNotes {
  let named: ReadonlyMap<string, readonly Named[]> = new Map()
  const digests = new Set<string>()
  const seen = new Set<string>()
  const listed = new Set<string>()
  const missing: Named[] = []
  let hasLooked = false
  /** Of names, what is said of those that are nowhere here; a digest protects its image wherever it is. */
  const notHere = (isWhole: boolean): readonly NotHere[] =>
    [
      ...(isWhole ? [...named].filter(([name]) => !listed.has(name)).flatMap(([, all]) => all) : []).map(
        one => ({ one, isThere: false }) as const,
      ),
      ...missing.map(one => ({ one, isThere: true }) as const),
    ].filter(({ one: { digest } }) => digest === undefined || !seen.has(digest))
  return {
    of(inUse) {
      for (const { digest } of inUse) if (digest !== undefined) digests.add(digest)
      named = grouped(inUse.filter(isNamed), ({ repositoryName }) => repositoryName)
    },
    onRepository(repositoryName) {
      if (named.has(repositoryName)) listed.add(repositoryName)
    },
    onImages(images, repositoryName) {
      hasLooked = true
      for (const { digest } of images) if (digests.has(digest)) seen.add(digest)
      const asked = named.get(repositoryName)
      if (asked === undefined) return
      const tags = new Set(images.flatMap(({ tags }) => tags))
      missing.push(
        ...asked.filter(({ tag, digest }) => (digest === undefined ? !tags.has(tag ?? '') : !seen.has(digest))),
      )
    },
    warnings(isWhole) {
      if (list === undefined) return []
      const { file, bare } = list
      const lost = notHere(isWhole)
      const isLost = new Set(lost.map(({ one }) => one))
      const isProtecting = [...named].some(([name, all]) => listed.has(name) && all.some(one => !isLost.has(one)))
      const mayBeBare = bare.length > 0 && !hasLooked
      const nothing = isProtecting || seen.size > 0 || mayBeBare ? [] : [protectsNothing(file)]
      const unseen = nothing.length === 0 && hasLooked ? bare.filter(({ digest }) => !seen.has(digest)) : []
      return [...nothing, ...(unseen.length > 0 ? [notSeen(file, unseen)] : []), ...told(lost)]
    },
  }
}

const isNamed = (one: InUse): one is Named => one.repositoryName !== undefined

const CONFIGURATION =
  'The id that docker gives an image is the digest of its configuration, and protects nothing: ECR lists digests of manifests.'

const protectsNothing = (file: string): Diagnostic => ({
  severity: 'warning',
  code: 'PROTECTS_NOTHING',
  summary: `${file} protects nothing here`,
  detail: `It names no image of this registry, as far as this plan has looked: only other registries, accounts or regions, or what is not here any more. ${CONFIGURATION}`,
  hint: 'Make it where this registry is used, e.g. with the context of the right cluster, and check --region and --profile.',
  source: { file, line: 1, column: 1 },
})

const TOLD = 10

function notSeen(file: string, unseen: InUseList['bare']): Diagnostic {
  const lines = unseen.slice(0, TOLD).map(({ source }) => source.line)
  const [first] = unseen
  return {
    severity: 'warning',
    code: 'DIGEST_NOT_SEEN',
    summary: `${unseen.length} ${unseen.length === 1 ? 'digest' : 'digests'} of ${file} protect no image that this plan has looked at`,
    detail: `Line ${lines.join(', ')}${unseen.length > TOLD ? ' and others' : ''}: of other repositories, or of none. ${CONFIGURATION}`,
    hint: 'Write NAME@sha256:… with the digest of the manifest, which says where it is.',
    ...(first && { source: first.source }),
  }
}

interface NotHere {
  readonly one: Named
  /** The repository is. */
  readonly isThere: boolean
}

/** Of very many, the first by line. */
function told(lost: readonly NotHere[]): readonly Diagnostic[] {
  const inOrder = lost.toSorted((a, b) => a.one.source.line - b.one.source.line)
  const [first, ...others] = inOrder.slice(TOLD)
  const shown = inOrder.slice(0, TOLD).map(notHere)
  if (first === undefined) return shown
  const more: Diagnostic = {
    severity: 'warning',
    code: 'IN_USE_NOT_HERE',
    summary: `and ${others.length + 1} more like these: nothing protected`,
    source: first.one.source,
  }
  return [...shown, more]
}

function notHere({ one: { repositoryName, tag, digest, source }, isThere }: NotHere): Diagnostic {
  const image = digest === undefined ? `tag ${tag}` : `image ${shortDigest(digest)}`
  return {
    severity: 'warning',
    code: 'IN_USE_NOT_HERE',
    summary: isThere
      ? `${repositoryName} has no ${image}: nothing protected`
      : `There is no repository ${repositoryName} here: nothing protected`,
    detail: isThere
      ? 'A name without a tag means latest. What is in use has another tag, or is not here any more.'
      : 'A name without a host is one of this registry. It is mistyped, of another registry, or not here any more.',
    hint: isThere
      ? 'Write the tag that the image has here, or NAME@sha256:…'
      : 'Mend the name, or write it with its host, e.g. docker.io/library/nginx:1.27.',
    source,
  }
}
