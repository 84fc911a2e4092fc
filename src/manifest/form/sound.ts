import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import type { Findings } from '../text/findings.ts'
import type { Parsed, Place } from '../text/place.ts'
import { documentsIn, formsIn } from './documents.ts'
import { DOCUMENT_FACETS, FACETS, groupOf, NAMED_FACETS, TARGETS, VARS } from './facets.ts'
import type { Block } from './sections.ts'

const SECTIONS = ['repositories', ...NAMED_FACETS.map(({ named }) => named)]

/** Maps at the root of which each entry is judged for itself. */
const OF_ENTRIES = ['guards', 'checks']

/** What everything else is judged with. */
const NEEDED = ['accessLevels', 'accounts', 'env', 'name']

/** A layer that says nothing, in the place of one that cannot be read. */
const NOTHING = { match: [] }

/**
 * What is left of files with errors of form when everything with an error is taken out, so that the rest can be judged;
 * undefined where too much would be missing. What uses a document that is out loses that setting.
 */
export function soundOf(sections: readonly Parsed[], findings: Findings): readonly Parsed[] | undefined {
  const [root] = sections
  if (root === undefined || !isFields(root.value)) return undefined
  if (!NEEDED.every(key => isSoundThroughout(root, key, findings))) return undefined
  const isWhole = sections.every(({ value }) => isFields(value))
  const notJoined = notJoinedIn(sections, findings)
  return sections.map(parsed => {
    const value = isFields(parsed.value) ? parsed.value : {}
    return { ...parsed, value: withoutBroken({ ...parsed, value }, [root, parsed], { findings, isWhole, notJoined }) }
  })
}

function notJoinedIn(sections: readonly Parsed[], findings: Findings): readonly string[] {
  const joined = DOCUMENT_FACETS.filter(({ joins }) => joins).map(({ facet }) => facet)
  const isBroken = (facet: string) =>
    sections.some(({ value, ...parsed }) => {
      const layers = isFields(value) && Array.isArray(value.defaults) ? value.defaults : []
      return layers.some((_layer, index) => !isSoundPart({ parsed, path: ['defaults', index, facet] }, findings))
    })
  return joined.filter(isBroken)
}

function isSoundThroughout(root: Parsed, key: string, findings: Findings): boolean {
  const value = (root.value as Fields)[key]
  const entries = isFields(value) || Array.isArray(value) ? Object.keys(value) : []
  return [[key], ...entries.map(entry => [key, entry])].every(path => findings.isSound({ parsed: root, path }))
}

/** Sections of blocks, of which each setting is judged for itself. */
const BLOCKS: readonly unknown[] = ['repositories', 'defaults', 'discovered']

/** What the rest of a block is judged with. */
const AROUND = ['match', TARGETS, VARS]

/** Whether it is left when what has an error is taken out. */
export function isSoundPart(
  { parsed, path }: Pick<Place, 'path'> & { readonly parsed: Pick<Parsed, 'file'> },
  findings: Findings,
): boolean {
  const [section, name] = path
  if (!BLOCKS.includes(section) || name === undefined) return findings.isSound({ parsed, path })
  return (
    findings.isSoundApart({ parsed, path }) &&
    AROUND.every(key => findings.isSoundApart({ parsed, path: [section as string, name, key] }))
  )
}

/** A block without its settings that have errors, and what is one with them; undefined where it cannot be judged at all. */
export function soundBlock(block: Block, findings: Findings): Block | undefined {
  const { place } = block
  if (findings.isSound(place)) return block
  if (!BLOCKS.includes(place.path[0]) || !isSoundPart(place, findings)) return undefined
  return { ...block, fields: soundSettings(block, findings) }
}

function soundSettings({ place: { parsed, path }, fields }: Block, findings: Findings): Fields {
  const isBroken = (key: string) => !isSoundPart({ parsed, path: [...path, key] }, findings)
  const out = [...Object.keys(fields), ...FACETS].filter(isBroken).flatMap(groupOf)
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !out.includes(key)))
}

interface Judging {
  readonly findings: Findings
  /** No file is missing: what is not declared is declared nowhere. */
  readonly isWhole: boolean
  /** Settings of which the layers have errors, so that what is joined to them is not known. */
  readonly notJoined: readonly string[]
}

function withoutBroken(parsed: Parsed, around: readonly Parsed[], { findings, isWhole, notJoined }: Judging): Fields {
  const isSound = (...path: readonly (string | number)[]) => isSoundPart({ parsed, path }, findings)
  const soundIn = (block: Fields, ...path: readonly (string | number)[]) => {
    const sound = Object.entries(soundSettings({ place: { parsed, path }, fields: block }, findings))
    return Object.fromEntries(path[0] === 'repositories' ? sound.filter(([key]) => !notJoined.includes(key)) : sound)
  }
  const kept = Object.entries(parsed.value as Fields).filter(([key, one]) => isSound(key) && one !== undefined)
  const isUsable = usable(around, findings)
  const ofMap = (settings: unknown) =>
    isUsable(Object.fromEntries(Object.entries(settings as Fields).filter(([name]) => isSound('registry', name))))
  const made = kept.flatMap(([key, one]): readonly (readonly [string, unknown])[] => {
    if (key === 'defaults' || key === 'discovered')
      return [
        [
          key,
          (one as Fields[]).map((layer, index) =>
            isSound(key, index) ? isUsable(soundIn(layer, key, index)) : NOTHING,
          ),
        ],
      ]
    if (key === 'removed' || key === 'adopt' || key === 'released')
      return isWhole && (one as unknown[]).every((_, index) => isSound(key, index)) ? [[key, one]] : []
    // That there is one is known: what selects it is not judged.
    if (key === TARGETS && isFields(one))
      return [
        [key, Object.fromEntries(Object.entries(one).map(([name, of]) => [name, isSound(key, name) ? of : undefined]))],
      ]
    if (key === 'registry')
      return [
        [key, Array.isArray(one) ? one.map((layer, at) => (isSound(key, at) ? isUsable(layer) : {})) : ofMap(one)],
      ]
    // What may be deleted is known only where all of it is.
    if (key === 'prune') return ['match', 'maxImages'].every(name => isSound(key, name)) ? [[key, one]] : []
    if (!SECTIONS.includes(key) && !OF_ENTRIES.includes(key)) return [[key, one]]
    const entries = Object.fromEntries(Object.entries(one as Fields).filter(([name]) => isSound(key, name)))
    if (key !== 'repositories') return [[key, entries]]
    return [
      [
        key,
        Object.fromEntries(
          Object.entries(entries).map(([name, of]) => [name, isUsable(soundIn(of as Fields, key, name))]),
        ),
      ],
    ]
  })
  return Object.fromEntries(made)
}

/** A block without the settings that name a document with an error. */
function usable(around: readonly Parsed[], findings: Findings): (block: Fields) => Fields {
  const isBroken = (named: string | undefined, form: unknown) =>
    named !== undefined &&
    typeof form === 'string' &&
    around.some(parsed => isFields(parsed.value) && !findings.isSound({ parsed, path: [named, form] }))
  const place = { parsed: around[0] as Parsed, path: [] }
  return block => {
    const broken = documentsIn({ fields: block, place }).filter(said =>
      formsIn(said).some(({ form }) => isBroken(said.documents.named, form)),
    )
    const out = broken.map(({ facet }) => facet)
    return out.length === 0 ? block : Object.fromEntries(Object.entries(block).filter(([key]) => !out.includes(key)))
  }
}
