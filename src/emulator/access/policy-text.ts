import type { LifecyclePolicy, LifecycleRule } from '../../lifecycle/index.ts'
import { isAccount, partitionName, type RegistryPlace } from '../registry-place.ts'
import type { Policy, PrincipalMap, Statement } from './policy-grammar.ts'

/** A repository policy as ECR gives it back: its own order and spelling, and printed as Java's Jackson does. */
export function storedPolicyText(policy: Policy, place: RegistryPlace): string {
  const { Version = '2008-10-17', Id, Statement } = policy
  const statements = [Statement].flat().map(statement => storedStatement(statement, place))
  return print(present({ Version, Id, Statement: statements }))
}

function storedStatement(statement: Statement, place: RegistryPlace): object {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, Condition } = statement
  return present({
    Sid,
    Effect,
    Principal: storedPrincipal(Principal, place),
    NotPrincipal: storedPrincipal(NotPrincipal, place),
    Action: collapsed(Action),
    NotAction: collapsed(NotAction),
    Resource: collapsed(Resource),
    Condition,
  })
}

function storedPrincipal(principal: '*' | PrincipalMap | undefined, place: RegistryPlace): unknown {
  if (principal === undefined || principal === '*') return principal
  const expand = (name: string) => (isAccount(name) ? `arn:${partitionName(place.region)}:iam::${name}:root` : name)
  return Object.fromEntries(
    Object.entries(principal).map(([type, names]) => [type, collapsed([names].flat().map(expand))]),
  )
}

const collapsed = (value: string | readonly string[] | undefined) =>
  Array.isArray(value) && value.length === 1 ? value[0] : value

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
