import { grouped } from '../collate.ts'
import type { SizedImage } from '../judges/images.ts'
import type { Diagnostic, InUse, Source, Wishes } from '../model.ts'
import { shortDigest } from '../names.ts'

/** A list of what is in use, as a plan is told of it. */
export interface InUseList {
  readonly file: string
  /** Digests without a name: nobody knows where they are before images are looked at. */
  readonly bare: readonly { readonly digest: string; readonly source: Source }[]
}

/** What the plan of one target gets to see of such a list. */
export interface InUseNotes {
  of(inUse: readonly InUse[]): void
  onRepository(repositoryName: string): void
  /** All images of a repository that is there. */
  onImages(images: readonly SizedImage[], repositoryName: string): void
  /** `isWhole`: a repository that was not listed is not there. Nothing where there is no list. */
  sight(isWhole: boolean): InUseSight | undefined
}

/** What one registry has of a list. */
export interface InUseSight extends InUseList {
  /** It has an image that is named, or may have one that nobody has looked for. */
  readonly isProtecting: boolean
  readonly hasLooked: boolean
  /** Digests of images that were seen. */
  readonly seen: ReadonlySet<string>
  /** Names of what is not here. */
  readonly lost: readonly NotHere[]
  /** Those that are here, as far as anybody has looked. */
  readonly kept: ReadonlySet<string>
}

type Named = InUse & { readonly repositoryName: string }

interface NotHere {
  readonly one: Named
  /** The repository is. */
  readonly isThere: boolean
}

/**
 * `list` left out: there is none. `isElsewhere`: other shards have repositories that are not looked at here, so that of a digest
 * nobody knows that it is nowhere.
 */
export function inUseNotesOf(list: InUseList | undefined, isElsewhere?: Wishes['isElsewhere']): InUseNotes {
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
    of(all) {
      const inUse = isElsewhere ? all.filter(one => one.digest === undefined && !isIn(one, isElsewhere)) : all
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
    sight(isWhole) {
      if (list === undefined) return undefined
      const lost = notHere(isWhole)
      const isLost = new Set(lost.map(({ one }) => one))
      const here = [...named].flatMap(([name, all]) => (listed.has(name) ? all.filter(one => !isLost.has(one)) : []))
      const bare = isElsewhere ? [] : list.bare
      const mayBe = isElsewhere !== undefined || (bare.length > 0 && !hasLooked)
      const isProtecting = here.length > 0 || seen.size > 0 || mayBe
      return { ...list, bare, isProtecting, hasLooked, seen, lost, kept: new Set(here.map(keyOf)) }
    },
  }
}

/** One name of a list, in whichever registry it is looked for. */
const keyOf = ({ source, repositoryName, tag, digest }: Named): string =>
  JSON.stringify([source.line, source.column, repositoryName, tag, digest])

const isIn = ({ repositoryName }: InUse, isThere: (repositoryName: string) => boolean): boolean =>
  repositoryName !== undefined && isThere(repositoryName)

const isNamed = (one: InUse): one is Named => one.repositoryName !== undefined

/** What of a list protects nothing in any of the registries of a plan. */
export function inUseWarnings(sights: readonly InUseSight[]): readonly Diagnostic[] {
  const [first] = sights
  if (first === undefined) return []
  if (!sights.some(({ isProtecting }) => isProtecting)) return [protectsNothing(first.file), ...told(lostIn(sights))]
  const unseen = sights.some(({ hasLooked }) => hasLooked) ? unseenIn(sights) : []
  return [...(unseen.length > 0 ? [notSeen(first.file, unseen)] : []), ...told(lostIn(sights))]
}

/** Digests that are bare in each of them, and seen in none. */
function unseenIn([first, ...others]: readonly InUseSight[]): InUseList['bare'] {
  const bare = others.map(one => new Set(one.bare.map(({ digest }) => digest)))
  const isSeen = (digest: string) => [first, ...others].some(one => one?.seen.has(digest))
  return (first?.bare ?? []).filter(({ digest }) => bare.every(each => each.has(digest)) && !isSeen(digest))
}

/** Each once: a name without a host may be that of any of them. */
function lostIn(sights: readonly InUseSight[]): readonly NotHere[] {
  const lost = sights.flatMap(one => one.lost)
  const kept = new Set(sights.flatMap(one => [...one.kept]))
  const byKey = grouped(
    lost.filter(({ one }) => !kept.has(keyOf(one))),
    ({ one }) => keyOf(one),
  )
  return [...byKey.values()].flatMap(all => all.find(({ isThere }) => isThere) ?? all.slice(0, 1))
}

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

/** Of very many, the first by line. */
function told(lost: readonly NotHere[]): readonly Diagnostic[] {
  const inOrder = lost.toSorted((a, b) => a.one.source.line - b.one.source.line)
  const [first, ...others] = inOrder.slice(TOLD)
  const shown = inOrder.slice(0, TOLD).map(notHere)
  if (first === undefined) return shown
  const more: Diagnostic = {
    severity: 'warning',
    code: 'IN_USE_NOT_HERE',
    summary: `and ${others.length + 1} more like these, which protect nothing`,
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
      ? `${repositoryName} has no ${image} to protect`
      : `There is no repository ${repositoryName} to protect here`,
    detail: isThere
      ? 'A name without a tag means latest. What is in use has another tag, or is not here any more.'
      : 'A name without a host is one of this registry. It is mistyped, of another registry, or not here any more.',
    hint: isThere
      ? 'Write the tag that the image has here, or NAME@sha256:…'
      : 'Mend the name, or write it with its host, e.g. docker.io/library/nginx:1.27.',
    source,
  }
}
