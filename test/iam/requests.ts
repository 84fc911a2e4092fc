import type { PolicyDocument } from '../../src/iam/permission.ts'
import { isAllowed } from '../kinds/policy/iam.ts'

/** A call of a service, before anybody has answered it. */
export interface Asked {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly account: string
  readonly region: string
}

/** What IAM is asked for one call. */
interface Question {
  readonly action: string
  readonly resource: string
}

/** Of other services than ECR. Source: IAM service authorization references of AWS STS and of the tagging API. */
const OF_OTHERS: Readonly<Record<string, ((asked: Asked) => readonly Question[]) | undefined>> = {
  AssumeRole: ({ input }) => [{ action: 'sts:AssumeRole', resource: String(input.RoleArn) }],
  GetCallerIdentity: () => [],
  GetResources: () => [{ action: 'tag:GetResources', resource: '*' }],
}

/** Written apart from the policies that are tried. Source: IAM service authorization reference, Amazon ECR; user guide, "Tagging". */
export function questionsOf(asked: Asked): readonly Question[] {
  const { operation, input, account, region } = asked
  const ofOthers = OF_OTHERS[operation]
  if (ofOthers) return ofOthers(asked)
  const action = `ecr:${operation === 'ListImageReferrers' ? 'BatchGetImage' : operation}`
  const { repositoryName, repositoryNames, resourceArn, registryId = account } = input
  const names = [repositoryName ?? repositoryNames ?? []].flat()
  const arnOf = (name: unknown) => `arn:aws:ecr:${region}:${registryId}:repository/${name}`
  const resources = resourceArn === undefined ? names.map(arnOf) : [String(resourceArn)]
  const questions = resources.map(resource => ({ action, resource }))
  if (operation === 'DescribeRepositories' && questions.length === 0) return [{ action, resource: arnOf('*') }]
  const isTagged = operation === 'CreateRepository' && [input.tags ?? []].flat().length > 0
  if (isTagged) return [...questions, ...resources.map(resource => ({ action: 'ecr:TagResource', resource }))]
  return questions.length > 0 ? questions : [{ action, resource: '*' }]
}

/** What of a call no policy of an identity allows. */
export function refusedBy(documents: readonly PolicyDocument[], asked: Asked): readonly Question[] {
  const Statement = documents.flatMap(document => document.Statement).map(one => ({ ...one, Principal: '*' }))
  const principal = { kind: 'aws', account: asked.account, arn: `arn:aws:iam::${asked.account}:role/ecrsync` } as const
  return questionsOf(asked).filter(question => !isAllowed({ Statement }, { principal, ...question, context: {} }))
}
