import type { Fields } from '../../model.ts'
import { isFields } from '../canonical.ts'
import type { StatingContext } from '../kind.ts'
import { accessIn } from './access-in.ts'
import { CURRENT_VERSION, type PolicyDocument, type Statement } from './document.ts'

/** A canonical policy of a repository as a manifest would say it: one body, or a list of them, that come to exactly it. */
export function statedPolicy(document: PolicyDocument, context: StatingContext): Fields | readonly Fields[] {
  if (!isPlain(document)) return statedDocument(document)
  const { access, others } = accessIn(document.Statement, context)
  const bodies = [...access.map(one => ({ access: one })), ...(others.length > 0 ? [statedStatements(others)] : [])]
  return bodies.length === 1 ? (bodies[0] as Fields) : bodies
}

/** The same of the policy of the registry, for which there is no `access`. */
export const statedRegistryPolicy = (document: PolicyDocument): Fields =>
  isPlain(document) ? statedStatements(document.Statement) : statedDocument(document)

/** Of the version that `access` and `statements` are of, and with nothing beside its statements. */
const isPlain = ({ Version, Statement, repositoryArn: _, ...more }: PolicyDocument): boolean =>
  Version === CURRENT_VERSION && Statement.length > 0 && Object.keys(more).length === 0

const statedDocument = ({ repositoryArn: _, ...document }: PolicyDocument): Fields => ({
  ...document,
  Statement: document.Statement.map(shortStatement),
})

const statedStatements = (statements: readonly Statement[]): Fields => ({ statements: statements.map(shortStatement) })

/** With one text where a list of one would stand. */
function shortStatement(statement: Statement): Fields {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [
      key,
      /Principal$/.test(key) ? shortPrincipals(value) : short(value),
    ]),
  )
}

const shortPrincipals = (principals: unknown): unknown =>
  isFields(principals) && Object.keys(principals).join() === 'AWS' && short(principals.AWS) === '*'
    ? '*'
    : short(principals)

function short(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 && typeof value[0] === 'string' ? value[0] : value
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]))
}
