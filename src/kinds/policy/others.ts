import { isAccount } from '../../names.ts'
import { saidText, someOf } from '../../words.ts'
import { isFields, listOf } from '../canonical.ts'
import type { Judged } from '../checks/check.ts'
import type { DocumentPart, Path } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { type Access, statementsOf } from './access.ts'
import { actionsLike } from './actions.ts'
import type { Statement } from './document.ts'
import { somebodyNamed } from './evaluation/people.ts'
import { isForAnyone } from './principal-check.ts'
import { isDocument } from './want.ts'

/** What a place in a policy gives to others. */
export interface Given {
  /** From the parts of the policy. */
  readonly path: Path
  /** In words. */
  readonly who: string
  readonly actions: readonly string[]
}

interface Placed {
  readonly path: Path
  readonly statement: Statement
}

/**
 * Which of these actions a policy gives to other accounts and to organizations. What it gives to everybody is no matter of
 * these, and what it denies to everybody but some, its author has thought of.
 */
export function inOthersHands(parts: unknown, actions: readonly string[], context: Judged): readonly Given[] {
  if (!Array.isArray(parts)) return []
  const said = (parts as readonly DocumentPart[]).flatMap((part, index) => statementsAt(part, index, context))
  const denied = said.flatMap(({ statement }) =>
    statement.Effect === 'Deny' && isForAnyone(statement.Principal) ? allowedBy(statement, actions) : [],
  )
  const left = actions.filter(action => !denied.includes(action))
  return said.flatMap(({ path, statement }) => {
    const given = statement.Effect === 'Allow' ? allowedBy(statement, left) : []
    const who = given.length === 0 ? [] : othersIn(statement, context)
    return who.length === 0 ? [] : [{ path, who: whoText(who, context), actions: given }]
  })
}

/** Statements as they are written, and for each name in `access` those that it stands for. */
function statementsAt({ body }: DocumentPart, index: number, context: Judged): readonly Placed[] {
  if (!isFields(body)) return []
  if (isDocument(body)) return listedAt(body.Statement, [index, 'Statement'])
  if (!isFields(body.access)) return listedAt(body.statements, [index, 'statements'])
  return Object.entries(body.access as Access).flatMap(([level, who]) =>
    listOf(who).flatMap((name, at) =>
      statementsOf({ [level]: saidText(name) }, context).map(statement => ({
        path: [index, 'access', level, ...(Array.isArray(who) ? [at] : [])],
        statement,
      })),
    ),
  )
}

const listedAt = (statements: unknown, path: Path): readonly Placed[] =>
  listOf(statements ?? []).map((statement, at) => ({
    path: Array.isArray(statements) ? [...path, at] : path,
    statement: statement as Statement,
  }))

function allowedBy({ Action, NotAction }: Statement, actions: readonly string[]): readonly string[] {
  const named = listOf(Action ?? NotAction ?? []).flatMap(action => actionsLike(saidText(action), actions))
  return actions.filter(action => named.includes(action) === (Action !== undefined))
}

/** Accounts and organizations; of whom a condition lets in, those that it names. */
function othersIn({ Principal, Condition }: Statement, context: Judged): readonly string[] {
  const names = isForAnyone(Principal)
    ? valuesIn(Condition)
    : listOf(isFields(Principal) ? (Principal.AWS ?? []) : []).map(String)
  return [...new Set(names.flatMap(name => otherText(name, context) ?? []))]
}

/** Of tests for what is so, not for what is not. */
const valuesIn = (condition: Statement['Condition'] = {}): readonly string[] =>
  Object.entries(condition).flatMap(([operator, keys]) =>
    /not/i.test(operator) || !isFields(keys) ? [] : Object.values(keys).flatMap(values => listOf(values).map(String)),
  )

function otherText(name: string, { own, accounts }: Judged): string | undefined {
  if (hasPlaceholder(name)) return undefined
  const [organization] = /^o-[a-z0-9]{10,32}/.exec(name) ?? []
  if (organization !== undefined) return `The organization ${organization}`
  const account = isAccount(name) ? name : somebodyNamed('AWS', name)?.account
  if (account === undefined || !isAccount(account) || (own.length > 0 && own.every(one => one === account)))
    return undefined
  const known = [...accounts].find(([, ids]) => ids === account)
  return known ? `${ACCOUNT}${known[0]} (${account})` : `${ACCOUNT}${account}`
}

const ACCOUNT = 'Account '

/** Whose account it is that the registry is of, is not known everywhere. */
function whoText(who: readonly string[], { own }: Judged): string {
  const accounts = own.length > 0 ? 0 : who.filter(name => name.startsWith(ACCOUNT)).length
  if (accounts === 0) return someOf(who)
  return `${someOf(who)}, unless ${accounts === 1 ? 'it is that' : 'one is that'} of the registry,`
}
