import { partitionOf } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { Context, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'

/** Source: Amazon ECR API reference, PrincipalArn. */
const LONGEST = 200
export const PRINCIPAL = /^arn:(aws[a-z-]*):iam::\d{12}:(?:role|user)\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]+$/
/** Source: Amazon ECR User Guide, "Service quotas". */
const MOST = 100

const facet = 'pullTimeUpdateExclusions'
const code = 'PULL_TIME_EXCLUSION'

export function checkExclusions(
  exclusions: Readonly<Record<string, unknown>>,
  { region }: Context,
): readonly Problem[] {
  const partition = region === undefined || hasPlaceholder(region) ? undefined : partitionOf(region)
  const arns = Object.keys(exclusions)
  const count = arns.filter(arn => exclusions[arn] !== null).length
  return [
    ...arns.filter(arn => !hasPlaceholder(arn)).flatMap(arn => checkArn(arn, partition)),
    ...(count > MOST ? [tooMany(count)] : []),
  ]
}

function checkArn(arn: string, partition: string | undefined): readonly Problem[] {
  const [, own] = PRINCIPAL.exec(arn) ?? []
  if (own === undefined || arn.length > LONGEST) return [noPrincipal(arn)]
  return partition === undefined || own === partition ? [] : [ofOtherPartition(arn, own, partition)]
}

const noPrincipal = (arn: string): Problem => ({
  path: [facet, arn],
  code,
  summary: `"${clipped(arn)}" is no role or user`,
  detail: `ECR takes the ARN of a role or a user, of at most ${LONGEST} characters, without wildcards.`,
  hint: hintFor(arn),
})

const SESSION = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\//

function hintFor(arn: string): string {
  const [, partition, account, role] = SESSION.exec(arn) ?? []
  if (role !== undefined)
    return `It is a session of a role: write the role, "arn:${partition}:iam::${account}:role/${role}", with its path if it has one.`
  if (/:root$/.test(arn)) return 'Name the roles and users whose pulls are not to count, one by one.'
  return 'Write for example "arn:aws:iam::111122223333:role/scanner".'
}

const ofOtherPartition = (arn: string, own: string, partition: string): Problem => ({
  path: [facet, arn],
  code: 'WRONG_PARTITION',
  summary: `${clipped(arn)} is of the partition ${own}`,
  detail: `The registry is in ${partition}, and nobody of another partition can pull from it.`,
  hint: `Write "${arn.replace(`arn:${own}:`, `arn:${partition}:`)}", or "arn:\${{ target.partition }}:…".`,
})

const tooMany = (count: number): Problem => ({
  path: [facet],
  code,
  summary: `${count} pull time update exclusions, ECR allows ${MOST}`,
  detail: 'ECR would refuse the last of them.',
  hint: `Remove ${count - MOST}.`,
})
