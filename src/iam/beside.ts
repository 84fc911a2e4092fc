import { ALL, filledIn, keyArn, roleArn, type Where } from './arns.ts'
import type { Permission } from './permission.ts'

/** Actions of other services, which know no resources of ECR. */
export const otherPermissions = (actions: readonly string[]): readonly Permission[] =>
  actions.map(action => ({ part: 'OtherServices', action, resource: ALL }))

/** Roles that AWS makes for a service stand in a path of its own. */
export const serviceRolePermissions = (where: Where, services: readonly string[]): readonly Permission[] =>
  services.map(service => ({
    part: 'ServiceRoles',
    action: 'iam:CreateServiceLinkedRole',
    resource: roleArn(where, `aws-service-role/${service}/*`),
    condition: { StringEquals: { 'iam:AWSServiceName': [service] } },
  }))

/** To every service it would be administration. */
export const passPermissions = (roles: readonly string[], services: readonly string[]): readonly Permission[] =>
  roles.map(role => ({
    part: 'PassRoles',
    action: 'iam:PassRole',
    resource: filledIn(role),
    condition: { StringEquals: { 'iam:PassedToService': services } },
  }))

/** ECR makes grants on the key as whoever creates a repository. Source: Amazon ECR User Guide, "Encryption at rest". */
const OF_KEYS = ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant']

export const keyPermissions = (where: Where, keys: readonly string[]): readonly Permission[] =>
  keys.flatMap(key => OF_KEYS.map(action => ({ part: 'Keys' as const, action, ...keyNamed(where, filledIn(key)) })))

/** A policy names no alias: it chooses among the keys of its account. Source: AWS KMS Developer Guide, "kms:ResourceAliases". */
function keyNamed(where: Where, key: string): Pick<Permission, 'resource' | 'condition'> {
  const [, owner, alias] = /^(?:(arn:[^:]+:kms:[^:]*:[^:]*:))?(alias\/.+)$/.exec(key) ?? []
  if (alias === undefined) return { resource: key.startsWith('arn:') ? key : keyArn(where, key) }
  return {
    resource: owner === undefined ? keyArn(where, ALL) : `${owner}key/*`,
    condition: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': [alias] } },
  }
}
