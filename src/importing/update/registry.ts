import { grouped } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { rootOf } from '../../manifest/form/sections.ts'
import type { Change, Fields } from '../../model.ts'
import type { HeldRegistry, LeftOut } from '../held.ts'
import type { Edit } from './edits.ts'
import { targetOf } from './entries.ts'
import type { Look } from './look.ts'
import { differingIn, editsAt, type Standing, settled, type Written } from './settled.ts'

export interface RegistryEdits {
  readonly edits: readonly Edit[]
  /** What is written. */
  readonly set: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

interface Updating {
  readonly live: readonly HeldRegistry[]
  readonly takesLive: boolean
}

/**
 * What `registry` is to say of the registries that were read. A map is for all targets, so what only some have needs layers: where
 * there is no `registry` they are made, and where there is a map it stays what it is.
 */
export function registryEdits(look: Look, { live, takesLive }: Updating): RegistryEdits {
  const { registry } = rootOf(look.manifest.root)
  const standings = standingsIn(look, live)
  const together = settledTogether(standings, look.plan.changes, takesLive)
  const file = look.manifest.root.file
  if (Array.isArray(registry) || (registry === undefined && together.leftOut.length > 0)) {
    const apart = standings.map(one => ({ one, ...settledTogether([one], look.plan.changes, takesLive) }))
    const layers = layersOf(
      apart.map(({ one, written }) => ({ target: one.target, written })),
      look.targets.size,
    )
    const begin = Array.isArray(registry) ? registry.length : 0
    return {
      edits: layers.map((value, index) => ({ file, path: ['registry', begin + index], value })),
      set: idsOf(apart.flatMap(({ written }) => written)),
      leftOut: apart.flatMap(({ leftOut }) => leftOut),
    }
  }
  const said = isFields(registry) ? registry : {}
  return {
    edits: editsAt(file, ['registry'], said, together.written),
    set: idsOf(together.written),
    leftOut: together.leftOut,
  }
}

const idsOf = (written: readonly Written[]): readonly string[] => [...new Set(written.map(({ unit }) => unit.id))]

function standingsIn({ targets }: Look, live: readonly HeldRegistry[]): readonly Standing[] {
  const registries = new Map(live.map(registry => [targetOf(registry), registry]))
  return [...targets].map(([target, { registry: said }]) => {
    const held = registries.get(target)
    return {
      target,
      name: '',
      settings: said.settings,
      isRead: held !== undefined,
      ...(held && { states: held.registry }),
      ...(held?.unsaid && { unsaid: held.unsaid }),
    }
  })
}

function settledTogether(occurrences: readonly Standing[], changes: readonly Change[], takesLive: boolean) {
  const { ofRegistry } = differingIn(changes)
  return settled({
    name: 'registry',
    occurrences,
    takesLive,
    differs: ({ target }, facet, key) => ofRegistry(target, facet, key),
  })
}

/** What several targets are to say alike, they say in one layer. */
function layersOf(
  apart: readonly { readonly target: string; readonly written: readonly Written[] }[],
  targets: number,
): readonly Fields[] {
  const said = apart.map(({ target, written }) => ({ target, fields: fieldsOf(written) }))
  const alike = grouped(
    said.filter(({ fields }) => Object.keys(fields).length > 0),
    ({ fields }) => JSON.stringify(fields),
  )
  return [...alike.values()].map(ones => {
    const { fields } = ones[0] as (typeof said)[number]
    return { ...(ones.length < targets && { targets: ones.map(({ target }) => target) }), ...fields }
  })
}

/** Things of one kind stand below one key. */
function fieldsOf(written: readonly Written[]): Fields {
  const fields = new Map<string, unknown>()
  for (const { unit, value } of written)
    for (const [facet, one] of Object.entries(value))
      fields.set(
        facet,
        unit.key === undefined
          ? one
          : Object.fromEntries([...Object.entries((fields.get(facet) ?? {}) as Fields), [unit.key, one]]),
      )
  return Object.fromEntries(fields)
}
