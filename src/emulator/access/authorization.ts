import { AwsError } from '../errors.ts'
import { repositoryArn } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'
import { type Caller, isRoot } from './caller.ts'
import { decisionOf } from './policy-decision.ts'
import type { Policy } from './policy-grammar.ts'

export interface Access {
  readonly caller: Caller
  readonly registry: Registry
  /** Of the ECR API, which is also the IAM action but for one. */
  readonly operation: string
  /** None: the registry as a whole. */
  readonly repositoryName?: string
  readonly now: Date
}

/** Operations that have no action of their own. Source: IAM service authorization reference. */
const ACTIONS: Readonly<Record<string, string>> = { ListImageReferrers: 'BatchGetImage' }

/** What a registry policy was about before its scope was widened. Source: AWS user guide, "Private registry permissions". */
const SCOPE_V1 = ['ReplicateImage', 'BatchImportUpstreamImage', 'CreateRepository']

/**
 * The owner may do everything that no policy denies: there is no IAM here. Others may do what a policy of the repository or
 * the registry allows.
 *
 * @throws AwsError AccessDeniedException
 */
export function authorize(access: Access): void {
  if (may(access)) return
  const isDenied = decide(access) === 'Deny'
  const missing = `because no resource-based policy allows the ${actionOf(access)} action`
  throw denied(access, isDenied ? 'with an explicit deny in a resource-based policy' : missing)
}

/** The same as an answer. */
export function may(access: Access): boolean {
  if (isMending(access)) return true
  const decision = decide(access)
  return decision === 'Allow' || (decision === undefined && access.caller.account === access.registry.account)
}

/** Operations on the policies themselves. */
const POLICY = /^(Get|Put|Set|Delete)(Registry|Repository)Policy$/

/** The root user can put a policy right that locks everybody out: there would be no way back. */
const isMending = ({ caller, registry, operation }: Access): boolean =>
  caller.account === registry.account && isRoot(caller) && POLICY.test(operation)

function decide(access: Access): 'Allow' | 'Deny' | undefined {
  const policies = policiesOf(access)
  if (policies.length === 0) return undefined
  const { caller, now } = access
  return decisionOf(policies, { caller, now, action: actionOf(access), resource: resourceOf(access) })
}

const actionOf = ({ operation }: Access) => `ecr:${ACTIONS[operation] ?? operation}`
const resourceOf = ({ registry, repositoryName = '*' }: Access) => repositoryArn(registry, repositoryName)

/** Policies were checked when they were set. */
function policiesOf({ registry, repositoryName, operation }: Access): readonly Policy[] {
  const repository =
    repositoryName !== undefined && registry.has(repositoryName) ? registry.repository(repositoryName) : undefined
  const { policyText, accountSettings } = registry.settings.get() ?? {}
  const isInScope = accountSettings?.REGISTRY_POLICY_SCOPE !== 'V1' || SCOPE_V1.includes(operation)
  return [repository?.policyText, isInScope ? policyText : undefined]
    .filter(text => text !== undefined)
    .map(text => JSON.parse(text))
}

const denied = (access: Access, why: string) =>
  new AwsError(
    'AccessDeniedException',
    `User: ${access.caller.arn} is not authorized to perform: ${actionOf(access)} on resource: ${resourceOf(access)} ${why}`,
  )
