import type { Refusal } from '../model.ts'
import { partitionOf, roleIn } from '../names.ts'
import { clipped } from '../words.ts'
import type { Context, Path, Problem } from './kind.ts'
import type { Knowledge } from './knowledge.ts'
import { hasPlaceholder } from './placeholder.ts'

/** Source: ECR API model, CustomRoleArn. */
const MAXIMUM_ROLE = 2048

/** A role that ECR takes on: of the registry's own account. */
export function checkCustomRole(role: unknown, path: Path, { account, region }: Context): readonly Problem[] {
  if (typeof role !== 'string' || hasPlaceholder(role)) return []
  const said = role.length <= MAXIMUM_ROLE ? roleIn(role) : undefined
  if (said === undefined) return [notRole(role, path)]
  if (account !== undefined && said.account !== account) return [ofAnother(said.account, account, path)]
  const own = region === undefined ? said.partition : partitionOf(region)
  return said.partition === own ? [] : [ofPartition(said.partition, own, path)]
}

/** The same, where whose registry it is was known only by asking. */
export function refuseCustomRole(role: string | undefined, registry: Knowledge['registry']): Refusal | undefined {
  const owner = role === undefined ? undefined : roleIn(role)?.account
  if (owner === undefined || !registry?.account || owner === registry.account) return undefined
  return {
    code,
    reason: `names a role of account ${owner}, and the registry is of ${registry.account}, whose roles alone ECR takes on`,
    hint: OWN_ROLE,
  }
}

const code = 'CUSTOM_ROLE'

const OWN_ROLE =
  "Name a role of the registry's account: `arn:aws:iam::${{ target.account }}:role/NAME` follows the target."

const notRole = (role: string, path: Path): Problem => ({
  path,
  code,
  summary: `"${clipped(role)}" is not the ARN of a role`,
  detail: 'ECR takes on a role of IAM, and refuses anything else.',
  hint: 'Write for example arn:aws:iam::111122223333:role/ecr-cache.',
})

const ofAnother = (owner: string, account: string, path: Path): Problem => ({
  path,
  code,
  summary: `A role of account ${owner}, the registry is of ${account}`,
  detail: 'ECR takes on roles of its own account only.',
  hint: OWN_ROLE,
})

const ofPartition = (partition: string, own: string, path: Path): Problem => ({
  path,
  code,
  summary: `An ARN of partition ${partition}, the registry is in ${own}`,
  detail: 'No role of another partition is known there.',
  hint: 'Write `arn:${{ target.partition }}:iam::${{ target.account }}:role/NAME`, which follows the target.',
})
