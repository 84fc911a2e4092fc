import { basename, resolve } from 'node:path'
import type { Beginning } from '../../layout/starter.ts'
import { loadManifest, type Manifest } from '../../manifest/form/load.ts'
import { rootOf } from '../../manifest/form/sections.ts'
import { DEFAULT_TARGET } from '../../manifest/meaning/targets.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import type { DeclaredTarget, Fields } from '../../model.ts'
import type { ImportFlags } from './importing.ts'
import { openManifest } from './manifest.ts'
import { isWithoutManifest, refuseTarget } from './without-manifest.ts'

/** What a manifest that is there says of targets, and what is kept of it. */
export interface ImportBase {
  readonly name: string
  readonly root: Fields
  readonly targets: readonly DeclaredTarget[]
  /** Targets that `--target` leaves out. */
  readonly others: readonly string[]
  /** Account id → its name. */
  readonly accounts: ReadonlyMap<string, string>
  readonly isWritten: boolean
}

/** Keys of a root that say where, and not what. */
const KEPT = ['accounts', 'targets', 'env'] as const

export async function importBase(flags: ImportFlags): Promise<ImportBase> {
  if (flags.begun) return begunBase(flags.begun)
  const found = await loadManifest(flags.file, diskFiles).catch(unlessWithout(flags))
  if (found === undefined) return unwritten(flags)
  const said = rootOf(found.root)
  const { targets, declared } = await openManifest(flags)
  const chosen = new Set(targets.map(({ name }) => name))
  const kept = KEPT.flatMap(key => (said[key] === undefined ? [] : [[key, said[key]] as const]))
  return {
    name: flags.name ?? said.name,
    root: Object.fromEntries(kept),
    targets,
    others: declared.map(({ name }) => name).filter(name => !chosen.has(name)),
    accounts: accountNamesIn(found),
    isWritten: true,
  }
}

function begunBase({ name, target, account, region }: Beginning): ImportBase {
  const targets = [{ name: target, account, region, labels: {} }]
  return {
    name,
    root: { targets: { [target]: { account, region } } },
    targets,
    others: [],
    accounts: new Map(),
    isWritten: true,
  }
}

/** Account id → its name. A name for several accounts is none for one of them. */
export const accountNamesIn = ({ root }: Manifest): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(rootOf(root).accounts ?? {}).flatMap(([name, id]) =>
      typeof id === 'string' ? [[id, name] as const] : [],
    ),
  )

const unlessWithout =
  (flags: Pick<ImportFlags, 'file'>) =>
  (error: unknown): undefined => {
    if (!isWithoutManifest(error, flags)) throw error
  }

/** @throws EcrsyncError INVALID_FLAG */
function unwritten({ file, name, out, target, region }: ImportFlags): ImportBase {
  refuseTarget({ target, file }, 'imported')
  const here: DeclaredTarget = { name: DEFAULT_TARGET, labels: {}, ...(region !== undefined && { region }) }
  return {
    name: name ?? nameOfFolder(out),
    root: {},
    targets: [here],
    others: [],
    accounts: new Map(),
    isWritten: false,
  }
}

/** As good a name as any, and one that can be changed. */
export const nameOfFolder = (out: string | undefined): string =>
  basename(resolve(out ?? '.'))
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'registry'
