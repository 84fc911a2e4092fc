import { byText, grouped } from '../../collate.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'
import type { HeldRepository } from '../held.ts'
import type { Reported, Untold } from './reports.ts'

/** Of what every repository has, and this file has nothing to say. */
const ALWAYS: readonly Kind[] = KINDS.filter(
  ({ scope, manifest }) =>
    scope === 'repository' && Object.values(manifest).some(schema => Object.hasOwn(schema, 'default')),
)

/** Repositories of which anything is said, with what of them is not said. */
export function repositoriesOf(reported: readonly Reported[], untold: readonly Untold[]): readonly HeldRepository[] {
  const ofRepositories = reported.filter(({ kind }) => kind.scope === 'repository')
  const byName = new Map<string, Fields>()
  for (const { name, states } of ofRepositories) byName.set(name, { ...byName.get(name), ...states })
  const told = new Set(ofRepositories.map(({ kind, name }) => `${kind.key} ${name}`))
  const untoldOf = grouped(untold, ({ name }) => name)
  return [...byName.keys()].sort(byText).map(name => {
    const never = ALWAYS.filter(({ key }) => !told.has(`${key} ${name}`)).flatMap(kind => Object.keys(kind.manifest))
    const unsaid = [...new Set([...(untoldOf.get(name) ?? []).flatMap(({ facets }) => facets), ...never])]
    return { name, states: byName.get(name) as Fields, ...(unsaid.length > 0 && { unsaid }) }
  })
}
