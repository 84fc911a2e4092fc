// iam-policy.json: what the identities that plan, apply and log in need, out of what the kinds call.
import { PULLS, UPLOADS } from '../dist/aws/api.js'
import { KINDS } from '../dist/kinds/index.js'

const REPOSITORIES = 'arn:*:ecr:*:*:repository/*'
/** Without names it is authorized on all repositories: a statement of its own may stay so where the others are narrowed. */
const LISTING = 'DescribeRepositories'
/** The roles that targets name, by the usual name of them. `sts:GetCallerIdentity` takes no permission. */
const ROLES = 'arn:*:iam::*:role/ecrsync'
/** Actions without a repository. Source: IAM service authorization reference, Amazon ECR. @type {ReadonlySet<string>} */
const OF_THE_REGISTRY = new Set([
  'DescribeRegistry',
  ...KINDS.filter(({ scope }) => scope === 'registry').flatMap(({ uses }) => [...uses.reads, ...uses.writes]),
])

export function iamPolicy() {
  const reads = KINDS.flatMap(({ uses }) => uses.reads)
  const probes = KINDS.flatMap(({ uses }) => uses.probes ?? [])
  const writes = KINDS.flatMap(({ uses }) => uses.writes).flatMap(callsOf)
  return {
    Version: '2012-10-17',
    Statement: [
      statement('List', actionsIn([LISTING], false), REPOSITORIES),
      statement('Plan', actionsIn(reads, false), REPOSITORIES),
      statement('PlanRegistry', actionsIn(reads, true), '*'),
      // Knows no resources. Without it tags are read one repository a call.
      statement('Tags', ['tag:GetResources'], '*'),
      // Also for ListImageReferrers, which has no action of its own.
      statement('Images', ['ecr:BatchGetImage'], REPOSITORIES),
      statement('Preview', actionsIn(probes, false), REPOSITORIES),
      statement('Apply', actionsIn(writes, false), REPOSITORIES),
      statement('ApplyRegistry', actionsIn(writes, true), '*'),
      statement('OtherServices', distinct(KINDS.flatMap(({ uses }) => uses.others ?? [])), '*'),
      {
        ...statement('ServiceRoles', ['iam:CreateServiceLinkedRole'], 'arn:*:iam::*:role/aws-service-role/*'),
        Condition: only(
          'iam:AWSServiceName',
          KINDS.flatMap(({ uses }) => uses.serviceRoles ?? []),
        ),
      },
      {
        ...statement('PassRoles', ['iam:PassRole'], 'arn:*:iam::*:role/*'),
        Condition: only(
          'iam:PassedToService',
          KINDS.flatMap(({ uses }) => uses.passesRolesTo ?? []),
        ),
      },
      statement('Login', ['ecr:GetAuthorizationToken'], '*'),
      statement('Targets', ['sts:AssumeRole'], ROLES),
    ],
  }
}

/** The copy of an image is many calls, and reads from other repositories. @type {(action: string) => readonly string[]} */
const callsOf = action => (action === 'CopyImage' ? [...Object.keys(PULLS), ...Object.keys(UPLOADS)] : [action])

/** @type {(Sid: string, Action: readonly string[], Resource: string) => object} */
const statement = (Sid, Action, Resource) => ({ Sid, Effect: 'Allow', Action, Resource })

/** @type {(values: readonly string[]) => readonly string[]} */
const distinct = values => [...new Set(values)].sort()

/** @type {(key: string, services: readonly string[]) => object} */
const only = (key, services) => ({ StringEquals: { [key]: distinct(services) } })

/** @type {(actions: readonly string[], ofTheRegistry: boolean) => readonly string[]} */
const actionsIn = (actions, ofTheRegistry) =>
  distinct(actions)
    .filter(action => OF_THE_REGISTRY.has(action) === ofTheRegistry)
    .map(action => `ecr:${action}`)
