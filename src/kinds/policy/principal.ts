/** Without wildcards: ECR looks each of them up. Source: IAM user guide, "AWS JSON policy elements: Principal". */
const ARN =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:user|role)\/[\w+=,.@/-]+)|sts::\d{12}:(?:assumed-role|federated-user)\/[\w+=,.@/-]+)$/
const ROOT_ARN = /^arn:[^:]+:iam::(\d{12}):root$/
const REMAINS = /^(AROA|AIDA)[A-Z0-9]+$/

export const isPrincipalArn = (name: string): boolean => ARN.test(name)

/** ECR answers a bare account id as the ARN of its root. */
export const withoutRoot = (principal: unknown): unknown =>
  typeof principal === 'string' ? (ROOT_ARN.exec(principal)?.[1] ?? principal) : principal

/** ECR shows the unique id of a principal that has been deleted. Source: IAM user guide, "Unique identifiers". */
export function remainsOf(name: string): 'role' | 'user' | undefined {
  const [, prefix] = REMAINS.exec(name) ?? []
  if (prefix === undefined) return undefined
  return prefix === 'AROA' ? 'role' : 'user'
}
