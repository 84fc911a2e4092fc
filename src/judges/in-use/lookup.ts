import pLimit from 'p-limit'
import type { Reader } from '../../aws/api.ts'
import { isAws, isFatal } from '../../aws/failures.ts'
import { pages } from '../../aws/pages.ts'
import { grouped } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Diagnostic } from '../../model.ts'
import { invalid, type UsedList } from './list.ts'
import type { Used } from './reference.ts'

/** What has to be looked at before anybody knows which image it is. */
type Asked = Extract<Used, { readonly by: 'id' | 'arn' }>

export interface Registry {
  readonly reader: Reader
  readonly region: string
  /** The repositories there are; where they may not be listed, those of these names. */
  seen(names: readonly string[]): Promise<Seen>
  /** Repositories that are looked at before others: an image that is found is looked for no further. */
  readonly first: ReadonlySet<string>
}

export interface Seen {
  readonly names: readonly string[]
  readonly account: string | undefined
  /** There are no others. */
  readonly isWhole: boolean
}

/** Calls for all that a list asks; what has not been found by then could be anywhere. */
const MOST_PAGES = 1000
const AT_ONCE = 8

/** A list as one registry knows it. */
export interface LookedUp {
  readonly list: UsedList
  readonly found: ReadonlySet<Used>
  /** What is no image here, with what is to be said where it is none anywhere else. */
  readonly missing: ReadonlyMap<Used, Diagnostic>
}

/**
 * A list in which ids and ARNs of this registry have become the digests of its images. Without any, no call is made; the
 * images of repositories are listed only until all are found.
 *
 * @throws what `seen` throws
 */
export async function lookedUp(list: UsedList, registry: Registry): Promise<LookedUp> {
  if (!list.used.some(used => isAsked(used, registry))) return { list, found: new Set(), missing: new Map() }
  const { names, account, isWhole } = await registry.seen([...registry.first, ...arnsIn(list)])
  const asked = list.used.filter(
    (used): used is Asked => isAsked(used, registry) && (used.by === 'id' || used.account === account),
  )
  const ordered = names.toSorted((a, b) => Number(registry.first.has(b)) - Number(registry.first.has(a)))
  const finding = { ...(await find(asked, ordered, registry)), isWhole }
  const named = new Set(names)
  const isFound = (one: Asked) => finding.found.has(one) || isName(one, named)
  return {
    list: { ...list, used: list.used.flatMap(used => settled(used, named, finding)) },
    found: new Set(asked.filter(isFound)),
    missing: new Map(asked.filter(one => !isFound(one)).map(one => [one, notHere(one, finding)])),
  }
}

/**
 * Of one list in the registries of all targets: an id is that of an image in any of them.
 *
 * @throws EcrsyncError INVALID_IN_USE with each that is no image anywhere
 */
export function refuseMissing(lookups: readonly LookedUp[]): void {
  const found = new Set(lookups.flatMap(one => [...one.found]))
  const missing = new Map(lookups.flatMap(one => [...one.missing].filter(([used]) => !found.has(used))))
  if (missing.size > 0) throw invalid([...missing.values()])
}

const isAsked = (used: Used, { region }: Registry): used is Asked =>
  used.by === 'id' || (used.by === 'arn' && used.region === region)

const arnsIn = ({ used }: UsedList): readonly string[] =>
  used.flatMap(one => (one.by === 'arn' ? [one.repositoryName] : []))

interface Place {
  readonly repositoryName: string
  readonly digest: string
}

interface Finding {
  /** The images that each is. */
  readonly found: ReadonlyMap<Asked, readonly Place[]>
  /** What could not be looked at. */
  readonly unread: readonly string[]
  readonly isCutShort: boolean
}

type Settled = Finding & Pick<Seen, 'isWhole'>

async function find(asked: readonly Asked[], names: readonly string[], { reader }: Registry): Promise<Finding> {
  const search = searchFor(asked)
  const unread: string[] = []
  let calls = 0
  const lookInto = async (repositoryName: string) => {
    const filter = { imageStatus: 'ANY' } as const
    const listing = pages(nextToken => {
      calls += 1
      return reader.call('DescribeImages', { repositoryName, filter, maxResults: 1000, nextToken })
    })
    for await (const { imageDetails = [] } of listing) {
      for (const { imageDigest = '', imageTags = [] } of imageDetails)
        search.see(repositoryName, imageDigest, imageTags)
      if (!search.isOpenIn(repositoryName) || calls >= MOST_PAGES) return
    }
  }
  const limit = pLimit(AT_ONCE)
  const look = async (name: string) => {
    if (calls >= MOST_PAGES || !search.isOpenIn(name)) return
    await lookInto(name).catch((error: unknown) => {
      if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL' || isFatal(error)) throw error
      if (!isAws(error, 'RepositoryNotFoundException')) unread.push(name)
    })
  }
  await Promise.all(names.map(name => limit(look, name)))
  return { found: search.found, unread: unread.toSorted(), isCutShort: calls >= MOST_PAGES }
}

/** What is asked, by what a listing says of an image, so that each image is looked at once. */
function searchFor(asked: readonly Asked[]) {
  const byKey = grouped(asked, keyOf)
  const found = new Map<Asked, readonly Place[]>()
  const placeOf = (one: Asked) => (one.by === 'id' ? '' : one.repositoryName)
  const open = new Map([...grouped(asked, placeOf)].map(([place, here]) => [place, here.length]))
  const note = (one: Asked, here: Place) => {
    if (one.by === 'id' && !here.digest.startsWith(`sha256:${one.hex}`)) return
    if (!found.has(one)) open.set(placeOf(one), (open.get(placeOf(one)) ?? 0) - 1)
    found.set(one, [...(found.get(one) ?? []), here])
  }
  return {
    found,
    isOpenIn: (repositoryName: string): boolean => (open.get('') ?? 0) + (open.get(repositoryName) ?? 0) > 0,
    see(repositoryName: string, digest: string, tags: readonly string[]): void {
      const keys = [
        digest.slice(0, SHORT),
        `${repositoryName}@${digest}`,
        ...tags.map(tag => `${repositoryName}:${tag}`),
      ]
      for (const key of keys) for (const one of byKey.get(key) ?? []) note(one, { repositoryName, digest })
    },
  }
}

/** `sha256:` and the twelve digits that every id has. */
const SHORT = 'sha256:'.length + 12

function keyOf(one: Asked): string {
  if (one.by === 'id') return `sha256:${one.hex}`.slice(0, SHORT)
  return one.digest === undefined ? `${one.repositoryName}:${one.tag}` : `${one.repositoryName}@${one.digest}`
}

/** A repository may have a name of twelve such letters. */
const isName = (one: Asked, names: ReadonlySet<string>): boolean => one.by === 'id' && names.has(one.hex)

function settled(used: Used, names: ReadonlySet<string>, { found }: Finding): readonly Used[] {
  if (used.by !== 'id' && used.by !== 'arn') return [used]
  const { source } = used
  const images = (found.get(used) ?? []).map(here => ({ by: 'name' as const, ...here, source }))
  if (used.by === 'arn') return images.length > 0 ? images : [used]
  return isName(used, names) ? [...images, { by: 'name', repositoryName: used.hex, source }] : images
}

function notHere(one: Asked, finding: Settled): Diagnostic {
  const unseen = unseenIn(finding)
  const isWhole = unseen === undefined
  const shown = one.by === 'id' ? one.hex : `${one.repositoryName}${one.digest ? `@${one.digest}` : `:${one.tag}`}`
  return {
    severity: 'error',
    code: 'INVALID_IN_USE',
    summary: `"${shown}" is no image of this registry${isWhole ? '' : ' that was found'}`,
    detail: `${one.by === 'id' ? ID_DETAIL : 'Its ARN says that it is here, and it is not: deleted, or never pushed.'}${isWhole ? '' : ` Nor is it certain that there is none: ${unseen}.`}`,
    hint: one.by === 'id' ? ID_HINT : 'Make the list again.',
    source: one.source,
  }
}

function unseenIn({ unread: [first], isCutShort, isWhole }: Settled): string | undefined {
  if (first !== undefined) return `${first} could not be looked at`
  if (isCutShort) return `only ${MOST_PAGES} pages of images were looked at`
  return isWhole ? undefined : 'repositories may not be listed, and only those that are named were looked at'
}

const ID_DETAIL =
  'No image here has a manifest of such a digest. The id that Docker and containerd give an image is the digest of its configuration, which a listing of ECR does not show, and that of a container is none at all: so the image that is in use is not known, and could be expired.'
const ID_HINT =
  'Write NAME@sha256:… instead: docker image inspect --format \'{{join .RepoDigests "\\n"}}\' ID, or with Kubernetes imageID of containerStatuses.'
