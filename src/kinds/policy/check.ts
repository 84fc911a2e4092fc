import { isFields, listOf } from '../canonical.ts'
import type { Path, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { checkCondition } from './condition-check.ts'
import { checkPrincipals, isForAnyone } from './principal-check.ts'
import { notInPolicy, under } from './problem.ts'
import { matchesWildcards } from './wildcards.ts'

/** Characters of a policy text. Source: ECR API model, RepositoryPolicyText. */
export const MAXIMUM_TEXT = 10_240

const MEMBERS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]
const VERSIONS: readonly unknown[] = ['2008-10-17', '2012-10-17']

type Members = Readonly<Record<string, unknown>>

/** What ECR refuses of a whole policy document, of which it says no more than "Invalid repository policy provided". */
export function checkDocument(document: unknown): readonly Problem[] {
  if (!isFields(document) || document.Statement === undefined)
    return [
      notInPolicy([], 'A policy document without Statement', 'Write {"Version": "2012-10-17", "Statement": [ … ]}.'),
    ]
  const unknown = Object.keys(document).filter(key => !['Version', 'Id', 'Statement'].includes(key))
  return [
    ...unknown.map(key => notInPolicy([key], `Unknown element "${key}" in a policy document`, 'Remove it.')),
    ...checkVersion(document.Version),
    ...checkText(document, 'Id'),
    ...checkStatements(document.Statement).map(under('Statement')),
  ]
}

const checkVersion = (version: unknown): readonly Problem[] =>
  version === undefined || VERSIONS.includes(version)
    ? []
    : [notInPolicy(['Version'], `Unknown policy version ${JSON.stringify(version)}`, 'Write "Version": "2012-10-17".')]

const checkText = (members: Members, key: 'Id' | 'Sid'): readonly Problem[] =>
  members[key] === undefined || typeof members[key] === 'string'
    ? []
    : [notInPolicy([key], `${key} is not a text`, 'Quote it.')]

export function checkStatements(statements: unknown): readonly Problem[] {
  const list = listOf(statements)
  return list.length === 0 ? [NO_STATEMENT] : list.flatMap((one, index) => checkStatement(one).map(under(index)))
}

export const NO_STATEMENT: Problem = {
  ...notInPolicy([], 'A policy without statements', 'Write repositoryPolicy: null where there must be none.'),
  detail: 'ECR has no empty policy.',
}

function checkStatement(statement: unknown): readonly Problem[] {
  if (!isFields(statement))
    return [notInPolicy([], 'A statement that is not a map', 'Write { Effect: Allow, Principal: …, Action: … }.')]
  return [
    ...checkMembers(statement),
    ...checkText(statement, 'Sid'),
    ...checkEffect(statement.Effect),
    ...exactlyOne(statement, 'Principal', 'NotPrincipal'),
    ...exactlyOne(statement, 'Action', 'NotAction'),
    ...checkEach(statement, ['Principal', 'NotPrincipal'], checkPrincipals),
    ...checkEach(statement, ['Action', 'NotAction'], checkActions),
    ...checkEach(statement, ['Resource', 'NotResource'], checkResource),
    ...checkEach(statement, ['Condition'], checkCondition),
    ...checkPublic(statement),
    ...checkLockOut(statement),
  ]
}

const checkMembers = (statement: Members): readonly Problem[] =>
  Object.keys(statement)
    .filter(key => !MEMBERS.includes(key))
    .map(key => notInPolicy([key], `Unknown element "${key}" in a statement`, `A statement has ${MEMBERS.join(', ')}.`))

const checkEffect = (effect: unknown): readonly Problem[] =>
  effect === 'Allow' || effect === 'Deny'
    ? []
    : [notInPolicy(['Effect'], 'A statement needs an Effect of Allow or Deny', 'Write Effect: Allow.')]

const checkEach = (
  statement: Members,
  keys: readonly string[],
  check: (value: unknown, key: string) => readonly Problem[],
): readonly Problem[] =>
  keys.flatMap(key => (Object.hasOwn(statement, key) ? check(statement[key], key).map(under(key)) : []))

function exactlyOne(statement: Members, one: string, other: string): readonly Problem[] {
  const found = [one, other].filter(key => Object.hasOwn(statement, key))
  return found.length === 1
    ? []
    : [notInPolicy(found.slice(1), `A statement needs exactly one of ${one} and ${other}`, `Write one ${one}.`)]
}

function checkActions(actions: unknown, key: string): readonly Problem[] {
  const list = listOf(actions)
  if (list.length === 0) return [notInPolicy([], `${key} names nothing`, `Write ${key}: ["ecr:BatchGetImage"].`)]
  return list.flatMap((action, index) => checkAction(action, Array.isArray(actions) ? [index] : []))
}

function checkAction(action: unknown, path: Path): readonly Problem[] {
  if (typeof action === 'string' && /^ecr:getauthorizationtoken$/i.test(action))
    return [
      {
        ...notInPolicy(
          path,
          `${action} has no place in a repository policy`,
          'Remove it here, and allow it in an identity policy.',
        ),
        detail: 'It is a right on the whole registry: granted here, it has no effect.',
      },
    ]
  if (typeof action === 'string' && (hasPlaceholder(action) || /^(\*|ecr:[a-z*?]+)$/i.test(action))) return []
  return [notInPolicy(path, `${JSON.stringify(action)} is no action of ECR`, 'Write for example "ecr:BatchGetImage".')]
}

function checkResource(resource: unknown, key: string): readonly Problem[] {
  if (key === 'Resource' && listOf(resource).length === 1 && listOf(resource)[0] === '*') return []
  return [
    notInPolicy(
      [],
      `A repository policy names no ${key}`,
      `Remove ${key}: the policy is about the repository that carries it.`,
    ),
  ]
}

const isConditional = ({ Condition }: Members): boolean => isFields(Condition) && Object.keys(Condition).length > 0

function checkPublic(statement: Members): readonly Problem[] {
  if (statement.Effect !== 'Allow' || !isForAnyone(statement.Principal) || isConditional(statement)) return []
  return [
    {
      severity: 'warning',
      path: ['Principal'],
      code: 'OPEN_TO_ALL',
      summary: 'A statement that lets in everyone',
      detail: 'Anybody with an AWS account may do this, without any condition.',
      hint: 'Name accounts, or add a condition on aws:PrincipalOrgID.',
    },
  ]
}

/** ECR's guard against a policy that nobody could replace. Source: ECR API reference, SetRepositoryPolicy, `force`. */
function checkLockOut(statement: Members): readonly Problem[] {
  const { Effect, Principal, Action, NotAction } = statement
  const isDenied = Action === undefined ? !isAboutPolicies(NotAction) : isAboutPolicies(Action)
  if (Effect !== 'Deny' || !isForAnyone(Principal) || isConditional(statement) || !isDenied) return []
  return [
    {
      path: [],
      code: 'LOCKED_OUT',
      summary: 'A statement that lets nobody set the policy again',
      detail: 'It denies ecr:SetRepositoryPolicy to everyone, and ECR refuses such a policy.',
      hint: 'Deny less, or to fewer.',
    },
  ]
}

const isAboutPolicies = (actions: unknown): boolean =>
  listOf(actions ?? []).some(
    action => typeof action === 'string' && matchesWildcards(action.toLowerCase(), 'ecr:setrepositorypolicy'),
  )
