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

const ROOM = MOST_CHARACTERS - charactersOf(documentOf([]))

/** With what stands between it and the next one. */
const lengthOf = (value: unknown): number => JSON.stringify(value).length + 1

/** Of a Sid, it may have to say which of several it is. */
const DIGITS = 4

interface Piece {
  readonly statement: Statement
  readonly place: number
  readonly length: number
}

/** As few as can be: the longest first, each where there is room; in each, they are in their order. */
function divided(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const policies: { left: number; readonly pieces: Piece[] }[] = []
  const pieces = statements
    .flatMap(piecesOf)
    .map((statement, place) => ({ statement, place, length: lengthOf(statement) + DIGITS }))
  for (const piece of pieces.toSorted((one, other) => other.length - one.length)) {
    const policy = policies.find(({ left }) => left >= piece.length)
    policy?.pieces.push(piece)
    if (policy) policy.left -= piece.length
    else policies.push({ left: ROOM - piece.length, pieces: [piece] })
  }
  return policies.map(({ pieces }) =>
    numbered(pieces.toSorted((one, other) => one.place - other.place).map(({ statement }) => statement)),
  )
}

/** A statement that is too long by itself is several, each about some of its resources. */
function piecesOf(statement: Statement): readonly Statement[] {
  const resources = [statement.Resource].flat()
  if (lengthOf(statement) + DIGITS <= ROOM) return [statement]
  const room = ROOM - lengthOf({ ...statement, Resource: [] }) - DIGITS
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
