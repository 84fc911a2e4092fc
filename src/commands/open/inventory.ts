import { resolve } from 'node:path'
import pLimit from 'p-limit'
import { byText } from '../../collate.ts'
import { EcrsyncError, wholeText } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import { type InventoryColumn, sorted } from '../../inventory/sorted.ts'
import { type Taken, type Taking, takeInventory } from '../../inventory/take.ts'
import { totalsOf } from '../../inventory/totals.ts'
import { memoryFiles } from '../../manifest/text/memory-files.ts'
import type { Inventory, Target } from '../../model.ts'
import { accountIfReadable, askingOnce } from '../../plan/read.ts'
import type { PlanFlags, RegistryFlags } from '../flags.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
import { knownOf, type TargetOpener, targetOpeners } from './target.ts'
import { together } from './together.ts'

export interface InventoryFlags extends RegistryFlags, Pick<PlanFlags, 'tag-reader'> {
  readonly sort?: InventoryColumn | undefined
  /** USD for a GB a month. */
  readonly rate: number
}

/** Targets that are listed at once. */
const AT_ONCE = 8

/** Pages of images in memory, of all targets together: each has up to 1,000. */
const PAGES_IN_ALL = 24

/** @throws EcrsyncError INVALID_MANIFEST, INVALID_FLAG, and where all targets have failed */
export async function inventory(flags: InventoryFlags, emit: Emit): Promise<Inventory> {
  const { manifest, isWritten } = await openOrNone(flags)
  const { openers, close } = await targetOpeners(flags, manifest.targets, emit)
  const onePage = pLimit(PAGES_IN_ALL)
  try {
    const endings = await pLimit(AT_ONCE).map(openers, opener =>
      takeIn(opener, manifest, flags, { emit, onePage }).catch(failureIn(opener)),
    )
    const taken = endings.flatMap(ending => ('error' in ending ? [] : [ending]))
    const failed = endings.flatMap(ending => ('error' in ending ? [ending] : []))
    const [first, ...rest] = failed.map(({ error }) => error)
    if (first !== undefined && taken.length === 0) throw together(first, rest)
    const all = taken.flatMap(one => one.repositories.toSorted((a, b) => byText(a.repository, b.repository)))
    return {
      ...(isWritten && { manifest: manifest.about.manifest.name }),
      targets: taken.map(({ at }) => at),
      rate: flags.rate,
      repositories: flags.sort === undefined ? all : sorted(all, flags.sort),
      totals: totalsOf(all, flags.rate),
      unread: [
        ...failed.map(({ target, error }) => ({ target, code: error.code, message: wholeText(error) })),
        ...taken.flatMap(({ unread }) => unread),
      ],
    }
  } finally {
    await close()
  }
}

interface Opened {
  readonly manifest: OpenManifest
  readonly isWritten: boolean
}

/** Without a file, the manifest that names nothing and owns nothing: of the registry of the environment, all is unmanaged. */
async function openOrNone(flags: InventoryFlags): Promise<Opened> {
  try {
    return { manifest: await openManifest(flags), isWritten: true }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code !== 'MANIFEST_NOT_FOUND') throw error
    refuseTarget(flags)
    const file = resolve('ecrsync.yaml')
    const none = memoryFiles(resolve('.'), { 'ecrsync.yaml': NOTHING })
    return { manifest: await openManifest({ ...flags, file }, none), isWritten: false }
  }
}

const NOTHING = 'version: 1\nname: none\nownership: none\n'

/** @throws EcrsyncError INVALID_FLAG */
function refuseTarget({ target, file }: InventoryFlags): void {
  if (target === undefined) return
  throw new EcrsyncError('INVALID_FLAG', `--target is said, and there is no ${file}`, {
    detail: 'Targets are those of a manifest; without one, the registry of the environment is listed.',
    hint: 'Leave --target out, or write a manifest with targets and name it with --file.',
  })
}

const failureIn =
  ({ declared }: TargetOpener) =>
  (error: unknown) => {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return { target: declared.name, error }
  }

async function takeIn(
  opener: TargetOpener,
  manifest: OpenManifest,
  { rate, 'tag-reader': tagReader }: InventoryFlags,
  shared: Pick<Taking, 'emit' | 'onePage'>,
): Promise<Taken & { readonly at: Target }> {
  const target = await opener.open()
  const reader = askingOnce(target.client.reader)
  const known = await knownOf(target, manifest, reader)
  const { wishes } = manifest.intentFor(known)
  const index = tagReader === 'ecr' ? undefined : target.client.tagIndex
  const taken = await takeInventory({ reader, index, wishes, rate, target: target.name, ...shared })
  const account = known.account ?? (taken.account || (await accountIfReadable(reader)))
  return { ...taken, at: { ...known, account } }
}
