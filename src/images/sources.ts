import { resolve as resolvePath } from 'node:path'
import type { ImageCaller, ImageSource } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { EcrsyncError, unreachable, wholeText } from '../errors.ts'
import { hostOfRegistry } from '../names.ts'
import { openArchive } from './archive.ts'
import { ecrStore } from './ecr.ts'
import { ambiguous, notReached } from './failures.ts'
import { openFolder } from './folder.ts'
import { openLayout } from './layout.ts'
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
  /** Waits before a registry that did not answer is asked again. */
  readonly sleep?: Sleep
}

export interface ImageSources {
  /** The place that a source is in, opened once. `repositoryName` is the repository that the image is for. */
  open(source: ImageSource, repositoryName: string): Promise<ImageStore>
  /**
   * What a source is at this moment, without a pull. A layout or archive whose digest is said is not looked at unless
   * `isOpened`: it is rarely where a plan is made.
   *
   * @throws EcrsyncError SOURCE_…, IMAGE_TOO_LARGE, and what ECR answers
   */
  resolve(source: ImageSource, repositoryName: string, asked?: { readonly isOpened?: boolean }): Promise<ImageFacts>
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
  sleep = sleepReally,
}: SourceOptions): ImageSources {
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
        return openLayout(await openFolder(pathOf(root, source), where))
      case 'oci-archive':
        return openLayout(await openArchive(pathOf(root, source), where))
      case 'docker':
        return registryStore({ host: source.host, repositoryName: source.repositoryName, where, sleep })
      default:
        return unreachable(source)
    }
  }

  function open(source: ImageSource, repositoryName: string): Promise<ImageStore> {
    const key = JSON.stringify([placeOf(root, source), nameOf(source, repositoryName)])
    return kept(stores, key, () => openNew(source, repositoryName))
  }

  return {
    open,
    async resolve(source, repositoryName, { isOpened = false } = {}) {
      const isFolder = source.from === 'oci' || source.from === 'oci-archive'
      if (isFolder && source.digest !== undefined && !isOpened) return { digest: source.digest }
      if (source.from === 'ecr') refuseUnnamed(source)
      const store = await open(source, repositoryName)
      return store.resolve(source)
    },
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

const placeOf = (root: string, source: ImageSource): string => ('path' in source ? pathOf(root, source) : '')

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

/** That another region does not answer ends the copy of one image, and not the run. */
const contained = (caller: ImageCaller, where: string): ImageCaller => ({
  call: (action, input, options) =>
    caller.call(action, input, options).catch((error: unknown) => {
      const isContained = isFatal(error) && (error as EcrsyncError).code !== 'INTERNAL'
      throw isContained && error instanceof EcrsyncError ? notReached(where, wholeText(error), error) : error
    }),
})
