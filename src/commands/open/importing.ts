import type { Emit } from '../../events.ts'
import { type DraftFile, factored } from '../../importing/draft/factored.ts'
import { indexedTags } from '../../importing/live/indexed-tags.ts'
import { type ReadHeld, readHeld } from '../../importing/live/read-held.ts'
import type { Beginning } from '../../layout/starter.ts'
import { matcher } from '../../manifest/form/globs.ts'
import { DEFAULT_TARGET } from '../../manifest/meaning/targets.ts'
import type { Diagnostic } from '../../model.ts'
import { accountIfReadable, askingOnce } from '../../plan/read.ts'
import type { TagReading } from '../../plan/tag-lookup.ts'
import { foreignEndpoint } from '../../plan/targets.ts'
import type { PlanFlags, RegistryFlags } from '../flags.ts'
import { eachTarget, refuseFailed } from './each-target.ts'
import { type ImportBase, importBase } from './import-base.ts'
import { openFilter } from './only.ts'
import { type Answered, prove } from './proof.ts'
import { type OpenTarget, type TargetOpener, targetOpeners } from './target.ts'

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
  const base = await importBase(flags)
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

export interface ReadThere extends ReadHeld {
  readonly notes: readonly Diagnostic[]
  readonly answered: Answered
}

export async function readThere(
  opener: TargetOpener,
  base: Pick<ImportBase, 'name' | 'accounts'>,
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
function pinned(held: ReadHeld['held'], { endpoint }: OpenTarget, { isWritten, root }: ImportBase): ReadHeld['held'] {
  if (isWritten && root.targets !== undefined) return held
  const { target: _, ...unnamed } = held
  if (isWritten || foreignEndpoint(endpoint) !== undefined) return unnamed
  return { ...held, target: held.region ?? DEFAULT_TARGET }
}

/** Targets whose answers are in memory at once. */
const AT_ONCE = 8

/** @throws EcrsyncError where any has failed: a manifest of the others would look like one of all */
export async function allOf<T>(
  openers: readonly TargetOpener[],
  read: (opener: TargetOpener) => Promise<T>,
): Promise<readonly T[]> {
  const { found, failed } = await eachTarget(openers, AT_ONCE, read)
  refuseFailed(failed)
  return found
}
