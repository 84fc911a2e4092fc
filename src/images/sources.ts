import { isAbsolute, resolve as resolvePath } from 'node:path'
import pLimit from 'p-limit'
import type { ImageCaller, ImageSource } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { EcrsyncError, type ErrorCode, unreachable, wholeText } from '../errors.ts'
import { hostOfRegistry } from '../names.ts'
import { openArchive } from './archive.ts'
import { ecrStore } from './ecr.ts'
import { ambiguous, notReached } from './failures.ts'
import { type LinkGround, openFolder } from './folder.ts'
import { childrenIn, lackingReferrers } from './lacking.ts'
import { openLayout } from './layout.ts'
import { type LocalSource, settled } from './local-place.ts'
import { refuseSchema1 } from './manifest.ts'
import { narrowingIn, resolveNarrowed } from './narrowed-store.ts'
import { type Sleep, sleep as sleepReally } from './patience.ts'
import { registryStore } from './registry.ts'
import type { ImageFacts, ImageStore } from './store.ts'

/** Where the sources of one target are looked for. */
export interface SourceOptions {
  /** Of the target's own registry. */
  readonly caller: ImageCaller
  readonly region: string
  /** The folder of the root manifest, absolute, where local paths begin. */
  readonly directory?: string
  /** Asked once for each other region. */
  readonly callerFor: (region: string) => ImageCaller | Promise<ImageCaller>
  /** Sources other than ECR that are looked at, at once; its own calls have their lanes. */
  readonly concurrency?: number
  /** Waits before a registry that did not answer is asked again. */
  readonly sleep?: Sleep
}

/** An image that is in a repository, and what is known of it where it comes from. */
interface HeldIndex {
  readonly digest: string
  /** Of an index that is made for some platforms: the index that it is made of. */
  readonly whole?: string | undefined
  readonly children?: readonly string[] | undefined
}

const USUALLY_AT_ONCE = 10

export interface ImageSources {
  /** The place that a source is in, opened once. `repositoryName` is the repository that the image is for. */
  open(source: ImageSource, repositoryName: string): Promise<ImageStore>
  /**
   * What a source is at this moment, without a pull, but of an index in ECR of which only some platforms are wanted, and nobody has said what that is. A layout or archive whose digest is said is not looked at unless
   * `isOpened`: it is rarely where a plan is made.
   *
   * @throws EcrsyncError SOURCE_…, PLATFORM_NOT_FOUND, EMPTY_LAYER, IMAGE_TOO_LARGE, and what ECR answers
   */
  resolve(source: ImageSource, repositoryName: string, asked?: { readonly isOpened?: boolean }): Promise<ImageFacts>
  /**
   * Tags and digests of what refers to an image where it comes from, and is not in the repository: in looks, so that of an
   * index in ECR only what refers to the index itself is found.
   *
   * @throws EcrsyncError SOURCE_…, and what ECR answers
   */
  lackingReferrers(source: ImageSource, repositoryName: string, image: HeldIndex): Promise<readonly string[]>
  /**
   * Digests of the images that an index of this registry holds, by a pull of the index.
   *
   * @throws EcrsyncError SOURCE_…, and what ECR answers
   */
  partsOf(repositoryName: string, digest: string): Promise<readonly string[]>
}

export function openSources({
  caller,
  region,
  directory: root = '',
  callerFor,
  concurrency = USUALLY_AT_ONCE,
  sleep = sleepReally,
}: SourceOptions): ImageSources {
  const looks = pLimit(concurrency)
  const stores = new Map<string, Promise<ImageStore>>()
  const callers = new Map<string, Promise<ImageCaller>>()

  const callerIn = (other: string): Promise<ImageCaller> =>
    other === region ? Promise.resolve(caller) : kept(callers, other, async () => callerFor(other))

  async function openEcr(source: Extract<ImageSource, { from: 'ecr' }>, where: string): Promise<ImageStore> {
    const { repositoryName, registry } = source
    if (registry === undefined) return ecrStore({ caller, region, repositoryName, where, sleep })
    const found = await callerIn(registry.region)
    const elsewhere = registry.region === region ? found : contained(found, where)
    return ecrStore({
      caller: elsewhere,
      region: registry.region,
      repositoryName,
      registryId: registry.account,
      where,
      sleep,
    })
  }

  async function openNew(source: ImageSource, repositoryName: string): Promise<ImageStore> {
    const where = nameOf(source, repositoryName)
    switch (source.from) {
      case 'repository':
        return ecrStore({ caller, region, repositoryName, where, sleep })
      case 'ecr':
        return openEcr(source, where)
      case 'oci':
        return openLayout(await openFolder(pathOf(root, source), where, groundOf(root, source)))
      case 'oci-archive':
        return openLayout(await openArchive(pathOf(root, source), where))
      case 'docker':
        return registryStore({ host: source.host, repositoryName: source.repositoryName, where, sleep })
      default:
        return unreachable(source)
    }
  }

  async function open(said: ImageSource, repositoryName: string): Promise<ImageStore> {
    return openSettled(await settledIn(root, said), repositoryName)
  }

  function openSettled(source: ImageSource, repositoryName: string): Promise<ImageStore> {
    const key = JSON.stringify([placeOf(root, source), nameOf(source, repositoryName)])
    return kept(stores, key, () => openNew(source, repositoryName))
  }

  const looking = <T>(source: ImageSource, look: () => Promise<T>): Promise<T> =>
    isLocal(source) || source.from === 'docker' ? looks(look) : look()

  return {
    open,
    async resolve(said, repositoryName, { isOpened = false } = {}) {
      const narrowing = narrowingIn(said)
      if (isLocal(said) && said.digest !== undefined && !isOpened && !narrowing) return { digest: said.digest }
      if (said.from === 'ecr') refuseUnnamed(said)
      return looking(said, async () => {
        const source = await settledIn(root, said)
        const store = await openSettled(source, repositoryName)
        if (narrowing) return resolveNarrowed(store, source, narrowing)
        const found = await store.resolve(source)
        // One that is here already is given a tag as it is.
        if (source.from !== 'repository') refuseSchema1(found, store.where)
        return found
      })
    },
    lackingReferrers: (source, repositoryName, { digest, whole = digest, children }) =>
      looking(source, async () => {
        const store = await open({ ...source, digest: whole }, repositoryName)
        const own = children ?? (source.from === 'ecr' ? [] : await childrenIn(store, digest))
        // What refers to the index that another one is made of says nothing of that.
        const subjects = whole === digest ? [digest, ...own] : own
        return lackingReferrers(store, subjects, { caller, repositoryName })
      }),
    async partsOf(repositoryName, digest) {
      const store = await open({ from: 'repository', digest }, repositoryName)
      const { children } = await store.manifest({ digest })
      return children.map(child => child.digest)
    },
  }
}

/** Made once, but for what failed. */
function kept<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make()
  known.set(key, value)
  value.catch(() => known.delete(key))
  return value
}

const pathOf = (root: string, { directory, path }: { readonly directory: string; readonly path: string }): string =>
  resolvePath(root, directory, path)

const placeOf = (root: string, source: ImageSource): string =>
  'path' in source ? JSON.stringify([pathOf(root, source), groundOf(root, source)?.path]) : ''

const isLocal = (source: ImageSource): source is LocalSource => 'path' in source

const settledIn = async (root: string, source: ImageSource): Promise<ImageSource> =>
  isLocal(source) ? settled(root, source) : source

/** Joined as it is said: `bazel-out/..` is not where `bazel-out` stands, but above where it leads. */
function groundOf(root: string, { directory, links }: LocalSource): LinkGround | undefined {
  if (links === undefined) return undefined
  return { said: links, path: isAbsolute(links) ? links : `${resolvePath(root, directory)}/${links}` }
}

/** The place of a source as the manifest writes it. */
function nameOf(source: ImageSource, repositoryName: string): string {
  switch (source.from) {
    case 'repository':
      return repositoryName
    case 'ecr': {
      const { registry } = source
      const host = registry && `${hostOfRegistry(registry)}/`
      return `ecr:${host ?? ''}${source.repositoryName}`
    }
    case 'docker':
      return `docker://${source.host}/${source.repositoryName}`
    default:
      return `${source.from}:${source.path}`
  }
}

function refuseUnnamed({ repositoryName, tag, digest }: Extract<ImageSource, { from: 'ecr' }>): void {
  if (tag !== undefined || digest !== undefined) return
  const where = `ecr:${repositoryName}`
  throw ambiguous({ where, what: 'no image of this repository is named', hint: `Name one: ${where}@sha256:…` })
}

/** Of the run itself, whichever region it asks. */
const OF_RUN: ReadonlySet<ErrorCode> = new Set(['INTERNAL', 'INVALID_ENDPOINT', 'INVALID_PROFILE'])

/** That another region does not answer ends the copy of one image, and not the run. */
const contained = (caller: ImageCaller, where: string): ImageCaller => ({
  call: (action, input, options) =>
    caller.call(action, input, options).catch((error: unknown) => {
      const isContained = error instanceof EcrsyncError && isFatal(error) && !OF_RUN.has(error.code)
      throw isContained ? notReached(where, wholeText(error), error) : error
    }),
})
