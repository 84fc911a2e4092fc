import { byText, grouped } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { slugOf } from '../../kinds/slug.ts'
import type { Fields } from '../../model.ts'
import { isAccount } from '../../names.ts'
import type { HeldRegistry } from '../held.ts'
import { withBodies } from './bodies.ts'

/** Account id → the name that a manifest gives it. */
export type AccountNames = ReadonlyMap<string, string>

/** What documents say of accounts by themselves, and of roles and users in accounts. */
interface Evidence {
  readonly ids: Set<string>
  /** The names of roles and users, by account. */
  readonly members: Map<string, Set<string>>
}

/** Those that are known, and one for each other account to which a document gives something. */
export function accountNames(registries: readonly HeldRegistry[], known: AccountNames): AccountNames {
  const evidence = evidenceIn(registries)
  const ids = [...evidence.ids].filter(id => !known.has(id)).sort(byText)
  const likely = ids.map(id => ({ id, name: ownName(id, registries) ?? memberName(evidence.members.get(id)) }))
  const taken = new Set([...known.values(), ...WORDS])
  const alike = grouped(likely, ({ name }) => name)
  const ends = grouped(ids, endOf)
  return new Map([
    ...known,
    ...likely.map(({ id, name }) => {
      const isAlone = name !== undefined && !taken.has(name) && alike.get(name)?.length === 1
      const byEnd = ends.get(endOf(id))?.length === 1 && !taken.has(endOf(id)) ? endOf(id) : `account-${id}`
      return [id, isAlone ? name : byEnd] as const
    }),
  ])
}

/** What of its id is read. */
const endOf = (id: string): string => `account-${id.slice(-4)}`

/** What would be read as somebody else. */
const WORDS = ['own', 'org', 'unit', 'everybody', 'default']

/** What the names of all targets in an account begin with, beside their regions. */
function ownName(id: string, registries: readonly HeldRegistry[]): string | undefined {
  const names = registries.flatMap(({ account, target, region = '' }) =>
    account === id && target !== undefined ? [target.replace(region, '')] : [],
  )
  const [first = ''] = names
  const parts = first.split(/(?<=[-/])/)
  const shared = parts.filter((_, index) => names.every(name => name.startsWith(parts.slice(0, index + 1).join(''))))
  return slugOf(shared.join('')) || undefined
}

/** The one role or user of it that documents name. */
function memberName(members: ReadonlySet<string> = new Set()): string | undefined {
  const [name, ...others] = members
  return name !== undefined && others.length === 0 ? slugOf(name) || undefined : undefined
}

function evidenceIn(registries: readonly HeldRegistry[]): Evidence {
  const evidence: Evidence = { ids: new Set(), members: new Map() }
  const look = (states: Fields) =>
    withBodies(states, ({ kind }, body) => {
      kind.documents?.renamed?.(body, name => {
        if (isAccount(name)) evidence.ids.add(name)
        return name
      })
      findMembers(body, evidence)
      return body
    })
  for (const { repositories, registry } of registries) {
    look(registry)
    for (const { states } of repositories) look(states)
  }
  return evidence
}

function findMembers(value: unknown, evidence: Evidence): void {
  if (typeof value === 'string') addMember(value, evidence)
  else if (Array.isArray(value)) for (const inner of value) findMembers(inner, evidence)
  else if (isFields(value)) for (const inner of Object.values(value)) findMembers(inner, evidence)
}

function addMember(text: string, { members }: Evidence): void {
  const [, id = '', path = ''] = /^arn:[^:]*:iam::(\d{12}):(?:role|user)\/(.+)$/.exec(text) ?? []
  if (id === '' || path === '') return
  const known = members.get(id) ?? new Set()
  members.set(id, known.add(path.slice(path.lastIndexOf('/') + 1)))
}
