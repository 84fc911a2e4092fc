import { orderedJson } from '../../collate.ts'
import { KINDS, kindOf } from '../../kinds/index.ts'
import type { Change, Fields } from '../../model.ts'
import { someOf } from '../../words.ts'
import type { LeftOut } from '../held.ts'
import type { Edit } from './edits.ts'
import type { Entry, Occurrence } from './entries.ts'
import { absent, isSaid, isShared, isUnmanaged, type SaidUnit, saidOf, statedOf, type Unit, unitsOf } from './units.ts'

/** A place of a manifest that may say settings of things in several targets. */
export interface Settling {
  /** What is said of it to a reader. */
  readonly name: string
  readonly occurrences: readonly Standing[]
  /** What is written already gives way to what is there. */
  readonly takesLive: boolean
  /** Whether something of a facet differs where it stands. */
  differs(standing: Standing, facet: string, key: string | undefined): boolean
}

/** What a manifest says of one thing, and what is there of it. */
export interface Standing extends Pick<Occurrence, 'target' | 'name' | 'settings'> {
  /** Left out: the target was not read. */
  readonly isRead: boolean
  /** Left out: there is nothing there of which it could be said. */
  readonly states?: Fields
  readonly unsaid?: readonly string[]
}

/** One unit as it is to be written. */
export interface Written {
  readonly unit: Unit
  readonly value: Fields
}

export interface Settled {
  readonly written: readonly Written[]
  readonly leftOut: readonly LeftOut[]
}

/** What a place is to say beside what it says, unit by unit. */
export function settled(settling: Settling): Settled {
  const written: Written[] = []
  const leftOut: LeftOut[] = []
  for (const { unit, schemas } of unitsAt(settling)) {
    const value = wantedAt(unit, schemas, settling)
    if (value === undefined) continue
    if (typeof value === 'string') leftOut.push({ name: `${settling.name}: ${unit.id}`, reason: value })
    else written.push({ unit, value })
  }
  return { written, leftOut }
}

type Schemas = Readonly<Record<string, object>>

function unitsAt({ occurrences }: Settling): readonly { readonly unit: Unit; readonly schemas: Schemas }[] {
  return KINDS.filter(({ states }) => states !== undefined).flatMap(({ manifest }) => {
    const facets = Object.keys(manifest)
    const found = occurrences.flatMap(({ states = {}, settings }) => unitsOf(states, settings, facets))
    return [...new Map(found.map(unit => [unit.id, unit])).values()].map(unit => ({ unit, schemas: manifest }))
  })
}

/** Undefined: nothing is to be written. A text: why it cannot be. */
function wantedAt(unit: Unit, schemas: Schemas, settling: Settling): Fields | string | undefined {
  const { occurrences } = settling
  if (occurrences.some(({ settings }) => isUnmanaged(unit, settings) || isShared(unit, settings))) return undefined
  if (occurrences.some(({ unsaid = [] }) => unit.facets.some(facet => unsaid.includes(facet)))) return undefined
  const live = occurrences.filter(({ states }) => states !== undefined)
  if (!live.some(one => isWanting(unit, one, settling))) return undefined
  const unread = occurrences.filter(({ isRead }) => !isRead).map(({ target }) => target)
  if (unread.length > 0) return `it is in force in ${someOf(unread, SHOWN)}, too, which was not read`
  const values = live.map(({ states = {}, settings }) => wantedOf(unit, { states, settings, schemas }))
  const [first] = values
  if (values.some(value => orderedJson(value) !== orderedJson(first)))
    return `it is not the same in ${someOf(
      live.map(({ target }) => target),
      SHOWN,
    )}`
  return first
}

const SHOWN = 3

/** Nothing says it although it is there, or something says otherwise and is to give way. */
function isWanting(unit: Unit, standing: Standing, { takesLive, differs }: Settling): boolean {
  const { states = {}, settings } = standing
  if (!isSaid(unit, settings)) return statedOf(unit, states) !== undefined
  if (!takesLive || !unit.facets.some(facet => differs(standing, facet, unit.key))) return false
  return orderedJson(saidOf(unit, settings)) !== orderedJson(statedOf(unit, states))
}

interface Wanting {
  readonly states: Fields
  readonly settings: Standing['settings']
  readonly schemas: Schemas
}

/** What is there, or that nothing is, where something is said. */
function wantedOf(unit: Unit, { states, settings, schemas }: Wanting): SaidUnit {
  return statedOf(unit, states) ?? (isSaid(unit, settings) ? absent(unit, schemas) : undefined)
}

/** Where of a place a unit is written; what is one whole with it goes. */
export function editsAt(file: string, path: Edit['path'], said: Fields, written: readonly Written[]): readonly Edit[] {
  return written.flatMap(({ unit: { facets, key }, value }) =>
    facets.flatMap((facet): readonly Edit[] => {
      const at = [...path, facet, ...(key === undefined ? [] : [key])]
      if (Object.hasOwn(value, facet)) return [{ file, path: at, value: value[facet] }]
      return Object.hasOwn(said, facet) ? [{ file, path: at, value: undefined }] : []
    }),
  )
}

/** What differs of the things of each target, by what it is about. */
export function differingIn(changes: readonly Change[]) {
  const found = new Set(
    changes.flatMap(({ target, kind, name, repository }) =>
      Object.keys(kindOf(kind).manifest).flatMap(facet =>
        repository === undefined
          ? [keyOf(target, facet), keyOf(target, facet, name)]
          : [keyOf(target, facet, '', repository)],
      ),
    ),
  )
  return {
    ofRepository: (target: string, repository: string, facet: string) =>
      found.has(keyOf(target, facet, '', repository)),
    /** Of one of many things by its name; of the one thing of a kind whatever that is called. */
    ofRegistry: (target: string, facet: string, key?: string) =>
      found.has(key === undefined ? keyOf(target, facet) : keyOf(target, facet, key)),
  }
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts)

/** The occurrences of an entry as places where something is said. */
export const standingsOf = ({ occurrences }: Entry): readonly Standing[] =>
  occurrences.map(({ target, name, settings, registry, held }) => ({
    target,
    name,
    settings,
    isRead: registry !== undefined,
    ...(held && { states: held.states }),
    ...(held?.unsaid && { unsaid: held.unsaid }),
  }))
