import { absentOn } from '../aws/failures.ts'
import type { Difference, Fields, Refusal } from '../model.ts'
import { parsedText } from './document-text.ts'
import type { Context, DocumentPart, Kind, Phrase, Problem, Words } from './kind.ts'
import { LIVE } from './live.ts'
import { under } from './path.ts'
import { documentWrites } from './permissions.ts'
import { backToPolicy } from './policy/back.ts'
import { calledByAccess, dividedAccess, renamedAccess } from './policy/called.ts'
import { MAXIMUM_TEXT } from './policy/check.ts'
import {
  alignedTo,
  canonicalDocument,
  type PolicyDocument,
  type Statement,
  statementsBeyond,
} from './policy/document.ts'
import { openingsTo } from './policy/exposure.ts'
import { foreignRepositoryPolicy } from './policy/foreign.ts'
import { inline } from './policy/inline.ts'
import { LAMBDAS_SID, lambdasOwn } from './policy/lambda.ts'
import { checkLevels } from './policy/levels.ts'
import { isDenying, lockout, OF_REPOSITORY } from './policy/lockout.ts'
import { accessFacts, isForEverybody } from './policy/openings.ts'
import { checkParts } from './policy/part-check.ts'
import { refuseShared, tooLong } from './policy/refusals.ts'
import { policyDocument, sharedPart } from './policy/schema.ts'
import { isSharedWant, keepsText, laidOver, oursIn } from './policy/sharing.ts'
import { statedPolicy } from './policy/stated.ts'
import { textOf } from './policy/text.ts'
import { mayTakeAll, type PolicyWant, wishOf } from './policy/want.ts'
import { grantsText, policyBecomes, policyLines } from './policy/words.ts'

export const repositoryPolicy: Kind<PolicyWant, PolicyDocument> = {
  key: 'repositoryPolicy',
  scope: 'repository',
  needs: ['repository'],
  facts: ['repositoryArn'],
  already: { DeleteRepositoryPolicy: 'RepositoryPolicyNotFoundException' },
  uses: { reads: ['GetRepositoryPolicy'], writes: ['SetRepositoryPolicy', 'DeleteRepositoryPolicy'] },
  permits: (want, about) => ({
    reads: ['GetRepositoryPolicy'],
    writes: documentWrites(
      {
        isWished: want !== null,
        mayBeEmpty: mayTakeAll(want),
        put: ['SetRepositoryPolicy'],
        remove: 'DeleteRepositoryPolicy',
      },
      about,
    ),
  }),
  manifest: {
    repositoryPolicy: {
      description:
        'Who may use the repository: the name of a policy of `repositoryPolicies`, access, statements, a file, a whole IAM document, or a list of these, `inherited` and `live`. A list joins the statements of all into one document of Version 2012-10-17. A declared policy is exact, but for the statement that Lambda adds by itself; with `live` in the list, what is there is kept, and the rest is laid over it by Sid; `null` says that there must be none.',
    },
  },
  documents: {
    named: 'repositoryPolicies',
    snippet: { '${1:partner}': { access: { pull: ['"${2:111122223333}"'] } } },
    schema: policyDocument,
    joins: true,
    shared: sharedPart,
    inline,
    checkLevels,
    called: calledByAccess,
    divided: dividedAccess,
    renamed: renamedAccess,
  },
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
    {
      repositoryPolicy: [
        { body: LIVE },
        {
          body: {
            statements: [
              {
                Sid: 'payments-pull',
                Effect: 'Allow',
                Principal: { AWS: '444455556666' },
                Action: 'ecr:BatchGetImage',
              },
            ],
          },
        },
        { body: { absent: ['payments-old'] } },
      ],
    },
  ],
  foreign: foreignRepositoryPolicy,
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
  // Whoever shares a policy may have waited for the repository, and whether one locks out hangs on who applies it.
  isOursAlone: want => !isSharedWant(want) && !isDenying(want?.document ?? null, OF_REPOSITORY),
  backTo: (_name, { to, from, isWhole }) => backToPolicy(to, from, isWhole),
  replaces,
  judge: async (differing, known) =>
    Promise.all(
      differing.map(async ({ difference, want }) => {
        const blocked = refuse(difference, want)
        return blocked ? { blocked } : lockout(difference, known, OF_REPOSITORY)
      }),
    ),
  write: ({ name: repositoryName, after }) => [
    after === null
      ? { action: 'DeleteRepositoryPolicy', input: { repositoryName } }
      : { action: 'SetRepositoryPolicy', input: { repositoryName, policyText: textOf(after) } },
  ],
  opens: openingsTo,
  states: (_name, policy, context) => ({ repositoryPolicy: statedPolicy(toBeSaid(policy), context) }),
  describe,
  becomes: policyBecomes,
  remark: (before, want) => (keptBy(want, before).length === 0 ? undefined : KEPT),
  attention: (difference, _want, words) => accessFacts(difference, words),
  isSaidOfNew: ({ text }) => isForEverybody(text),
}

const partsOf = (declared: Fields): readonly DocumentPart[] | null =>
  declared.repositoryPolicy as readonly DocumentPart[] | null

const wish = (parts: readonly DocumentPart[] | null, context: Context): PolicyWant | null =>
  parts && wishOf(parts, context, canonicalDocument)

function check(declared: Fields, context: Context): readonly Problem[] {
  const parts = partsOf(declared)
  return parts === null ? [] : checkParts(parts, context).map(under('repositoryPolicy'))
}

/** The declared policy fits, but perhaps not together with what is kept. */
function refuse({ before, after }: Difference<PolicyDocument>, want: PolicyWant | null): Refusal | undefined {
  const refusal = refuseShared({ before, after }, want)
  const length = after === null ? 0 : textOf(after).length
  if (refusal || length <= MAXIMUM_TEXT) return refusal
  return tooLong(length, 'the statement that Lambda added')
}

/** Lambda writes its own statement into the policy, and would fail without it: it stays unless all of the policy goes. */
function merge(before: PolicyDocument | null, want: PolicyWant | null): PolicyDocument | null {
  if (want === null) return null
  const there = before && canonicalDocument(before)
  if (isSharedWant(want)) return laidOver(there, want)
  if (there === null) return want.document
  const { repositoryArn } = there
  const after = { ...want.document, ...(repositoryArn !== undefined && { repositoryArn }) }
  return alignedTo(there, { ...after, Statement: [...after.Statement, ...keptBy(want, there)] })
}

function replaces(before: PolicyDocument, want: PolicyWant | null): PolicyDocument | null {
  if (want === null) return before
  return isSharedWant(want) ? oursIn(before, want) : withoutLambdas(before)
}

/** Lambda's own statement, where the policy is exact and none with its Sid is declared. */
const keptBy = (want: PolicyWant | null, there: PolicyDocument): readonly Statement[] =>
  want === null || isSharedWant(want) || want.document.Statement.some(({ Sid }) => Sid === LAMBDAS_SID)
    ? []
    : lambdasOwn(there)

function withoutLambdas(document: PolicyDocument): PolicyDocument | null {
  const lambdas = lambdasOwn(document)
  const Statement = document.Statement.filter(statement => !lambdas.includes(statement))
  return Statement.length === 0 ? null : { ...document, Statement }
}

/** What Lambda added stays by itself beside what is said; where that is nothing, or has its Sid, it has to be said, too. */
function toBeSaid(policy: PolicyDocument): PolicyDocument {
  const others = withoutLambdas(policy)
  return others === null || others.Statement.some(({ Sid }) => Sid === LAMBDAS_SID) ? policy : others
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
  if (before !== null && after !== null)
    return [...policyLines(before, after, words), ...keptLines(before, want), ...lookalikeLines(before, after)]
  const document = (after ?? before) as PolicyDocument
  const names = want?.named.length ? `${want.named.join(', ')}: ` : ''
  const lambda = after === null && lambdasOwn(document).length > 0
  return [
    { text: names + grantsText(document.Statement, words) },
    ...(lambda ? [{ text: 'the statement that Lambda added for its functions goes too' }] : []),
  ]
}

function keptLines(before: PolicyDocument, want: PolicyWant | null): readonly Phrase[] {
  const keeps = isSharedWant(want) ? keepsText(before, want) : undefined
  if (keeps !== undefined) return [{ text: keeps }]
  return keptBy(want, before).length > 0 ? [{ text: 'the statement that Lambda added is kept' }] : []
}

/** What only has the Sid of Lambda's statement goes like any other, and a reader would think that Lambda loses something. */
function lookalikeLines(before: PolicyDocument, after: PolicyDocument): readonly Phrase[] {
  const isUnderIt = ({ Sid }: Statement) => Sid === LAMBDAS_SID
  const gone = statementsBeyond(before.Statement, after.Statement).filter(isUnderIt)
  if (gone.length === 0 || after.Statement.some(isUnderIt) || lambdasOwn(before).length === gone.length) return []
  return [{ text: `${LAMBDAS_SID} goes: it has the Sid of Lambda's own statement, and says something else` }]
}
