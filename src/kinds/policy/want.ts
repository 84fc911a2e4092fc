import { isFields } from '../canonical.ts'
import type { Context, DocumentPart } from '../kind.ts'
import { isAbsent, LIVE } from '../live.ts'
import { type Access, statementsOf } from './access.ts'
import { CURRENT_VERSION, type PolicyDocument, type Statement } from './document.ts'

export interface PolicyWant {
  readonly document: PolicyDocument
  /** The manifest's names for its parts. */
  readonly named: readonly string[]
  /** The document is laid over what is there, from which these Sids are taken; left out: it is exact. */
  readonly sharing?: { readonly absent: readonly string[] }
}

/** A policy without these would be somebody else's; `canonical` is the form of its documents. */
export function wishOf(
  parts: readonly DocumentPart[],
  context: Context,
  canonical: (document: PolicyDocument) => PolicyDocument,
): PolicyWant {
  const named = parts.flatMap(part => part.named ?? [])
  const [only] = parts
  const document =
    parts.length === 1 && isDocument(only?.body)
      ? only.body
      : { Version: CURRENT_VERSION, Statement: parts.flatMap(part => statementsIn(part, context)) }
  const sharing = isShared(parts) ? { sharing: { absent: parts.flatMap(absentIn) } } : {}
  return { document: canonical(document), named, ...sharing }
}

export const isShared = (parts: readonly DocumentPart[]): boolean => parts.some(({ body }) => body === LIVE)

/** The Sids that a part takes away. */
export const absentIn = ({ body }: DocumentPart): readonly string[] =>
  isAbsent(body) ? (body.absent as readonly string[]) : []

/** As IAM writes it, in a file or in the manifest. */
export const isDocument = (body: unknown): body is PolicyDocument => isFields(body) && body.Statement !== undefined

export function statementsIn({ body }: DocumentPart, context: Context): readonly Statement[] {
  const { access, statements, Statement } = (isFields(body) ? body : {}) as {
    access?: Access
    statements?: readonly Statement[]
    Statement?: PolicyDocument['Statement']
  }
  if (access) return statementsOf(access, context)
  return statements ?? ([Statement ?? []].flat() as readonly Statement[])
}

/** Of a shared policy, what it takes away may be all that is there. */
export const mayTakeAll = (want: PolicyWant | null): boolean =>
  want?.sharing !== undefined && want.sharing.absent.length > 0 && want.document.Statement.length === 0
