import { own } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import { present } from '../../kinds/canonical.ts'
import { KINDS } from '../../kinds/index.ts'
import type { ForeignResource, Kind } from '../../kinds/kind.ts'
import type { Unsaid } from '../../kinds/sayable.ts'
import type { LeftOut } from '../held.ts'
import type { Place, Resource, Tool } from './resource.ts'
import { type Stated, statedBy } from './stated.ts'

/** One thing, and the resource that says it. */
export interface Claim extends Stated {
  readonly kind: Kind
  readonly label: string
}

/** What may be there without being said: of the repository of this name, or of the registry. */
export interface Untold {
  readonly kind: Kind
  readonly name: string
  readonly facets: readonly string[]
}

export interface Claims {
  readonly claims: readonly Claim[]
  readonly untold: readonly Untold[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * What a resource says, by all kinds that know its type.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function claimsOf(tool: Tool, resource: Resource, place: Place): Claims {
  const { label: name } = resource
  const readers = KINDS.flatMap(kind => {
    const read = own(kind.foreign?.[tool] ?? {}, resource.type)
    return read ? [{ kind, read }] : []
  })
  if (readers.length === 0) return { claims: [], untold: [], leftOut: [{ name, reason: NOT_KNOWN }] }
  const all = readers.map(({ kind, read }) => claimsBy(read, { kind, resource, place }))
  const reasons = new Set(all.flatMap(one => one.reasons))
  return {
    claims: all.flatMap(({ claims }) => claims),
    untold: all.flatMap(({ untold }) => untold),
    leftOut: [...reasons].map(reason => ({ name, reason })),
  }
}

const NOT_KNOWN = 'ecrsync manages nothing of this type'
const NO_NAME = 'the file does not say the name of its repository, which its tool makes up or looks up'

interface Reading {
  readonly kind: Kind
  readonly resource: Resource
  readonly place: Place
}

function claimsBy(read: ForeignResource, { kind, resource, place }: Reading) {
  const said = readBy(read, resource)
  if (said === undefined) return { claims: [], untold: [], reasons: [] }
  const { repository = '', states } = said
  if (kind.scope === 'repository' && repository === '') return { claims: [], untold: [], reasons: [NO_NAME] }
  const { things, unsaid } = statedBy(kind, present(states), { ...place, repository: repository || undefined })
  const unknown = Object.keys(states).filter(facet => states[facet] === undefined)
  return {
    claims: things.map(thing => ({ ...thing, kind, label: resource.label })),
    untold: [{ kind, name: repository, facets: [...unknown, ...unsaid.map(({ facet }) => facet)] }],
    reasons: reasonsOf(unsaid, things.length > 0),
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
