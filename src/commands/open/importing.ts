import { basename, dirname, resolve } from 'node:path'
import pLimit from 'p-limit'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import { type DraftFile, factored } from '../../importing/draft/factored.ts'
import { indexedTags } from '../../importing/live/indexed-tags.ts'
import { type ReadHeld, readHeld } from '../../importing/live/read-held.ts'
import type { Beginning } from '../../layout/starter.ts'
import { matcher } from '../../manifest/form/globs.ts'
import { loadManifest } from '../../manifest/form/load.ts'
import { rootOf } from '../../manifest/form/sections.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import type { DeclaredTarget, Diagnostic, Fields } from '../../model.ts'
import { accountIfReadable, askingOnce } from '../../plan/read.ts'
import type { TagReading } from '../../plan/tag-lookup.ts'
import { foreignEndpoint } from '../../plan/targets.ts'
import type { PlanFlags, RegistryFlags } from '../flags.ts'
import { openManifest } from './manifest.ts'
import { openFilter } from './only.ts'
import { type Answered, prove } from './proof.ts'
import { type OpenTarget, type TargetOpener, targetOpeners } from './target.ts'
import { together } from './together.ts'

export interface ImportFlags extends RegistryFlags {
  readonly only?: readonly string[] | undefined
  readonly layout: 'flat' | 'by-prefix'
  readonly out?: string | undefined
  readonly name?: string | undefined
  /** Of a manifest that is only begun: its name and its one target. */
  readonly begun?: Beginning
  readonly 'tag-reader'?: PlanFlags['tag-reader']
  /** Of ecrsync. */
  readonly version: string
}

export type ReadingFlags = Pick<ImportFlags, 'only' | 'tag-reader'>

/** A manifest that was made of registries, and has been proven to change nothing of them. */
export interface Imported extends Omit<ReadHeld, 'held'> {
  readonly name: string
  /** The first is the manifest itself. */
  readonly files: readonly (DraftFile & { readonly lines: number })[]
  readonly repositories: number
  readonly targets: readonly Answered['known'][]
  /** Why something was read otherwise than was asked. */
  readonly notes: readonly Diagnostic[]
}

/**
 * Reads the registries of a manifest's targets, or without one that of the environment, and makes a manifest of them.
 *
 * @throws EcrsyncError INVALID_MANIFEST, INVALID_FLAG, IMPORT_UNPROVEN, and what reading a registry ends with
 */
export async function importRegistries(flags: ImportFlags, emit: Emit): Promise<Imported> {
  openFilter(flags.only)
  const base = await baseOf(flags)
  const { openers, close } = await targetOpeners(flags, base.targets, emit)
  try {
    const read = await allOf(openers, opener => readThere(opener, base, flags, emit))
    const registries = read.map(({ held, answered }) => pinned(held, answered.target, base))
    const leftOut = read.flatMap(one => one.leftOut)
    const leftToGlobs = read.flatMap(one => one.leftToGlobs)
    const { name, root, accounts, others } = base
    const files = factored(registries, { name, layout: flags.layout, accounts, root, others, leftOut, leftToGlobs })
    const answered = read.map(one => one.answered)
    await prove(files, answered, { flags, version: flags.version })
    return {
      name,
      files: files.map(file => ({ ...file, lines: linesIn(file.text) })),
      repositories: read.reduce((sum, { held }) => sum + held.repositories.length, 0),
      targets: answered.map(({ known }) => known),
      leftOut,
      leftToGlobs,
      unread: read.flatMap(({ unread }) => unread),
      notes: read.flatMap(({ notes }) => notes),
    }
  } finally {
    await close()
  }
}

export const linesIn = (text: string): number => text.split('\n').length - 1

/** What a manifest that is there says of targets, and what is kept of it. */
interface Base {
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

async function baseOf(flags: ImportFlags): Promise<Base> {
  if (flags.begun) return begunBase(flags.begun)
  const found = await loadManifest(flags.file, diskFiles).catch(unlessMissing)
  if (found === undefined) return unwritten(flags)
  const said = rootOf(found.root)
  const { targets } = await openManifest(flags)
  const { accounts = {} } = said
  const named = Object.entries(accounts).flatMap(([name, id]) => (typeof id === 'string' ? [[id, name] as const] : []))
  const kept = KEPT.flatMap(key => (said[key] === undefined ? [] : [[key, said[key]] as const]))
  return {
    name: flags.name ?? said.name,
    root: Object.fromEntries(kept),
    targets,
    others: await othersThan(targets, flags),
    accounts: new Map(named),
    isWritten: true,
  }
}

function begunBase({ name, target, account, region }: Beginning): Base {
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

async function othersThan(chosen: readonly DeclaredTarget[], flags: ImportFlags): Promise<readonly string[]> {
  if (flags.target === undefined) return []
  const { targets } = await openManifest({ ...flags, target: undefined })
  const names = new Set(chosen.map(({ name }) => name))
  return targets.map(({ name }) => name).filter(name => !names.has(name))
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof EcrsyncError) || error.code !== 'MANIFEST_NOT_FOUND') throw error
  return undefined
}

/** @throws EcrsyncError INVALID_FLAG */
function unwritten({ file, name, out, target, region }: ImportFlags): Base {
  if (target !== undefined)
    throw new EcrsyncError('INVALID_FLAG', `--target is said, and there is no ${file}`, {
      detail: 'Targets are those of a manifest; without one, the registry of the environment is imported.',
      hint: 'Leave --target out, or write a manifest with targets and name it with --file.',
    })
  const here: DeclaredTarget = { name: 'default', labels: {}, ...(region !== undefined && { region }) }
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

export interface ReadThere extends ReadHeld {
  readonly notes: readonly Diagnostic[]
  readonly answered: Answered
}

export async function readThere(
  opener: TargetOpener,
  base: Pick<Base, 'name' | 'accounts'>,
  flags: ReadingFlags,
  emit: Emit,
): Promise<ReadThere> {
  const target = await opener.open()
  const { reader: listing, notes } = indexedTags(target.client.reader, tagReadingOf(target, flags))
  const reader = askingOnce(listing, () => true)
  const { region } = target.client
  const account = target.declared.account ?? (await accountIfReadable(reader))
  const { name } = target
  const read = await readHeld(reader, {
    target: name,
    context: { account, region, accounts: base.accounts },
    manifest: base.name,
    isChosen: flags.only && matcher(flags.only),
    emit,
  })
  const at = target.endpoint === undefined ? {} : { endpoint: target.endpoint }
  return { ...read, notes: notes(), answered: { target, known: { name, account, region, ...at }, reader } }
}

/** Of a part, ECR tells the tags: the index would be asked for those of all. */
function tagReadingOf({ client: { tagIndex: index } }: OpenTarget, flags: ReadingFlags): TagReading | undefined {
  const { 'tag-reader': tagReader, only } = flags
  const isAsked = tagReader === 'tagging'
  return tagReader === 'ecr' || (only !== undefined && !isAsked) ? undefined : { index, isAsked }
}

/** What is made of one registry of AWS is for that one alone; an emulator is whatever somebody says it is. */
function pinned(held: ReadHeld['held'], { endpoint }: OpenTarget, { isWritten, root }: Base): ReadHeld['held'] {
  if (isWritten && root.targets !== undefined) return held
  const { target: _, ...unnamed } = held
  if (isWritten || foreignEndpoint(endpoint) !== undefined) return unnamed
  return { ...held, target: held.region ?? 'default' }
}

/** Targets whose answers are in memory at once. */
const AT_ONCE = 8

/** @throws EcrsyncError where any has failed: a manifest of the others would look like one of all */
export async function allOf<T>(
  openers: readonly TargetOpener[],
  read: (opener: TargetOpener) => Promise<T>,
): Promise<readonly T[]> {
  const endings = await pLimit(AT_ONCE).map(openers, opener =>
    read(opener).catch((error: unknown) => {
      if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
      return error
    }),
  )
  const [first, ...others] = endings.filter(one => one instanceof EcrsyncError)
  if (first !== undefined) throw together(first, others)
  return endings.filter(one => !(one instanceof EcrsyncError)) as T[]
}

/** The folder of the manifest that is written. */
export const folderOf = ({ out, file }: Pick<ImportFlags, 'out' | 'file'>): string => out ?? dirname(file)
