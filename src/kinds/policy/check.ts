import { saidText } from '../../words.ts'
import { isFields, listOf } from '../canonical.ts'
import type { Problem } from '../kind.ts'
import { under } from '../path.ts'
import { checkActions } from './action-check.ts'
import { ALL_ACTIONS } from './actions.ts'
import { checkCondition } from './condition-check.ts'
import { CURRENT_VERSION, type PolicyDocument } from './document.ts'
import { checkLockout, OF_REGISTRY, OF_REPOSITORY } from './lockout.ts'
import { checkOpenToAll } from './open-check.ts'
import { checkPartitions } from './partition-check.ts'
import { checkPrincipals } from './principal-check.ts'
import { notInPolicy } from './problem.ts'
import { type RegistryPlace, resourcesIn } from './resource-check.ts'

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
const DOCUMENT = ['Version', 'Id', 'Statement']
const VERSIONS: readonly unknown[] = ['2008-10-17', '2012-10-17']

type Members = Readonly<Record<string, unknown>>

/** What ECR refuses of a whole policy document, of which it says no more than "Invalid repository policy provided". */
export function checkDocument(document: unknown, known: Omit<Known, 'Version'> = {}): readonly Problem[] {
  if (!isFields(document) || document.Statement === undefined) {
    const near = isFields(document) ? Object.keys(document).find(key => key.toLowerCase() === 'statement') : undefined
    const hint =
      near === undefined ? 'Write {"Version": "2012-10-17", "Statement": [ … ]}.' : `Write Statement, not ${near}.`
    return [notInPolicy([], 'A policy document without Statement', hint)]
  }
  const unknown = Object.keys(document).filter(key => !DOCUMENT.includes(key))
  return [
    ...unknown.map(key =>
      notInPolicy([key], `Unknown element "${key}" in a policy document`, meant(key, DOCUMENT) ?? 'Remove it.'),
    ),
    ...checkVersion(document.Version),
    ...checkText(document, 'Id'),
    ...checkStatements(document.Statement, { ...known, Version: document.Version }).map(under('Statement')),
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

/** What is known of the document, and of where it goes. */
export interface Known {
  readonly Version?: unknown
  /** Of the registry; undefined where its region is not known. */
  readonly partition?: string | undefined
  /** Of the policy of a registry: what is known of the registry. */
  readonly registry?: RegistryPlace | undefined
}

export function checkStatements(
  statements: unknown,
  { Version = CURRENT_VERSION, partition, registry }: Known = {},
): readonly Problem[] {
  const list = listOf(statements)
  if (list.length === 0) return [NO_STATEMENT]
  const found = list.flatMap((one, index) => checkStatement(one, registry).map(under(index)))
  const further = checkPartitions(list, partition)
  if (found.some(({ severity = 'error' }) => severity === 'error')) return [...found, ...further]
  const document = { Version, Statement: list } as PolicyDocument
  return [
    ...found,
    ...further,
    ...checkOpenToAll(document, MAXIMUM_TEXT, registry && ALL_ACTIONS),
    ...checkLockout(document, registry ? OF_REGISTRY : OF_REPOSITORY),
  ]
}

export const NO_STATEMENT: Problem = {
  ...notInPolicy([], 'A policy without statements', 'Write repositoryPolicy: null where there must be none.'),
  detail: 'ECR has no empty policy.',
}

function checkStatement(statement: unknown, registry: RegistryPlace | undefined): readonly Problem[] {
  if (!isFields(statement))
    return [notInPolicy([], 'A statement that is not a map', 'Write { Effect: Allow, Principal: …, Action: … }.')]
  const actions = (value: unknown, key: string) => checkActions(value, key, registry !== undefined)
  return [
    ...checkMembers(statement),
    ...checkText(statement, 'Sid'),
    ...checkEffect(statement),
    ...exactlyOne(statement, 'Principal', 'NotPrincipal'),
    ...exactlyOne(statement, 'Action', 'NotAction'),
    ...(registry ? exactlyOne(statement, 'Resource', 'NotResource') : []),
    ...checkEach(statement, ['Principal', 'NotPrincipal'], checkPrincipals),
    ...checkEach(statement, ['Action', 'NotAction'], actions),
    ...checkEach(statement, ['Resource', 'NotResource'], registry ? resourcesIn(registry) : checkNoResource),
    ...checkEach(statement, ['Condition'], checkCondition),
  ]
}

const checkMembers = (statement: Members): readonly Problem[] =>
  Object.keys(statement)
    .filter(key => !MEMBERS.includes(key))
    .map(key =>
      notInPolicy(
        [key],
        `Unknown element "${key}" in a statement`,
        meant(key, MEMBERS) ?? `A statement has ${MEMBERS.join(', ')}.`,
      ),
    )

/** IAM minds the case of names. */
const meant = (key: string, known: readonly string[]): string | undefined => {
  const near = known.find(name => name.toLowerCase() === key.toLowerCase())
  return near && `Did you mean "${near}"?`
}

function checkEffect({ Effect, ...others }: Members): readonly Problem[] {
  if (Effect === 'Allow' || Effect === 'Deny') return []
  if (Effect === undefined && Object.keys(others).some(key => key.toLowerCase() === 'effect')) return []
  return [
    notInPolicy(
      ['Effect'],
      'A statement needs an Effect of Allow or Deny',
      `Write Effect: ${/^deny$/i.test(saidText(Effect)) ? 'Deny' : 'Allow'}.`,
    ),
  ]
}

const checkEach = (
  statement: Members,
  keys: readonly string[],
  check: (value: unknown, key: string) => readonly Problem[],
): readonly Problem[] =>
  keys.flatMap(key => (Object.hasOwn(statement, key) ? check(statement[key], key).map(under(key)) : []))

function exactlyOne(statement: Members, one: string, other: string): readonly Problem[] {
  const found = [one, other].filter(key => Object.hasOwn(statement, key))
  const isMisspelt = Object.keys(statement).some(
    key => !MEMBERS.includes(key) && meant(key, [one, other]) !== undefined,
  )
  return found.length === 1 || (found.length === 0 && isMisspelt)
    ? []
    : [notInPolicy(found.slice(1), `A statement needs exactly one of ${one} and ${other}`, `Write one ${one}.`)]
}

/** Not even `*`. Source: aws-cdk#3590, #24314. */
const checkNoResource = (_: unknown, key: string): readonly Problem[] => [
  notInPolicy(
    [],
    `A repository policy names no ${key}`,
    `Remove ${key}: the policy is about the repository that carries it.`,
  ),
]
