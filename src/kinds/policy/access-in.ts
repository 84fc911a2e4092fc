import { byText, grouped } from '../../collate.ts'
import { listOf } from '../canonical.ts'
import type { Context, StatingContext } from '../kind.ts'
import { type Access, checkAccess, statementsOf } from './access.ts'
import { CURRENT_VERSION, canonicalDocument, type Statement, statementKey } from './document.ts'
import { principalsOf } from './grant.ts'
import { levelOf } from './levels.ts'

/** What of some statements `access` would have made, in as few bodies as it takes, and what it would not. */
export interface AccessIn {
  readonly access: readonly Access[]
  readonly others: readonly Statement[]
}

/** What a body gives at one level by one statement, or for `lambda` by two. */
interface Given {
  readonly level: (typeof LEVELS)[number]
  /** Where in a body it stands: no body has two of it. */
  readonly place: string
  readonly names: readonly string[]
}

const LEVELS = ['pull', 'push', 'lambda'] as const

/** The statements are canonical. */
export function accessIn(statements: readonly Statement[], { region, accounts }: StatingContext): AccessIn {
  const { functions, left } = functionsIn(statements, { region, accounts: NO_NAMES })
  const given = left.map(statement => givenBy(statement, { region, accounts: NO_NAMES }))
  return {
    access: bodiesOf([...given.flatMap(one => one ?? []), ...functions], accounts),
    others: left.filter((_, index) => given[index] === undefined),
  }
}

const NO_NAMES: Context['accounts'] = new Map()

/** Access for the functions of an account is two statements: one for the account, and one for the service on its behalf. */
function functionsIn(statements: readonly Statement[], context: Context) {
  const left = [...statements]
  const functions = statements.flatMap((statement): readonly Given[] => {
    const { kind, names = [] } = principalsOf(statement) ?? {}
    const pair = kind === 'lambda' && names.length === 1 ? made({ lambda: names }, context) : []
    const [account, service] = pair.map(one => left.findIndex(other => isEqual(one, other)))
    if (account === undefined || service === undefined || account < 0 || service < 0) return []
    for (const index of [account, service].sort((one, other) => other - one)) left.splice(index, 1)
    return [{ level: 'lambda', place: `lambda ${names[0]}`, names }]
  })
  return { functions, left }
}

function givenBy(statement: Statement, context: Context): Given | undefined {
  const found = levelOf(listOf(statement.Action ?? []).map(String))
  const principals = principalsOf(statement)
  if (found === undefined || 'own' in found || principals === undefined) return undefined
  const access = { [found.name]: principals.names }
  const [only, ...more] = checkAccess(access, context).length === 0 ? made(access, context) : []
  if (only === undefined || more.length > 0 || !isEqual(only, statement)) return undefined
  return { level: found.name, place: `${found.name} ${principals.kind}`, names: principals.names }
}

const made = (access: Access, context: Context): readonly Statement[] =>
  canonicalDocument({ Version: CURRENT_VERSION, Statement: statementsOf(access, context) }).Statement

const isEqual = (one: Statement, other: Statement): boolean => statementKey(one) === statementKey(other)

/** What stands in the same place as something before it takes a further body. */
function bodiesOf(given: readonly Given[], accounts: StatingContext['accounts']): readonly Access[] {
  const places = [...grouped(given, ({ place }) => place)].sort(([one], [other]) => byText(one, other))
  const most = Math.max(0, ...places.map(([, ones]) => ones.length))
  const nameOf = (id: string) => accounts?.get(id) ?? id
  return Array.from({ length: most }, (_, index) => {
    const inBody = places.flatMap(([, ones]) => ones[index] ?? [])
    const namesAt = (level: string) =>
      inBody.filter(one => one.level === level).flatMap(({ names }) => names.map(nameOf))
    return Object.fromEntries(
      LEVELS.map(level => [level, namesAt(level)] as const).filter(([, names]) => names.length > 0),
    )
  })
}
