import { saidText } from '../../words.ts'
import { canonicalJson, isFields, listOf } from '../canonical.ts'
import type { PolicyDocument, Statement } from './document.ts'
import { PULL } from './levels.ts'

export const LAMBDA = 'lambda.amazonaws.com'

/** All functions of an account, in one region or in any. */
export const functionsOf = (account: string, partition: string, region = '*'): string =>
  `arn:${partition}:lambda:${region}:${account}:function:*`

const FUNCTIONS = /^arn:aws[a-z-]*:lambda:\*:(\d{12}):function:\*$/

/** The account whose functions are meant, in any region. */
export const accountOfFunctions = (arn: string): string | undefined => FUNCTIONS.exec(arn)?.[1]

export const isLambda = (principal: Statement['Principal']): boolean =>
  isFields(principal) &&
  canonicalJson(Object.entries(principal).map(([type, names]) => [type, listOf(names)])) === SERVICE

const SERVICE = canonicalJson([['Service', [LAMBDA]]])

export const LAMBDAS_SID = 'LambdaECRImageRetrievalPolicy'

/** What Lambda gives itself beside pulling. */
const UPKEEP: readonly string[] = ['ecr:SetRepositoryPolicy', 'ecr:DeleteRepositoryPolicy', 'ecr:GetRepositoryPolicy']
const ACTIONS: readonly string[] = [...PULL, ...UPKEEP].map(action => action.toLowerCase())

/**
 * The statement that Lambda itself adds so that functions of the registry's own account and region can start, to the letter. One
 * that only has its Sid, or lets in anything more, is somebody's own.
 * Source: AWS Lambda guide, "Amazon ECR permissions", and dumps of real policies.
 */
export function isLambdasOwn({ Sid, Effect, Principal, Action, Condition, ...more }: Statement, arn: unknown): boolean {
  if (Sid !== LAMBDAS_SID) return false
  const [, partition, region, account] = /^arn:([^:]+):ecr:([^:]+):(\d{12}):repository\//.exec(saidText(arn)) ?? []
  if (account === undefined || Object.keys(more).length > 0) return false
  return (
    Effect === 'Allow' &&
    isLambda(Principal) &&
    isPull(listOf(Action).map(action => saidText(action).toLowerCase())) &&
    isForFunctions(Condition, functionsOf(account, String(partition), region))
  )
}

const isPull = (actions: readonly string[]): boolean =>
  PULL.every(action => actions.includes(action.toLowerCase())) && actions.every(action => ACTIONS.includes(action))

function isForFunctions(condition: Statement['Condition'], functions: string): boolean {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key.toLowerCase()} ${canonicalJson(listOf(values))}`),
  )
  return tests.join() === `StringLike aws:sourcearn ${canonicalJson([functions])}`
}

/** Statements of the policy that is there which a declared one does not touch. */
export const lambdasOwn = ({ Statement, repositoryArn }: PolicyDocument): readonly Statement[] =>
  Statement.filter(statement => isLambdasOwn(statement, repositoryArn))
