import type { SizedImage } from '../judges/images.ts'
import type { Diagnostic, InUse } from '../model.ts'

/** What a plan gets to see of a list of what is in use: a list that protects nothing is told of. */
export interface Sight {
  of(inUse: readonly InUse[]): void
  onRepository(repositoryName: string): void
  onImages(images: readonly SizedImage[]): void
  warnings(): readonly Diagnostic[]
}

export interface InUseList {
  readonly file: string
  /** Some are digests without a name, of which nobody knows where they are before images are looked at. */
  readonly hasBareDigests: boolean
}

export function sightOf(list: InUseList | undefined): Sight {
  const names = new Set<string>()
  const digests = new Set<string>()
  let [isSeen, hasLooked] = [false, false]
  return {
    of(inUse) {
      for (const { repositoryName, digest } of inUse) {
        if (repositoryName !== undefined) names.add(repositoryName)
        if (digest !== undefined) digests.add(digest)
      }
    },
    onRepository(repositoryName) {
      isSeen ||= names.has(repositoryName)
    },
    onImages(images) {
      hasLooked = true
      isSeen ||= images.some(({ digest }) => digests.has(digest))
    },
    warnings() {
      if (list === undefined || isSeen || (list.hasBareDigests && !hasLooked)) return []
      return [protectsNothing(list.file)]
    },
  }
}

const protectsNothing = (file: string): Diagnostic => ({
  severity: 'warning',
  code: 'PROTECTS_NOTHING',
  summary: `${file} protects nothing here`,
  detail:
    'It names no repository of this registry, and no image of those that this plan has looked at: only other registries, accounts or regions, or what is not here any more.',
  hint: 'Make it where this registry is used, e.g. with the context of the right cluster, and check --region and --profile.',
  source: { file, line: 1, column: 1 },
})
