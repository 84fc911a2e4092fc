import { isAccount } from '../../names.ts'
import { saidText } from '../../words.ts'
import { isFields, listOf } from '../canonical.ts'
import type { Problem } from '../kind.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { isPrincipalArn, remainsOf } from './principal.ts'
import { notInPolicy } from './problem.ts'

type Type = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'

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
  if (isFields(principals) && Object.keys(principals).length > 0)
    return Object.entries(principals).flatMap(([type, names]) => checkType(type, names, key).map(under(type)))
  return [Array.isArray(principals) && principals.length > 0 ? list(principals, key) : unnamed(principals, key)]
}

function checkType(type: string, names: unknown, key: string): readonly Problem[] {
  if (!NAMES.has(type)) return [unknownType(type)]
  const list = listOf(names)
  if (list.length === 0 || names === null) return [nobody(key, type)]
  return list.flatMap((name, index) =>
    checkPrincipal(name, type, key).map(problem => (Array.isArray(names) ? under(index)(problem) : problem)),
  )
}

function unknownType(type: string): Problem {
  const known = [...NAMES.keys()]
  const near = known.find(one => one.toLowerCase() === type.toLowerCase())
  return notInPolicy(
    [],
    `Unknown kind of principal "${type}"`,
    near === undefined ? `A principal is one of ${known.join(', ')}.` : `Did you mean "${near}"?`,
  )
}

const nobody = (key: string, type = 'AWS'): Problem =>
  notInPolicy([], `${key} names nobody`, `Write ${key}: { ${type}: ${JSON.stringify(EXAMPLES[type as Type])} }.`)

const EXAMPLES: Readonly<Record<Type, string>> = {
  AWS: '111122223333',
  Service: 'lambda.amazonaws.com',
  Federated: 'arn:aws:iam::111122223333:saml-provider/example',
  CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
}

/** What a name is by its form, whatever it stands under. */
function typeOf(name: unknown): Type | undefined {
  const text = saidText(name)
  if (/^arn:[^:]*:iam::\d*:(saml|oidc)-provider\//.test(text)) return 'Federated'
  if (isAccount(text) || /^arn:/.test(text)) return 'AWS'
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(text)) return 'Service'
  return /^[0-9a-f]{64}$/.test(text) ? 'CanonicalUser' : undefined
}

/** A text alone is no principal but for "*": IAM wants to know its kind. */
function unnamed(principal: unknown, key: string): Problem {
  if (!['string', 'number'].includes(typeof principal) || principal === '') return nobody(key)
  const type = typeOf(principal)
  const summary = `${key} is the text ${JSON.stringify(saidText(principal))}, without its kind`
  if (type !== undefined) return notInPolicy([], summary, `Write ${key}: { ${type}: "${principal}" }.`)
  const organization = organizationHint(principal)
  return notInPolicy([], summary, organization ?? `Write ${key}: { AWS: "111122223333" }, or "*".`)
}

/** The most entries that a hint writes out. */
const WRITTEN = 3

function list(names: readonly unknown[], key: string): Problem {
  const types = new Map(names.slice(0, WRITTEN).map(name => [typeOf(name) ?? 'AWS', [] as string[]]))
  for (const name of names.slice(0, WRITTEN)) types.get(typeOf(name) ?? 'AWS')?.push(JSON.stringify(saidText(name)))
  const more = names.length > WRITTEN ? ', …' : ''
  const written = [...types].map(([type, ofType]) => `${type}: [${ofType.join(', ')}${more}]`).join(', ')
  const hint = names.includes('*') ? `Write ${key}: "*".` : `Write ${key}: { ${written} }.`
  return notInPolicy([], `${key} is a list, without the kind of its principals`, hint)
}

const organizationHint = (name: unknown): string | undefined =>
  /^o-[a-z0-9]{10,32}/.test(saidText(name))
    ? `An organization is no principal: write Principal: "*" with Condition: { StringEquals: { "aws:PrincipalOrgID": "${name}" } }.`
    : undefined

function checkPrincipal(name: unknown, type: string, key: string): readonly Problem[] {
  const { isName, hint } = NAMES.get(type) as NonNullable<ReturnType<typeof NAMES.get>>
  if (typeof name !== 'string' || name === '')
    return [notInPolicy([], 'A principal that is not a text', 'Quote it: "111122223333".')]
  if (hasPlaceholder(name) || isName(name)) return []
  const gone = type === 'AWS' ? remainsOf(name) : undefined
  if (gone !== undefined) return [deleted(name, gone)]
  return [unknown(`"${name}" is no principal of kind ${type}`, hintFor(name, type, key) ?? hint)]
}

/** Where it belongs, or what can be said instead. */
function hintFor(name: string, type: string, key: string): string | undefined {
  const own = typeOf(name)
  if (own !== undefined && own !== type) return `It is one of kind ${own}: write ${key}: { ${own}: "${name}" }.`
  if (type === 'AWS' && /^arn:.*[*?]/.test(name))
    return `A principal has no wildcards: name its account, with Condition: { ArnLike: { "aws:PrincipalArn": "${name}" } }.`
  return organizationHint(name)
}

const unknown = (summary: string, hint: string): Problem => ({
  ...notInPolicy([], summary, hint),
  detail: 'ECR would answer "Principal not found".',
})

const deleted = (name: string, what: string): Problem =>
  unknown(`${name} is what remains of a deleted ${what}`, 'Write the ARN of a role or user that exists.')
