import { grouped } from '../collate.ts'
import type { DeclaredTarget, Wishes } from '../model.ts'
import { filledIn } from './arns.ts'
import { charactersOf, type Fitted, fitted } from './fitted.ts'
import type { Permission, PolicyDocument } from './permission.ts'
import { type Purpose, permissionsOf } from './permissions.ts'

/** A policy, and whose it is. */
export interface IamPolicy {
  /** Left out: of whoever runs ecrsync. */
  readonly role?: string
  readonly profile?: string
  /** Left out: the manifest does not say it. */
  readonly account?: string
  /** Names of targets. */
  readonly targets: readonly string[]
  /** Of several that are attached to the same identity: which one, and of how many. */
  readonly part: number
  readonly parts: number
  readonly characters: number
  readonly document: PolicyDocument
}

export interface IamPolicies {
  readonly policies: readonly IamPolicy[]
  readonly wildcards: Fitted['wildcards']
}

/** A target, and what is wished of it. */
export interface WishedTarget {
  readonly target: DeclaredTarget
  readonly wishes: Wishes
}

/** For each identity that targets name, one policy or as many as it takes; and one for whoever assumes their roles. */
export function iamPolicies(targets: readonly WishedTarget[], purpose: Purpose): IamPolicies {
  const byIdentity = [...grouped(targets, identityOf).values()]
  const ofTargets = byIdentity.map(alike => ({
    alike,
    ...fitted(alike.flatMap(({ target, wishes }) => permissionsOf(target, wishes, purpose))),
  }))
  const assuming = targets.filter(({ target }) => target.role !== undefined)
  return {
    policies: [
      ...ofTargets.flatMap(({ alike, documents }) => documents.map(policyIn(documents.length, whoseOf(alike)))),
      ...assumingPolicies(assuming.map(({ target }) => target)),
    ],
    wildcards: new Map(ofTargets.flatMap(({ wildcards }) => [...wildcards])),
  }
}

const identityOf = ({ target: { account, role, profile } }: WishedTarget): string =>
  JSON.stringify([account, role, profile])

type Whose = Pick<IamPolicy, 'role' | 'profile' | 'account' | 'targets'>

function whoseOf(alike: readonly WishedTarget[]): Whose {
  const [{ target }] = alike as [WishedTarget]
  const { role, profile, account } = target
  return {
    ...(role !== undefined && { role }),
    ...(profile !== undefined && { profile }),
    ...(account !== undefined && { account }),
    targets: alike.map(one => one.target.name),
  }
}

const policyIn =
  (parts: number, whose: Whose) =>
  (document: PolicyDocument, index: number): IamPolicy => ({
    ...whose,
    part: index + 1,
    parts,
    characters: charactersOf(document),
    document,
  })

function assumingPolicies(targets: readonly DeclaredTarget[]): readonly IamPolicy[] {
  const roles = [...new Set(targets.map(({ role = '' }) => filledIn(role)))]
  if (roles.length === 0) return []
  const permissions = roles.map((resource): Permission => ({ part: 'Targets', action: 'sts:AssumeRole', resource }))
  const { documents } = fitted(permissions)
  return documents.map(policyIn(documents.length, { targets: targets.map(({ name }) => name) }))
}
