import type { SizedImage } from '../judges/images.ts'
import type { Diagnostic, InUse, Source } from '../model.ts'

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
  onImages(images: readonly SizedImage[]): void
  warnings(): readonly Diagnostic[]
}

/** Left out: there is no list. */
export function inUseNotesOf(list: InUseList | undefined): InUseNotes {
  const names = new Set<string>()
  const digests = new Set<string>()
  const seen = new Set<string>()
  let [isNamed, hasLooked] = [false, false]
  return {
    of(inUse) {
      for (const { repositoryName, digest } of inUse) {
        if (repositoryName !== undefined) names.add(repositoryName)
        if (digest !== undefined) digests.add(digest)
      }
    },
    onRepository(repositoryName) {
      isNamed ||= names.has(repositoryName)
    },
    onImages(images) {
      hasLooked = true
      for (const { digest } of images) if (digests.has(digest)) seen.add(digest)
    },
    warnings() {
      if (list === undefined) return []
      const { file, bare } = list
      if (!isNamed && seen.size === 0) return bare.length > 0 && !hasLooked ? [] : [protectsNothing(file)]
      const unseen = hasLooked ? bare.filter(({ digest }) => !seen.has(digest)) : []
      return unseen.length > 0 ? [notSeen(file, unseen)] : []
    },
  }
}

const CONFIGURATION =
  'The id that docker gives an image is the digest of its configuration, and protects nothing: ECR lists digests of manifests.'

const protectsNothing = (file: string): Diagnostic => ({
  severity: 'warning',
  code: 'PROTECTS_NOTHING',
  summary: `${file} protects nothing here`,
  detail: `It names no repository of this registry, and no image of those that this plan has looked at: only other registries, accounts or regions, or what is not here any more. ${CONFIGURATION}`,
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
