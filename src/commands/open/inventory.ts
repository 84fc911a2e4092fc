import pLimit from 'p-limit'
import { byText } from '../../collate.ts'
import type { Emit } from '../../events.ts'
import { type InventoryColumn, sorted } from '../../inventory/sorted.ts'
import { type Taken, type Taking, takeInventory } from '../../inventory/take.ts'
import { totalsOf } from '../../inventory/totals.ts'
import type { Inventory, Target } from '../../model.ts'
import { MANIFEST_FILE } from '../../names.ts'
import { accountIfReadable, askingOnce } from '../../plan/read.ts'
import type { PlanFlags, RegistryFlags } from '../flags.ts'
import { openDraft } from './drafted.ts'
import { eachTarget, unreadTarget } from './each-target.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
import { knownOf, type TargetOpener, targetOpeners } from './target.ts'
import { isWithoutManifest, refuseTarget } from './without-manifest.ts'

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
    const { found: taken, failed } = await eachTarget(openers, AT_ONCE, opener =>
      takeIn(opener, manifest, flags, { emit, onePage }),
    )
    const all = taken.flatMap(one => one.repositories.toSorted((a, b) => byText(a.repository, b.repository)))
    return {
      ...(isWritten && { manifest: manifest.about.manifest.name }),
      targets: taken.map(({ at }) => at),
      rate: flags.rate,
      repositories: flags.sort === undefined ? all : sorted(all, flags.sort),
      totals: totalsOf(all, flags.rate),
      unread: [...failed.map(unreadTarget), ...taken.flatMap(({ unread }) => unread)],
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
    if (!isWithoutManifest(error, flags)) throw error
    refuseTarget(flags, 'listed')
    return { manifest: await openDraft([NOTHING], flags), isWritten: false }
  }
}

const NOTHING = { path: MANIFEST_FILE, text: 'version: 1\nname: none\nownership: none\n' }

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
