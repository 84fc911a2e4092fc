import type { LifecyclePolicy, LifecycleRule } from '../../lifecycle/index.ts'
import { isAccount, partitionName, type RegistryPlace } from '../registry-place.ts'
import type { Policy, PrincipalMap, Statement } from './policy-grammar.ts'

/** A repository policy as ECR gives it back: accounts as ARNs, its own order, and printed as Java's Jackson does. */
export function storedRepositoryPolicy(policy: Policy, { region }: RegistryPlace): string {
  const expanded = (name: string) => (isAccount(name) ? `arn:${partitionName(region)}:iam::${name}:root` : name)
  return printed(policy, expanded)
}

/** The policy of a registry: that accounts become ARNs there is not known. */
export const storedRegistryPolicy = (policy: Policy): string => printed(policy, name => name)

type Naming = (principal: string) => string

function printed({ Version = '2008-10-17', Id, Statement }: Policy, naming: Naming): string {
  const statements = [Statement].flat().map(statement => storedStatement(statement, naming))
  return print(present({ Version, Id, Statement: statements }))
}

/** Whether ECR makes a text of a list of one is not known: each stays as it was. */
function storedStatement(statement: Statement, naming: Naming): object {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement
  return present({
    Sid,
    Effect,
    Principal: storedPrincipal(Principal, naming),
    NotPrincipal: storedPrincipal(NotPrincipal, naming),
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
  })
}

function storedPrincipal(principal: '*' | PrincipalMap | undefined, naming: Naming): unknown {
  if (principal === undefined || principal === '*') return principal
  const named = (names: string | readonly string[]) => (typeof names === 'string' ? naming(names) : names.map(naming))
  return Object.fromEntries(Object.entries(principal).map(([type, names]) => [type, named(names)]))
}

const present = (members: object): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

function print(value: unknown, indent = ''): string {
  if (Array.isArray(value)) return value.length === 0 ? '[ ]' : `[ ${value.map(one => print(one, indent)).join(', ')} ]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const deeper = `${indent}  `
  const members = Object.entries(value).map(([key, one]) => `${deeper}${JSON.stringify(key)} : ${print(one, deeper)}`)
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`
}

/** A lifecycle policy as ECR gives it back: minified, rules by priority, members in its own order. */
export function storedLifecycleText({ rules }: LifecyclePolicy): string {
  const sorted = rules.toSorted((one, other) => one.rulePriority - other.rulePriority)
  return JSON.stringify({ rules: sorted.map(storedRule) })
}

const storedRule = ({ rulePriority, description, selection, action }: LifecycleRule) => ({
  rulePriority,
  description,
  selection: {
    tagStatus: selection.tagStatus,
    tagPatternList: selection.tagPatternList,
    tagPrefixList: selection.tagPrefixList,
    storageClass: selection.storageClass,
    countType: selection.countType,
    countUnit: selection.countUnit,
    countNumber: selection.countNumber,
  },
  action: { type: action.type, targetStorageClass: action.targetStorageClass },
})
