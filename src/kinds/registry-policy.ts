import type { Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import type { Difference } from '../model.ts'
import { parsedText } from './document-text.ts'
import type { Context, DocumentPart, Kind, Phrase, Problem, Words } from './kind.ts'
import { LIVE } from './live.ts'
import { under } from './path.ts'
import { documentWrites } from './permissions.ts'
import { ALL_ACTIONS } from './policy/actions.ts'
import { backToPolicy } from './policy/back.ts'
import { alignedTo, canonicalRegistryDocument, type PolicyDocument } from './policy/document.ts'
import { openingsTo } from './policy/exposure.ts'
import { foreignRegistryPolicy } from './policy/foreign.ts'
import { inline } from './policy/inline.ts'
import { lockout, OF_REGISTRY } from './policy/lockout.ts'
import { accessFacts } from './policy/openings.ts'
import { checkParts } from './policy/part-check.ts'
import { ofRegistryPolicy } from './policy/problem.ts'
import { refuseShared } from './policy/refusals.ts'
import { isReplicaOf, replicatedInto } from './policy/replicas.ts'
import { registryPolicyDocument, sharedRegistryPart } from './policy/schema.ts'
import { isSharedWant, keepsText, laidOver, oursIn } from './policy/sharing.ts'
import { statedRegistryPolicy } from './policy/stated.ts'
import { stoppedBy } from './policy/stops.ts'
import { textOf } from './policy/text.ts'
import { mayTakeAll, type PolicyWant, wishOf } from './policy/want.ts'
import { grantsText, policyLines } from './policy/words.ts'
import { onlyOne } from './singleton.ts'

export const registryPolicy: Kind<PolicyWant, PolicyDocument> = {
  key: 'registryPolicy',
  scope: 'registry',
  needs: ['accountSetting'],
  already: { DeleteRegistryPolicy: 'RegistryPolicyNotFoundException' },
  uses: { reads: ['GetRegistryPolicy'], writes: ['PutRegistryPolicy', 'DeleteRegistryPolicy'] },
  permits: (want, about) => ({
    reads: ['GetRegistryPolicy'],
    writes: documentWrites(
      {
        isWished: want !== null,
        mayBeEmpty: mayTakeAll(want),
        put: ['PutRegistryPolicy'],
        remove: 'DeleteRegistryPolicy',
      },
      about,
    ),
  }),
  manifest: {
    policy: {
      description:
        'Who may replicate into this registry, pull through its caches, or use its repositories from other accounts: statements, a file, a whole IAM document, or a list of these and `live`. A list joins the statements of all into one document of Version 2012-10-17. Without `live` a declared policy is exact; `null` says that there must be none. What it may speak of depends on the account setting `REGISTRY_POLICY_SCOPE`: under `V1` ECR asks it about ReplicateImage, BatchImportUpstreamImage and CreateRepository alone.',
    },
  },
  documents: { schema: registryPolicyDocument, joins: true, shared: sharedRegistryPart, inline },
  examples: [
    { policy: null },
    {
      policy: [
        {
          body: {
            statements: [
              {
                Sid: 'replicas',
                Effect: 'Allow',
                Principal: { AWS: '444455556666' },
                Action: ['ecr:ReplicateImage', 'ecr:CreateRepository'],
                Resource: 'arn:aws:ecr:us-east-1:123456789012:repository/prod/*',
              },
            ],
          },
        },
      ],
    },
    {
      policy: [
        {
          body: {
            Version: '2008-10-17',
            Id: 'caches',
            Statement: [
              {
                Sid: 'caches',
                Effect: 'Allow',
                Principal: { AWS: ['111122223333', '444455556666'] },
                Action: ['ecr:BatchImportUpstreamImage'],
                Resource: '*',
              },
              {
                Sid: 'nobody else',
                Effect: 'Deny',
                Principal: '*',
                NotAction: ['ecr:BatchImportUpstreamImage'],
                NotResource: ['arn:aws:ecr:us-east-1:123456789012:repository/docker-hub/*'],
                Condition: { StringNotEquals: { 'aws:PrincipalAccount': ['123456789012'] } },
              },
            ],
          },
        },
      ],
    },
    {
      policy: [
        { body: LIVE },
        {
          body: {
            statements: [
              {
                Sid: 'payments-replicas',
                Effect: 'Allow',
                Principal: { AWS: '444455556666' },
                Action: 'ecr:ReplicateImage',
                Resource: '*',
              },
            ],
          },
        },
        { body: { absent: ['payments-old'] } },
      ],
    },
  ],
  foreign: foreignRegistryPolicy,
  want: ({ policy }, context) => onlyOne(wish(policy as readonly DocumentPart[] | null | undefined, context)),
  check: ({ policy }, context) => check(policy as readonly DocumentPart[] | null | undefined, context),
  read: async ecr => onlyOne(await policyIn(ecr)),
  // A repository that is copied from elsewhere comes back with the next push there.
  makes: {
    there: async ecr => {
      const policy = await policyIn(ecr)
      return policy ? replicatedInto(canonicalRegistryDocument(policy)) : []
    },
    isFor: isReplicaOf,
  },
  merge(before, want) {
    if (want === null) return null
    const there = before && canonicalRegistryDocument(before)
    if (isSharedWant(want)) return laidOver(there, want)
    return there === null ? want.document : alignedTo(there, want.document)
  },
  canonical: canonicalRegistryDocument,
  backTo: (_name, { to, from, isWhole }) => backToPolicy(to, from, isWhole),
  replaces: (before, want) => (isSharedWant(want) ? oursIn(before, want) : before),
  judge: async (differing, known) =>
    Promise.all(
      differing.map(async ({ difference, want }) => {
        const blocked = refuseShared(difference, want)
        return blocked ? { blocked } : lockout(difference, known, OF_REGISTRY)
      }),
    ),
  write: ({ after }) => [
    after === null
      ? { action: 'DeleteRegistryPolicy', input: {} }
      : { action: 'PutRegistryPolicy', input: { policyText: textOf(after) } },
  ],
  states: (_name, policy) => ({ policy: statedRegistryPolicy(policy) }),
  opens: (difference, own) => openingsTo(difference, own, ALL_ACTIONS),
  describe,
  attention: (difference, _want, words) => accessFacts(difference, words, ALL_ACTIONS),
}

async function policyIn(ecr: Reader): Promise<PolicyDocument | undefined> {
  const answer = await absentOn('RegistryPolicyNotFoundException', ecr.call('GetRegistryPolicy', {}))
  return answer === null ? undefined : parsedText<PolicyDocument>(answer.policyText)
}

const wish = (parts: readonly DocumentPart[] | null | undefined, context: Context): PolicyWant | null | undefined =>
  parts && wishOf(parts, context, canonicalRegistryDocument)

const check = (parts: readonly DocumentPart[] | null | undefined, context: Context): readonly Problem[] =>
  parts ? checkParts(parts, context, true).map(problem => under('policy')(ofRegistryPolicy(problem))) : []

function describe(
  { before, after }: Difference<PolicyDocument>,
  want: PolicyWant | null,
  words: Words,
): readonly Phrase[] {
  const stops = stoppedBy(before, after).map(text => ({ text }))
  if (before === null || after === null)
    return [{ text: grantsText(((after ?? before) as PolicyDocument).Statement, words) }, ...stops]
  const keeps = isSharedWant(want) ? keepsText(before, want) : undefined
  return [...policyLines(before, after, words), ...(keeps === undefined ? [] : [{ text: keeps }]), ...stops]
}
