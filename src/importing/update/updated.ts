import { grouped } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import { sectionOf } from '../../manifest/form/sections.ts'
import type { Parsed } from '../../manifest/text/place.ts'
import type { Change, Fields } from '../../model.ts'
import { counted, someOf } from '../../words.ts'
import type { HeldRegistry, LeftOut } from '../held.ts'
import { type Edit, edited, ownPaths } from './edits.ts'
import { type Entry, entriesIn, freshIn, namingEdits, type Unnamed } from './entries.ts'
import type { Look, LookAt, ManifestText } from './look.ts'
import { registryEdits } from './registry.ts'
import { differingIn, editsAt, settled, standingsOf } from './settled.ts'

export interface Updating {
  /** The root first. */
  readonly texts: readonly ManifestText[]
  /** Of the targets that were read; what others manage is not among their repositories. */
  readonly live: readonly HeldRegistry[]
  /** Values that are written give way to those that are there. */
  readonly takesLive: boolean
  readonly look: LookAt
}

export interface Updated {
  /** Those that change, with all that is in them now. */
  readonly texts: readonly ManifestText[]
  /** Repositories that have come into the manifest. */
  readonly added: readonly Unnamed[]
  /** Settings that have, as `team/api: lifecyclePolicy`. */
  readonly set: readonly string[]
  /** Where what is written is not what is there. */
  readonly differing: readonly Change[]
  /** Where it was not, and what is there is written now. */
  readonly taken: readonly Change[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * A manifest with what is there and what it does not say. It would change nothing more of what was read than before.
 *
 * @throws EcrsyncError INVALID_MANIFEST of the texts, IMPORT_UNPROVEN where what is added would change something
 */
export async function updated({ texts, live, takesLive, look }: Updating): Promise<Updated> {
  const before = await look(texts)
  const { unnamed, leftOut } = freshIn(before, live)
  const named = withEdits(texts, namingEdits(before, unnamed))
  const between = unnamed.length === 0 ? before : await look(named.texts).catch(unproven)
  const settling = settlingOf(between, { live, takesLive, fresh: new Set(unnamed.map(({ name }) => name)) })
  const registry = registryEdits(between, { live, takesLive })
  const after = withEdits(named.texts, [...settling.edits, ...registry.edits])
  const { plan } = await look(after.texts).catch(unproven)
  prove(before, plan.changes)
  const isLeft = idsOf(plan.changes)
  return {
    texts: after.texts.filter(({ text }, index) => text !== texts[index]?.text),
    added: unnamed,
    set: [...settling.set, ...registry.set.map(id => `registry: ${id}`)],
    differing: plan.changes,
    taken: before.plan.changes.filter(change => !isLeft.has(idOf(change))),
    leftOut: [...leftOut, ...settling.leftOut, ...registry.leftOut, ...named.leftOut, ...after.leftOut],
  }
}

interface SettlingAll extends Pick<Updating, 'live' | 'takesLive'> {
  readonly fresh: ReadonlySet<string>
}

/** What layers say of a repository that has just been named gives way anyway. */
function settlingOf(look: Look, { live, takesLive, fresh }: SettlingAll) {
  const { ofRepository } = differingIn(look.plan.changes)
  const said = new Map([look.manifest.root, ...look.manifest.fragments].map(parsed => [parsed.file, parsed]))
  const edits: Edit[] = []
  const leftOut: LeftOut[] = []
  const set: string[] = []
  for (const entry of entriesIn(look, live)) {
    const found = settled({
      name: entry.key,
      occurrences: standingsOf(entry),
      takesLive: takesLive || fresh.has(entry.key),
      differs: ({ target, name }, facet) => ofRepository(target, name, facet),
    })
    edits.push(...editsAt(entry.file, ['repositories', entry.key], saidIn(said.get(entry.file), entry), found.written))
    if (!fresh.has(entry.key)) set.push(...found.written.map(({ unit }) => `${entry.key}: ${unit.id}`))
    leftOut.push(...found.leftOut)
  }
  return { edits, leftOut, set }
}

const saidIn = (parsed: Parsed | undefined, { key }: Entry): Fields =>
  (parsed && sectionOf(parsed).repositories?.[key]) ?? {}

/** What cannot be changed without changing something else is left as it is. */
function withEdits(texts: readonly ManifestText[], edits: readonly Edit[]) {
  const byFile = grouped(edits, ({ file }) => file)
  const leftOut: LeftOut[] = []
  return {
    texts: texts.map(({ file, text }, index): ManifestText => {
      const here = byFile.get(file) ?? []
      if (here.length === 0) return { file, text }
      const isOwn = ownPaths(text)
      const [possible, shared] = [here.filter(({ path }) => isOwn(path)), here.filter(({ path }) => !isOwn(path))]
      for (const { path } of shared)
        leftOut.push({ name: path.join('.'), reason: `its place in ${file} is written by an alias, or used by one` })
      return { file, text: edited(text, formAt(index), possible) }
    }),
    leftOut,
  }
}

const formAt = (index: number) => (index === 0 ? 'manifest' : 'fragment')

const idOf = ({ target, address }: Change): string => `${target} ${address}`

const idsOf = (changes: readonly Change[]): ReadonlySet<string> => new Set(changes.map(idOf))

/** @throws EcrsyncError IMPORT_UNPROVEN */
function prove({ plan }: Look, changes: readonly Change[]): void {
  const known = idsOf(plan.changes)
  const strange = changes.filter(change => !known.has(idOf(change)))
  if (strange.length > 0)
    unproven(
      `It would have ${counted(strange.length, 'change', 'changes')} more, of ${someOf(strange.map(idOf), SHOWN)}.`,
    )
}

const SHOWN = 3

function unproven(cause: unknown): never {
  if (cause instanceof EcrsyncError && cause.code !== 'INVALID_MANIFEST') throw cause
  const detail =
    cause instanceof EcrsyncError ? cause.diagnostics.map(({ summary }) => summary).join('; ') : String(cause)
  throw new EcrsyncError('IMPORT_UNPROVEN', 'The manifest with what is there would not come to what is there', {
    detail: `${detail} Nothing was written.`,
    hint: 'Leave out what is named with --only, write it yourself, and report this.',
    cause,
  })
}
