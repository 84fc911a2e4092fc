import { byText, grouped } from '../collate.ts'
import { type Condition, PARTS, type Part, type Permission, type Statement } from './permission.ts'

/** Actions on the same resources, under the same condition. */
interface Together {
  readonly parts: readonly Part[]
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly condition: Condition | undefined
}

/**
 * Statements that allow exactly this, the same for the same permissions whatever order they are in.
 *
 * @param isShort those of several parts are joined where their resources are the same
 */
export function statementsOf(permissions: readonly Permission[], isShort = false): readonly Statement[] {
  const byAction = grouped(permissions, ({ part, action, condition }) =>
    JSON.stringify([isShort || part, action, condition]),
  )
  const acting = [...byAction.values()].map(actingOf)
  const alike = grouped(acting, ({ parts, resources, condition }) =>
    JSON.stringify([isShort || parts, resources, condition]),
  )
  const together = [...alike.values()].map(joined)
  return numbered(together.toSorted((one, other) => byPart(one, other) || byActions(one, other)).map(statementOf))
}

function actingOf(permissions: readonly Permission[]): Together {
  const [{ action, condition }] = permissions as [Permission]
  const resources = [...new Set(permissions.map(({ resource }) => resource))].toSorted(byText)
  return {
    parts: inOrder(permissions.map(({ part }) => part)),
    actions: [action],
    resources: withoutCovered(resources),
    condition,
  }
}

function joined(alike: readonly Together[]): Together {
  const [first] = alike as [Together]
  const actions = alike.flatMap(one => one.actions).toSorted(byText)
  return { ...first, parts: inOrder(alike.flatMap(({ parts }) => parts)), actions }
}

const inOrder = (parts: readonly Part[]): readonly Part[] => {
  const said = new Set(parts)
  return PARTS.filter(part => said.has(part))
}

/** Where all are allowed, nobody has to be named. */
function withoutCovered(resources: readonly string[]): readonly string[] {
  const open = new Set(resources.filter(one => one.endsWith('*')).map(one => one.slice(0, -1)))
  const isCovered = (resource: string) =>
    [...open].some(beginning => resource.startsWith(beginning) && resource !== `${beginning}*`)
  return open.size === 0 ? resources : resources.filter(one => !isCovered(one))
}

const placeOf = ({ parts: [first] }: Together): number => PARTS.indexOf(first as Part)
const byPart = (one: Together, other: Together): number => placeOf(one) - placeOf(other)
const byActions = (one: Together, other: Together): number =>
  byText(one.actions.join(' '), other.actions.join(' ')) || byText(one.resources.join(' '), other.resources.join(' '))

const statementOf = ({ parts, actions, resources, condition }: Together): Statement => ({
  Sid: parts.join(''),
  Effect: 'Allow',
  Action: actions,
  Resource: resources.length === 1 ? (resources[0] as string) : resources,
  ...(condition && { Condition: condition }),
})

/** A Sid stands in a policy once: `Plan`, `Plan2`, … */
export function numbered(statements: readonly Statement[]): readonly Statement[] {
  const counts = new Map<string, number>()
  return statements.map(statement => {
    const name = statement.Sid.replace(/\d+$/, '')
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return { ...statement, Sid: count === 1 ? name : `${name}${count}` }
  })
}
