import { KINDS } from '../kinds/index.ts'
import { actionsOf, COPIES, LISTS, LOGS_IN, TELLS_TAGS } from './actions.ts'
import { ALL, repositoryArn, roleArn } from './arns.ts'
import { otherPermissions } from './beside.ts'
import { documentOf, type Part, type Permission, type PolicyDocument } from './permission.ts'
import { statementsOf } from './statements.ts'

/** Whoever wants to use it for any manifest: all calls of all kinds, in registries and on repositories of any name. */
export const everythingPolicy = (): PolicyDocument => documentOf(statementsOf(everything()))

const REPOSITORIES = repositoryArn({}, ALL)

/** Without a repository. */
const OF_THE_REGISTRY: ReadonlySet<string> = new Set([
  'DescribeRegistry',
  ...KINDS.filter(({ scope }) => scope === 'registry').flatMap(({ uses }) => [...uses.reads, ...uses.writes]),
])

function everything(): readonly Permission[] {
  const reads = KINDS.flatMap(({ uses }) => uses.reads)
  const probes = KINDS.flatMap(({ uses }) => uses.probes ?? [])
  const writes = KINDS.flatMap(({ uses }) => uses.writes)
  return [
    ...allow('List', LISTS, REPOSITORIES),
    ...ofScopes(reads, ['Plan', 'PlanRegistry']),
    ...allow('Tags', TELLS_TAGS, ALL),
    ...allow('Images', ['ecr:BatchGetImage'], REPOSITORIES),
    ...ofScopes(probes, ['Preview', 'Preview']),
    ...ofScopes(
      writes.filter(action => action !== 'CopyImage'),
      ['Apply', 'ApplyRegistry'],
    ),
    ...allow('Apply', COPIES, REPOSITORIES),
    ...otherPermissions([...new Set(KINDS.flatMap(({ uses }) => uses.others ?? []))]),
    ...forServices({
      part: 'ServiceRoles',
      action: 'iam:CreateServiceLinkedRole',
      resource: roleArn({}, 'aws-service-role/*'),
      key: 'iam:AWSServiceName',
      services: KINDS.flatMap(({ uses }) => uses.serviceRoles ?? []),
    }),
    ...forServices({
      part: 'PassRoles',
      action: 'iam:PassRole',
      resource: roleArn({}, ALL),
      key: 'iam:PassedToService',
      services: KINDS.flatMap(({ uses }) => uses.passesRolesTo ?? []),
    }),
    ...allow('Login', LOGS_IN, ALL),
    // By the usual name of the roles that targets name.
    ...allow('Targets', ['sts:AssumeRole'], roleArn({}, 'ecrsync')),
  ]
}

const allow = (part: Part, actions: readonly string[], resource: string): readonly Permission[] =>
  actions.map(action => ({ part, action, resource }))

/** What is about the registry stands apart from what is about a repository. */
const ofScopes = (calls: readonly string[], [ofRepository, ofRegistry]: readonly [Part, Part]): readonly Permission[] =>
  [...new Set(calls)].flatMap(call =>
    OF_THE_REGISTRY.has(call)
      ? allow(ofRegistry, actionsOf([call]), ALL)
      : allow(ofRepository, actionsOf([call]), REPOSITORIES),
  )

interface ForServices {
  readonly part: Part
  readonly action: string
  readonly resource: string
  readonly key: string
  readonly services: readonly string[]
}

const forServices = ({ key, services, ...permission }: ForServices): readonly Permission[] => [
  { ...permission, condition: { StringEquals: { [key]: [...new Set(services)].sort() } } },
]
