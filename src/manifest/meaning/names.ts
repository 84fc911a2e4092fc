import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { clipped } from '../../words.ts'
import type { Manifest } from '../form/load.ts'
import { type Block, layersOf, repositoriesOf, type Tombstone, tombstonesOf } from '../form/sections.ts'
import type { Finding } from '../text/findings.ts'
import type { Parsed, Place } from '../text/place.ts'
import { filledText, namesIn, type Variables } from './interpolate.ts'

/** One file of a manifest with the names of its repositories filled in. */
export interface NamedSection {
  readonly parsed: Parsed
  readonly layers: ReturnType<typeof layersOf>
  readonly repositories: readonly NamedBlock[]
  readonly removed: readonly PlacedTombstone[]
}

/** Its place has the name as it is written. */
export type NamedBlock = Block & { readonly name: string }

export type PlacedTombstone = Omit<Tombstone, 'targets'> & { readonly place: Place }

/** The root, then the fragments. What is not known yet of a name stays as it is written. */
export const namedSections = ({ root, fragments }: Manifest, variables: Variables): readonly NamedSection[] =>
  [root, ...fragments].map(parsed => ({
    parsed,
    layers: layersOf(parsed),
    repositories: repositoriesOf(parsed).map(block => ({ ...block, name: filledText(block.name, variables) })),
    removed: tombstonesOf(parsed).map(({ item, place }) => ({
      ...item,
      name: filledText(item.name, variables),
      ...(item.copiedTo !== undefined && { copiedTo: filledText(item.copiedTo, variables) }),
      place,
    })),
  }))

/** A finding about a name that is filled in says from what. */
export function aboutName(finding: Finding, written: unknown): Finding {
  const names = typeof written === 'string' ? namesIn(written) : []
  if (names.length === 0) return finding
  return { ...finding, detail: `${finding.detail ?? ''} It is filled in from ${names.map(clipped).join(', ')}.`.trim() }
}

/** What depends on a name is judged once that is known. */
export const isKnown = (name: string): boolean => !hasPlaceholder(name)
