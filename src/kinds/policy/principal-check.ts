import { isFields, listOf } from '../canonical.ts'
import type { Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { isAccount, isPrincipalArn, remainsOf } from './principal.ts'
import { notInPolicy, under } from './problem.ts'

/** How each kind of principal is named, as far as it can be known without AWS. */
const NAMES: ReadonlyMap<string, { readonly isName: (name: string) => boolean; readonly hint: string }> = new Map([
  [
    'AWS',
    {
      isName: name => name === '*' || isAccount(name) || isPrincipalArn(name),
      hint: 'Write an account id of 12 digits, or the ARN of a role, user or root, without wildcards.',
    },
  ],
  [
    'Service',
    { isName: name => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name), hint: 'Write for example lambda.amazonaws.com.' },
  ],
  ['Federated', { isName: name => /^.+$/.test(name), hint: 'Write the ARN of an identity provider.' }],
  [
    'CanonicalUser',
    { isName: name => /^[0-9a-f]{64}$/.test(name), hint: 'Write the 64 digits of a canonical user id.' },
  ],
])

export const isForAnyone = (principals: unknown): boolean =>
  principals === '*' || (isFields(principals) && listOf(principals.AWS).includes('*'))

export function checkPrincipals(principals: unknown, key: string): readonly Problem[] {
  if (principals === '*') return []
  if (!isFields(principals) || Object.keys(principals).length === 0) return [nobody(key)]
  return Object.entries(principals).flatMap(([type, names]) => checkType(type, names, key).map(under(type)))
}

function checkType(type: string, names: unknown, key: string): readonly Problem[] {
  if (!NAMES.has(type))
    return [
      notInPolicy([], `Unknown kind of principal "${type}"`, `A principal is one of ${[...NAMES.keys()].join(', ')}.`),
    ]
  const list = listOf(names)
  if (list.length === 0) return [nobody(key)]
  return list.flatMap((name, index) =>
    checkPrincipal(name, type).map(problem => (Array.isArray(names) ? under(index)(problem) : problem)),
  )
}

const nobody = (key: string): Problem =>
  notInPolicy([], `${key} names nobody`, `Write ${key}: { AWS: "111122223333" }, or "*".`)

function checkPrincipal(name: unknown, type: string): readonly Problem[] {
  const { isName, hint } = NAMES.get(type) as NonNullable<ReturnType<typeof NAMES.get>>
  if (typeof name !== 'string' || name === '')
    return [notInPolicy([], 'A principal that is not a text', 'Quote it: "111122223333".')]
  if (hasPlaceholder(name) || isName(name)) return []
  const gone = type === 'AWS' ? remainsOf(name) : undefined
  return [gone === undefined ? unknown(`"${name}" is no principal of kind ${type}`, hint) : deleted(name, gone)]
}

const unknown = (summary: string, hint: string): Problem => ({
  ...notInPolicy([], summary, hint),
  detail: 'ECR would answer "Principal not found".',
})

const deleted = (name: string, what: string): Problem =>
  unknown(`${name} is what remains of a deleted ${what}`, 'Write the ARN of a role or user that exists.')
