import { own } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import { present } from '../../kinds/canonical.ts'
import { KINDS } from '../../kinds/index.ts'
import type { ForeignResource, Kind } from '../../kinds/kind.ts'
import type { Unsaid } from '../../kinds/sayable.ts'
import type { LeftOut } from '../held.ts'
import type { Choice, Place, Resource, Tool } from './resource.ts'
import { type Stated, statedBy } from './stated.ts'

/** One thing, and the resource that says it. */
export interface Reported extends Stated {
  readonly kind: Kind
  readonly label: string
}

/** What may be there without being said: of the repository of this name, or of the registry. */
export interface Untold {
  readonly kind: Kind
  readonly name: string
  readonly facets: readonly string[]
}

export interface Reports {
  readonly reported: readonly Reported[]
  readonly untold: readonly Untold[]
  readonly leftOut: readonly LeftOut[]
  /** Something of it is there, and not wanted. */
  readonly isPassedOver: boolean
}

/**
 * What a resource says, by all kinds that know its type.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function reportsOf(tool: Tool, resource: Resource, { place, isChosen }: Wanted): Reports {
  const { label: name } = resource
  const readers = KINDS.flatMap(kind => {
    const read = own(kind.foreign?.[tool] ?? {}, resource.type)
    return read ? [{ kind, read }] : []
  })
  if (readers.length === 0)
    return { reported: [], untold: [], leftOut: [{ name, reason: NOT_KNOWN }], isPassedOver: false }
  const all = readers.map(({ kind, read }) => reportsBy(read, { kind, resource, place, isChosen }))
  const reasons = new Set(all.flatMap(one => one.reasons))
  return {
    reported: all.flatMap(({ reported }) => reported),
    untold: all.flatMap(({ untold }) => untold),
    leftOut: [...reasons].map(reason => ({ name, reason })),
    isPassedOver: all.some(({ isPassedOver }) => isPassedOver),
  }
}

/** Where it is, and what of it is wanted. */
export interface Wanted {
  readonly place: Place
  readonly isChosen?: Choice
}

const NOT_KNOWN = 'ecrsync manages nothing of this type'
const NO_NAME = 'the file does not say the name of its repository, which its tool makes up or looks up'

const NOTHING = { reported: [], untold: [], reasons: [], isPassedOver: false }

interface Reading extends Wanted {
  readonly kind: Kind
  readonly resource: Resource
}

function reportsBy(read: ForeignResource, { kind, resource, place, isChosen }: Reading) {
  const said = readBy(read, resource)
  if (said === undefined) return NOTHING
  const { repository = '', states } = said
  if (kind.scope === 'repository' && repository === '') return { ...NOTHING, reasons: [NO_NAME] }
  if (isChosen && !(kind.scope === 'repository' && isChosen(repository))) return { ...NOTHING, isPassedOver: true }
  const { things, unsaid } = statedBy(kind, present(states), { ...place, repository: repository || undefined })
  const unknown = Object.keys(states).filter(facet => states[facet] === undefined)
  return {
    reported: things.map(thing => ({ ...thing, kind, label: resource.label })),
    untold: [{ kind, name: repository, facets: [...unknown, ...unsaid.map(({ facet }) => facet)] }],
    reasons: reasonsOf(unsaid, things.length > 0),
    isPassedOver: false,
  }
}

/** What is wrong with all of it is said once. */
function reasonsOf(unsaid: readonly Unsaid[], isPart: boolean): readonly string[] {
  const reasons = new Set(unsaid.map(({ reason }) => reason))
  return !isPart && reasons.size === 1 ? [...reasons] : unsaid.map(({ facet, reason }) => `${facet}: ${reason}`)
}

function readBy(read: ForeignResource, { label, properties }: Resource): ReturnType<ForeignResource> {
  try {
    return read(properties)
  } catch (error) {
    if (!(error instanceof EcrsyncError)) throw error
    throw error.said({ detail: `${label}: ${error.detail ?? error.message}` })
  }
}
