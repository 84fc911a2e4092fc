import { documentOf, type Permission, type PolicyDocument, type Statement } from './permission.ts'
import { numbered, statementsOf } from './statements.ts'
import { levelsOf, widened } from './widened.ts'

/** Without white space. Source: IAM User Guide, "IAM and AWS STS quotas", managed policies. */
export const MOST_CHARACTERS = 6144

export interface Fitted {
  readonly documents: readonly PolicyDocument[]
  /** Patterns that stand for names of repositories, and how many each. */
  readonly wildcards: ReadonlyMap<string, number>
}

/** No member of a policy has white space of its own. */
export const charactersOf = (document: PolicyDocument): number => JSON.stringify(document).length

/**
 * Policies that IAM takes: one, if it can be. What is too long is said in fewer statements, then with wildcards for names that
 * begin alike, the longest beginnings first, and then in several policies.
 */
export function fitted(permissions: readonly Permission[]): Fitted {
  let wildcards: Fitted['wildcards'] = new Map()
  let statements = statementsOf(permissions)
  if (isShort(statements)) return { documents: [documentOf(statements)], wildcards }
  statements = statementsOf(permissions, true)
  for (const level of levelsOf(permissions)) {
    if (isShort(statements)) break
    const wide = widened(permissions, level)
    wildcards = wide.wildcards
    statements = statementsOf(wide.permissions, true)
  }
  return { documents: divided(statements).map(documentOf), wildcards }
}

const isShort = (statements: readonly Statement[]): boolean => charactersOf(documentOf(statements)) <= MOST_CHARACTERS

/** Of a Sid, it may have to say which of several it is. */
const ROOM = MOST_CHARACTERS - charactersOf(documentOf([])) - 8

const lengthOf = (value: unknown): number => JSON.stringify(value).length + 1

/** In their order, as many in a policy as there is room for. */
function divided(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const policies: Statement[][] = []
  let left = 0
  for (const piece of statements.flatMap(piecesOf)) {
    const length = lengthOf(piece) + 4
    if (length > left) {
      policies.push([])
      left = ROOM
    }
    policies.at(-1)?.push(piece)
    left -= length
  }
  return policies.map(numbered)
}

/** A statement that is too long by itself is several, each about some of its resources. */
function piecesOf(statement: Statement): readonly Statement[] {
  const resources = [statement.Resource].flat()
  if (lengthOf(statement) + 4 <= ROOM) return [statement]
  const room = ROOM - lengthOf({ ...statement, Resource: [] }) - 4
  const pieces: string[][] = [[]]
  let left = room
  for (const resource of resources) {
    const length = lengthOf(resource)
    if (length > left && left < room) {
      pieces.push([])
      left = room
    }
    pieces.at(-1)?.push(resource)
    left -= length
  }
  return pieces.map(Resource => ({ ...statement, Resource }))
}
