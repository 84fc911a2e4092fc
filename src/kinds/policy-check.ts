import { isFields, listOf } from './canonical.ts'
import type { Path, Problem } from './kind.ts'
import { hasInterpolation } from './repository-check.ts'

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
const VERSIONS = ['2008-10-17', '2012-10-17']
const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser']
const PRINCIPAL =
  /^(?:\*|\d{12}|arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role|federated-user)\/[\w+=,.@/-]+))$/

const why = 'ECR would answer "Invalid repository policy provided" and keep the policy that is there.'
const problem = (path: Path, summary: string, hint: string, detail = why): Problem => ({
  path,
  code: 'REPOSITORY_POLICY',
  summary,
  detail,
  hint,
})

/** What ECR refuses of a whole policy document, of which it says no more than "Invalid repository policy provided". */
export function checkDocument(document: unknown): readonly Problem[] {
  if (!isFields(document) || document.Statement === undefined)
    return [problem([], 'A policy document without Statement', 'Write {"Version": "2012-10-17", "Statement": [ … ]}.')]
  const unknown = Object.keys(document).filter(key => !['Version', 'Id', 'Statement'].includes(key))
  return [
    ...unknown.map(key => problem([key], `Unknown element "${key}" in a policy document`, 'Remove it.')),
    ...(document.Version === undefined || VERSIONS.includes(document.Version as string)
      ? []
      : [
          problem(
            ['Version'],
            `Unknown policy version ${JSON.stringify(document.Version)}`,
            'Write "Version": "2012-10-17".',
          ),
        ]),
    ...(document.Id === undefined || typeof document.Id === 'string'
      ? []
      : [problem(['Id'], 'Id is not a text', 'Quote it.')]),
    ...checkStatements(document.Statement).map(found => ({ ...found, path: ['Statement', ...found.path] })),
  ]
}

export function checkStatements(statements: unknown): readonly Problem[] {
  const list = listOf(statements)
  if (list.length === 0)
    return [
      problem(
        [],
        'A policy without statements',
        'Write repositoryPolicy: null where there must be none.',
        'ECR has no empty policy.',
      ),
    ]
  return list.flatMap((statement, index) =>
    checkStatement(statement).map(found => ({ ...found, path: [index, ...found.path] })),
  )
}

function checkStatement(statement: unknown): readonly Problem[] {
  if (!isFields(statement))
    return [problem([], 'A statement that is not a map', 'Write { Effect: Allow, Principal: …, Action: … }.')]
  return [
    ...Object.keys(statement)
      .filter(key => !MEMBERS.includes(key))
      .map(key => problem([key], `Unknown element "${key}" in a statement`, `A statement has ${MEMBERS.join(', ')}.`)),
    ...(['Allow', 'Deny'].includes(statement.Effect as string)
      ? []
      : [problem(['Effect'], 'A statement needs an Effect of Allow or Deny', 'Write Effect: Allow.')]),
    ...(statement.Sid === undefined || typeof statement.Sid === 'string'
      ? []
      : [problem(['Sid'], 'Sid is not a text', 'Quote it.')]),
    ...exactlyOne(statement, 'Principal', 'NotPrincipal'),
    ...exactlyOne(statement, 'Action', 'NotAction'),
    ...(['Principal', 'NotPrincipal'] as const).flatMap(key =>
      Object.hasOwn(statement, key) ? checkPrincipals(statement[key], key) : [],
    ),
    ...(['Action', 'NotAction'] as const).flatMap(key =>
      Object.hasOwn(statement, key) ? checkActions(statement[key], key) : [],
    ),
    ...(['Resource', 'NotResource'] as const).flatMap(key =>
      Object.hasOwn(statement, key) ? checkResource(statement[key], key) : [],
    ),
    ...(Object.hasOwn(statement, 'Condition') ? checkCondition(statement.Condition) : []),
    ...checkPublic(statement),
  ]
}

function exactlyOne(statement: Readonly<Record<string, unknown>>, one: string, other: string): readonly Problem[] {
  const found = [one, other].filter(key => Object.hasOwn(statement, key))
  return found.length === 1
    ? []
    : [problem(found.slice(1), `A statement needs exactly one of ${one} and ${other}`, `Write one ${one}.`)]
}

function checkPrincipals(principals: unknown, key: string): readonly Problem[] {
  if (principals === '*') return []
  const form = `Write ${key}: { AWS: "111122223333" }, or "*".`
  if (!isFields(principals) || Object.keys(principals).length === 0)
    return [problem([key], `${key} names nobody`, form)]
  return Object.entries(principals).flatMap(([type, values]) => {
    if (!PRINCIPAL_TYPES.includes(type))
      return [
        problem(
          [key, type],
          `Unknown kind of principal "${type}"`,
          `A principal is one of ${PRINCIPAL_TYPES.join(', ')}.`,
        ),
      ]
    if (listOf(values).length === 0) return [problem([key, type], `${key} names nobody`, form)]
    return listOf(values).flatMap((value, index) =>
      checkPrincipal(value, type).map(found => ({
        ...found,
        path: [key, type, ...(Array.isArray(values) ? [index] : [])],
      })),
    )
  })
}

function checkPrincipal(value: unknown, type: string): readonly Problem[] {
  if (typeof value !== 'string' || value === '')
    return [problem([], 'A principal that is not a text', 'Quote it: "111122223333".')]
  if (type !== 'AWS' || hasInterpolation(value) || PRINCIPAL.test(value)) return []
  const gone = /^(AROA|AIDA)[A-Z0-9]+$/.test(value)
  return [
    gone
      ? problem(
          [],
          `${value} is what remains of a deleted ${value.startsWith('AROA') ? 'role' : 'user'}`,
          'Write the ARN of a role or user that exists.',
          'ECR would answer "Principal not found".',
        )
      : problem(
          [],
          `"${value}" is no AWS principal`,
          'Write an account id of 12 digits, or the ARN of a role, user or root, without wildcards.',
          'ECR would answer "Principal not found".',
        ),
  ]
}

function checkActions(actions: unknown, key: string): readonly Problem[] {
  if (listOf(actions).length === 0)
    return [problem([key], `${key} names nothing`, `Write ${key}: ["ecr:BatchGetImage"].`)]
  return listOf(actions).flatMap((action, index) => {
    const path = Array.isArray(actions) ? [key, index] : [key]
    if (typeof action === 'string' && /^ecr:getauthorizationtoken$/i.test(action))
      return [
        problem(
          path,
          `${action} has no place in a repository policy`,
          'Remove it here, and allow it in an identity policy.',
          `It is a right on the whole registry. ${why}`,
        ),
      ]
    if (typeof action === 'string' && (action === '*' || hasInterpolation(action) || /^ecr:[a-z*?]+$/i.test(action)))
      return []
    return [problem(path, `${JSON.stringify(action)} is no action of ECR`, 'Write for example "ecr:BatchGetImage".')]
  })
}

function checkResource(resource: unknown, key: string): readonly Problem[] {
  if (key === 'Resource' && listOf(resource).length === 1 && listOf(resource)[0] === '*') return []
  return [
    problem(
      [key],
      `A repository policy names no ${key}`,
      `Remove ${key}: the policy is about the repository that carries it.`,
    ),
  ]
}

function checkCondition(condition: unknown): readonly Problem[] {
  const isValue = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
  const isBlock = (block: unknown) =>
    isFields(block) &&
    Object.keys(block).length > 0 &&
    Object.values(block).every(values => listOf(values).length > 0 && listOf(values).every(isValue))
  if (isFields(condition) && Object.values(condition).every(isBlock)) return []
  return [
    problem(
      ['Condition'],
      'A condition of an unknown form',
      'Write Condition: { StringEquals: { "aws:PrincipalOrgID": "o-…" } }.',
    ),
  ]
}

function checkPublic({ Effect, Principal, Condition }: Readonly<Record<string, unknown>>): readonly Problem[] {
  const isAnyone = Principal === '*' || (isFields(Principal) && listOf(Principal.AWS).includes('*'))
  if (Effect !== 'Allow' || !isAnyone || Condition !== undefined) return []
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
