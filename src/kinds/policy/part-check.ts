import { partitionOf } from '../../names.ts'
import type { Context, DocumentPart, Problem } from '../kind.ts'
import { isAbsent, LIVE } from '../live.ts'
import { under } from '../path.ts'
import { type Access, checkAccess } from './access.ts'
import { checkDocument, checkStatements, type Known, MAXIMUM_TEXT, NO_STATEMENT } from './check.ts'
import { CURRENT_VERSION, canonicalDocument, canonicalRegistryDocument, type PolicyDocument } from './document.ts'
import { checkListedPartitions } from './partition-check.ts'
import { checkSharing } from './sharing-check.ts'
import { textOf } from './text.ts'
import { isDocument, isShared, wishOf } from './want.ts'

/** What ECR would refuse of the parts of a policy and of all of it, by path into the parts; of a repository's, unless `isOfRegistry`. */
export function checkParts(parts: readonly DocumentPart[], context: Context, isOfRegistry = false): readonly Problem[] {
  const { account, region } = context
  const partition = region === undefined ? undefined : partitionOf(region)
  const canonical = isOfRegistry ? canonicalRegistryDocument : canonicalDocument
  const known = { partition, ...(isOfRegistry && { registry: { account, region, partition } }) }
  const found = parts.flatMap((part, index) =>
    [...checkPart(part, context, known), ...(parts.length > 1 ? checkJoined(part) : [])].map(under(index)),
  )
  if (found.some(isError)) return found
  const all = [...found, ...checkSharing(parts, context)]
  return all.some(isError) ? all : [...all, ...checkWhole(parts, wishOf(parts, context, canonical).document)]
}

const isError = ({ severity = 'error' }: Problem): boolean => severity === 'error'

function checkPart({ body, file }: DocumentPart, context: Context, known: Known): readonly Problem[] {
  if (body === LIVE || isAbsent(body)) return []
  if (file !== undefined || isDocument(body)) return checkDocument(body, known)
  const { access, statements } = body as { access?: Access; statements?: unknown }
  return access
    ? [...checkAccess(access, context), ...checkListedPartitions(access, known.partition)].map(under('access'))
    : checkStatements(statements ?? [], known).map(under('statements'))
}

/** In a document of 2008 IAM takes `${aws:username}` for itself. Source: IAM user guide, "Policy elements: Version". */
function checkJoined({ body }: DocumentPart): readonly Problem[] {
  if (!isDocument(body) || body.Version === CURRENT_VERSION) return []
  if (!/\$\{(?!\{)/.test(JSON.stringify(body.Statement))) return []
  return [
    {
      severity: 'warning',
      path: [],
      code: 'VERSION_CHANGES',
      summary: 'Variables of IAM in a document of 2008 that is joined',
      detail: `A join has Version ${CURRENT_VERSION}, in which IAM fills in what it took for plain text in this document.`,
      hint: `Write Version: "${CURRENT_VERSION}" if that is meant, or let the document stand alone.`,
    },
  ]
}

function checkWhole(parts: readonly DocumentPart[], document: PolicyDocument): readonly Problem[] {
  if (document.Statement.length === 0) return isShared(parts) ? [] : [NO_STATEMENT]
  const { length } = textOf(document)
  if (length <= MAXIMUM_TEXT) return []
  return [
    {
      path: [],
      code: 'REPOSITORY_POLICY',
      summary: `A policy of ${length} characters, ECR allows ${MAXIMUM_TEXT}`,
      detail: 'ECR would refuse it whole.',
      hint: 'Name an organization instead of many accounts, or join statements.',
    },
  ]
}
