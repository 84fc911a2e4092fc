import { AwsError } from '../errors.ts'
import type { RegistryPlace } from '../registry-place.ts'
import { optional, text } from './shapes.ts'

export const customRoleArn = optional(text({ max: 2048 }))

/** Source: ECR API reference: "This role must be in the same account as the registry that you are configuring." */
export function checkCustomRole({ account }: RegistryPlace, role: string | undefined): void {
  const owner = /^arn:[a-z0-9-]+:iam::(\d{12}):role\/./.exec(role ?? '')?.[1]
  if (!role || owner === account) return
  throw new AwsError('ValidationException', `The role '${role}' is not a role of the account '${account}'`)
}
