import type { Context } from '../../kinds/kind.ts'
import type { Diagnostic } from '../../model.ts'
import { clipped } from '../../words.ts'
import { DOCUMENT_FACETS } from '../form/facets.ts'
import { matcher } from '../form/globs.ts'
import type { Manifest } from '../form/load.ts'
import { discoveredIn, type LayerBlock } from '../form/sections.ts'
import { type Finding, Findings } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import type { Checked } from './checked.ts'
import { type Checking, checkRepository, hasSoundParts } from './checks.ts'
import type { Fill } from './fill.ts'
import { lay } from './lay.ts'
import { type Lookup, lookups } from './lookup.ts'
import { layingOnce } from './repositories.ts'
import { sampleNames } from './sample-names.ts'
import type { ResolvedRepository, Setting, Settings } from './settings.ts'
import { checkingVars, type VarsWords } from './vars.ts'

/** Settings for repositories that exist and that nobody declares. */
export interface Discovering {
  /** Each entry as it is written, for whoever prints it. */
  readonly entries: readonly DiscoveredEntry[]
  /** Whether an entry is about a repository of this name, if it is not declared. */
  isFor(name: string): boolean
  /** What it is given; undefined where no entry is about it. What checks find in it goes to `checked`. */
  of(name: string, checked?: Checked): DiscoveredRepository | undefined
}

export interface DiscoveredEntry extends ResolvedRepository {
  readonly match: readonly string[]
  readonly unmanaged?: unknown
}

/** Its place is that of the last entry that matches it. */
export interface DiscoveredRepository extends ResolvedRepository {
  /** About what is laid and filled in for it. */
  readonly findings: readonly Diagnostic[]
}

/** What entries are laid, filled in and judged with. */
export interface Surrounding {
  readonly manifest: Manifest
  readonly fill: Fill
  readonly checking: Checking
}

/** Nobody creates these repositories, so none of them gets the owner tag. */
export const withoutOwner = ({ owner: _, ...context }: Context): Context => context

const WORDS: VarsWords = {
  isThere: 'would be matched here',
  silent: 'no entry that matches says it',
  where: 'to this entry, or to another one that matches the same names',
}

/** Entries that say nothing are about no repository. */
export function discovering({ manifest, fill, checking }: Surrounding): Discovering {
  const { findings } = checking
  const blocks = discoveredIn(manifest.root).filter(block => findings.isSound(block.place) && saysSomething(block))
  const entries = blocks.map(block => ({ block, matches: matcher(block.match) }))
  const layAll = layingAll(lookups(manifest)(manifest.root))
  const { checked: _, ...others } = checking
  const judging = { ...others, context: withoutOwner(checking.context) }
  return {
    entries: blocks.map(block => entryOf(block, manifest, fill)),
    isFor: name => entries.some(({ matches }) => matches(name)),
    of(name, checked) {
      const matching = entries.filter(({ matches }) => matches(name)).map(({ block }) => block)
      const last = matching.at(-1)
      if (last === undefined) return undefined
      const { settings, faults } = layAll(matching)
      const laid: ResolvedRepository = { name, place: last.place, settings }
      const vars = checkingVars(WORDS)
      const own = new Findings()
      for (const { place, finding } of faults) own.at(place, finding)
      const filled = fill.repository(laid, vars.of(laid))
      vars.report(own)
      if (hasSoundParts(filled.settings, findings))
        checkRepository(filled, { ...judging, ...(checked && { checked }), findings: own }, false)
      return { ...filled, findings: own.all }
    },
  }
}

interface Laid {
  readonly settings: Settings
  /** What is wrong with these blocks together. */
  readonly faults: readonly { readonly place: Place; readonly finding: Finding }[]
}

/** All repositories that the same entries match share what these say. */
function layingAll(lookup: Lookup): (blocks: readonly LayerBlock[]) => Laid {
  let said: Laid['faults'][number][] = []
  const layOnce = layingOnce(lookup, (place, finding) => said.push({ place, finding }))
  const faultsOf = new WeakMap<Settings, Laid['faults']>()
  const step = ({ settings: before, faults }: Laid, block: LayerBlock): Laid => {
    said = []
    const settings = layOnce(before, block)
    const known = faultsOf.get(settings) ?? [...faults, ...said]
    faultsOf.set(settings, known)
    return { settings, faults: known }
  }
  return blocks => blocks.reduce(step, NOTHING)
}

const NOTHING: Laid = { settings: new Map(), faults: [] }

const saysSomething = ({ fields }: LayerBlock): boolean => Object.keys(fields).some(key => !CHOOSING.includes(key))
const CHOOSING = ['match', 'targets']

/**
 * Which repositories there will be is not known: entries are judged by names that they match. Whatever is wrong with other
 * names alone is found when these are seen.
 */
export function checkDiscovered(
  discovered: Discovering,
  isDeclared: (name: string) => boolean,
  { findings, checked }: Pick<Checking, 'findings' | 'checked'>,
): void {
  for (const { match, place } of discovered.entries) {
    if (match.length > 0 && match.every(isDeclared)) findings.at(below(place, ['match']), allDeclared(match))
    for (const name of sampleNames(match))
      for (const diagnostic of discovered.of(name, checked)?.findings ?? []) findings.add(diagnostic)
  }
}

const allDeclared = (match: readonly string[]): Finding => ({
  severity: 'warning',
  code: 'MATCHES_NOTHING',
  summary: `${clipped(match.join(', '))} ${match.length === 1 ? 'is' : 'are'} declared`,
  detail: 'An entry of discovered is for repositories that nobody declares, so this one reaches nothing.',
  hint: 'Say the settings under repositories or in defaults, or remove the entry.',
})

/** An entry by itself, in which `inherited` stays what it is. */
function entryOf({ place, fields, match }: LayerBlock, manifest: Manifest, fill: Fill): DiscoveredEntry {
  const inherited = new Map(
    DOCUMENT_FACETS.map(({ facet }) => [facet, inheritedSetting(below(place, [facet]))] as const),
  )
  const laid = lay(inherited, { place, fields }, lookups(manifest)(manifest.root), () => undefined)
  const settings = new Map([...laid].filter(([facet, setting]) => setting !== inherited.get(facet)))
  return {
    ...fill.everywhere({ name: '', place, settings }),
    match,
    ...(fields.unmanaged !== undefined && { unmanaged: fields.unmanaged }),
  }
}

const inheritedSetting = (place: Place): Setting => ({
  value: INHERITED,
  places: [],
  parts: [{ body: INHERITED, place }],
})

const INHERITED = 'inherited'
