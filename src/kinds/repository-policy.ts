import { absentOn } from '../aws/failures.ts'
import type { Difference, Fields, Refusal } from '../model.ts'
import { partitionOf } from '../names.ts'
import { isFields, present } from './canonical.ts'
import { parsedText } from './document-text.ts'
import type { Context, DocumentPart, Kind, Phrase, Problem, Words } from './kind.ts'
import { type Access, checkAccess, statementsOf } from './policy/access.ts'
import { checkDocument, checkStatements, MAXIMUM_TEXT, NO_STATEMENT } from './policy/check.ts'
import {
  alignedTo,
  CURRENT_VERSION,
  canonicalDocument,
  type PolicyDocument,
  type Statement,
} from './policy/document.ts'
import { inline } from './policy/inline.ts'
import { LAMBDAS_SID, lambdasOwn } from './policy/lambda.ts'

import { checkLevels } from './policy/levels.ts'
import { isForEverybody, openings } from './policy/openings.ts'

import { checkListedPartitions } from './policy/partition-check.ts'
import { under } from './policy/problem.ts'
import { policyDocument } from './policy/schema.ts'
import { textOf } from './policy/text.ts'
import { grantsText, policyLines } from './policy/words.ts'

export interface PolicyWant {
  readonly document: PolicyDocument
  /** The manifest's names for its parts. */
  readonly named: readonly string[]
}

export const repositoryPolicy: Kind<PolicyWant, PolicyDocument> = {
  key: 'repositoryPolicy',
  scope: 'repository',
  needs: ['repository'],
  facts: ['repositoryArn'],
  look: 'unlessCreated',
  already: { DeleteRepositoryPolicy: 'RepositoryPolicyNotFoundException' },
  uses: { reads: ['GetRepositoryPolicy'], writes: ['SetRepositoryPolicy', 'DeleteRepositoryPolicy'] },
  manifest: {
    repositoryPolicy: {
      description:
        'Who may use the repository: the name of a policy of `repositoryPolicies`, access, statements, a file, a whole IAM document, or a list of these and `inherited`. A list joins the statements of all into one document of Version 2012-10-17. A declared policy is exact, but for the statement that Lambda adds by itself; `null` says that there must be none.',
    },
  },
  documents: { named: 'repositoryPolicies', schema: policyDocument, joins: true, inline, checkLevels },
  examples: [
    { repositoryPolicy: null },
    {
      repositoryPolicy: [
        { named: 'org-pull', body: { access: { pull: ['o-abc1234567', '111122223333'], push: ['444455556666'] } } },
      ],
    },
    {
      repositoryPolicy: [
        { body: { access: { lambda: ['111122223333'], pull: ['o-abc1234567/r-ab12/ou-ab12-11111111'] } } },
        {
          body: {
            statements: [
              {
                Sid: 'no deletes',
                Effect: 'Deny',
                Principal: '*',
                Action: 'ecr:BatchDeleteImage',
                Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
              },
            ],
          },
        },
      ],
    },
    {
      repositoryPolicy: [
        {
          body: {
            Version: '2008-10-17',
            Id: 'from the console',
            Statement: [
              {
                Sid: 'AllowPull',
                Effect: 'Allow',
                Principal: { AWS: 'arn:aws:iam::111122223333:root' },
                Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
              },
            ],
          },
        },
      ],
    },
    {
      repositoryPolicy: [
        {
          file: 'policies/pull.json',
          body: {
            Version: '2008-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:iam::111122223333:root' },
              Action: ['ecr:BatchGetImage'],
            },
          },
        },
      ],
    },
  ],
  want: (declared, context) => new Map([[context.repositoryName ?? '', wish(partsOf(declared), context)]]),
  check,
  read: async (ecr, { repositoryName, repositoryArn }) => {
    const asked = ecr.call('GetRepositoryPolicy', { repositoryName })
    const answer = await absentOn('RepositoryPolicyNotFoundException', asked)
    if (answer === null) return new Map()
    return new Map([[repositoryName, { ...parsedText<PolicyDocument>(answer.policyText), repositoryArn }]])
  },
  merge,
  canonical: canonicalDocument,
  replaces: (before, want) => (want === null ? before : withoutLambdas(before)),
  judge: async differing => differing.map(({ difference }) => present({ blocked: refuse(difference) })),
  write: ({ name: repositoryName, after }) => [
    after === null
      ? { action: 'DeleteRepositoryPolicy', input: { repositoryName } }
      : { action: 'SetRepositoryPolicy', input: { repositoryName, policyText: textOf(after) } },
  ],
  describe,
  remark: (before, want) => (keptBy(want, before).length === 0 ? undefined : KEPT),
  attention: ({ before, after }, _want, words) => openings(before, after, words).map(text => ({ word: 'OPENS', text })),
  isSaidOfNew: ({ text }) => isForEverybody(text),
}

const partsOf = (declared: Fields): readonly DocumentPart[] | null =>
  declared.repositoryPolicy as readonly DocumentPart[] | null

function wish(parts: readonly DocumentPart[] | null, context: Context): PolicyWant | null {
  if (parts === null) return null
  const named = parts.flatMap(part => part.named ?? [])
  const [only] = parts
  const document =
    parts.length === 1 && isDocument(only?.body)
      ? only.body
      : { Version: CURRENT_VERSION, Statement: parts.flatMap(part => statementsIn(part, context)) }
  return { document: canonicalDocument(document), named }
}

/** As IAM writes it, in a file or in the manifest. */
const isDocument = (body: unknown): body is PolicyDocument => isFields(body) && body.Statement !== undefined

function statementsIn({ body }: DocumentPart, context: Context): readonly Statement[] {
  const { access, statements, Statement } = body as {
    access?: Access
    statements?: readonly Statement[]
    Statement?: PolicyDocument['Statement']
  }
  if (access) return statementsOf(access, context)
  return statements ?? (Array.isArray(Statement) ? Statement : [Statement as unknown as Statement])
}

function check(declared: Fields, context: Context): readonly Problem[] {
  const parts = partsOf(declared)
  if (parts === null) return []
  const found = parts.flatMap((part, index) =>
    [...checkPart(part, context), ...(parts.length > 1 ? checkJoined(part) : [])].map(under('repositoryPolicy', index)),
  )
  return found.some(({ severity = 'error' }) => severity === 'error')
    ? found
    : [...found, ...checkWhole(parts, context)]
}

function checkPart({ body, file }: DocumentPart, context: Context): readonly Problem[] {
  const partition = context.region === undefined ? undefined : partitionOf(context.region)
  if (file !== undefined || isDocument(body)) return checkDocument(body, partition)
  const { access, statements } = body as { access?: Access; statements?: unknown }
  return access
    ? [...checkAccess(access, context), ...checkListedPartitions(access, partition)].map(under('access'))
    : checkStatements(statements ?? [], { partition }).map(under('statements'))
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

function checkWhole(parts: readonly DocumentPart[], context: Context): readonly Problem[] {
  const { document } = wish(parts, context) as PolicyWant
  if (document.Statement.length === 0) return [under('repositoryPolicy')(NO_STATEMENT)]
  const { length } = textOf(document)
  if (length <= MAXIMUM_TEXT) return []
  return [
    {
      path: ['repositoryPolicy'],
      code: 'REPOSITORY_POLICY',
      summary: `A policy of ${length} characters, ECR allows ${MAXIMUM_TEXT}`,
      detail: 'ECR would refuse it whole.',
      hint: 'Name an organization instead of many accounts, or join statements.',
    },
  ]
}

/** The declared policy fits, but perhaps not together with the statement that Lambda added. */
function refuse({ after }: Difference<PolicyDocument>): Refusal | undefined {
  const length = after === null ? 0 : textOf(after).length
  if (length <= MAXIMUM_TEXT) return undefined
  return {
    code: 'TOO_LONG',
    reason: `would have ${length} characters with the statement that Lambda added, ECR allows ${MAXIMUM_TEXT}`,
    hint: 'Name an organization instead of many accounts, or join statements.',
  }
}

/** Lambda writes its own statement into the policy, and would fail without it: it stays unless all of the policy goes. */
function merge(before: PolicyDocument | null, want: PolicyWant | null): PolicyDocument | null {
  if (want === null) return null
  if (before === null) return want.document
  const there = canonicalDocument(before)
  const { repositoryArn } = there
  const after = { ...want.document, ...(repositoryArn !== undefined && { repositoryArn }) }
  return alignedTo(there, { ...after, Statement: [...after.Statement, ...keptBy(want, there)] })
}

/** Lambda's own statement, where none with its Sid is declared. */
const keptBy = (want: PolicyWant | null, there: PolicyDocument): readonly Statement[] =>
  want === null || want.document.Statement.some(({ Sid }) => Sid === LAMBDAS_SID) ? [] : lambdasOwn(there)

function withoutLambdas(document: PolicyDocument): PolicyDocument | null {
  const lambdas = lambdasOwn(document)
  const Statement = document.Statement.filter(statement => !lambdas.includes(statement))
  return Statement.length === 0 ? null : { ...document, Statement }
}

/** Otherwise a policy would not be as it is declared, and nobody would know. Of many repositories, it is said once. */
const KEPT: Problem = {
  severity: 'note',
  path: ['repositoryPolicy'],
  code: 'LAMBDA_KEPT',
  summary: 'The statement that Lambda added to a repository policy is kept',
  detail: 'Functions of this account run images from there, and would not start without it.',
  hint: `Declare a statement with its Sid, ${LAMBDAS_SID}, to manage it.`,
}

function describe(
  { before, after }: Difference<PolicyDocument>,
  want: PolicyWant | null,
  words: Words,
): readonly Phrase[] {
  if (before !== null && after !== null) {
    const isKept = keptBy(want, before).length > 0
    return [
      ...policyLines(before, after, words),
      ...(isKept ? [{ text: 'the statement that Lambda added is kept' }] : []),
    ]
  }
  const document = (after ?? before) as PolicyDocument
  const names = want?.named.length ? `${want.named.join(', ')}: ` : ''
  const lambda = after === null && lambdasOwn(document).length > 0
  return [
    { text: names + grantsText(document.Statement, words) },
    ...(lambda ? [{ text: 'the statement that Lambda added for its functions goes too' }] : []),
  ]
}
