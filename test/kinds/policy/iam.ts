/**
 * IAM's documented rules for one request and one policy, written apart from what the plan compares with: it knows requests and
 * nothing of classes. Source: IAM user guide, "Policy evaluation logic", "Principal", "NotPrincipal", "Condition operators",
 * "Multivalued context keys", "Grammar of the IAM JSON policy language".
 */
export interface Request {
  readonly principal: Principal
  readonly action: string
  /** The ARN that it is about, where a policy of the registry is asked. */
  readonly resource?: string
  /** Keys as policies write them; left out: not in the request. */
  readonly context: Readonly<Record<string, readonly string[]>>
}

export type Principal =
  | { readonly kind: 'aws'; readonly account: string; readonly arn: string }
  | { readonly kind: 'service'; readonly name: string }

type Fields = Readonly<Record<string, unknown>>

/** An explicit Deny wins; without an Allow, it is denied as well. */
export function isAllowed(policy: unknown, request: Request): boolean {
  if (policy === null) return false
  const statements = many((policy as Fields).Statement) as readonly Fields[]
  const met = statements.filter(
    statement =>
      isAboutPrincipal(statement, request.principal) &&
      isAboutAction(statement, request.action) &&
      isAboutResource(statement, request.resource) &&
      Object.entries((statement.Condition ?? {}) as Record<string, Fields>).every(([operator, block]) =>
        Object.entries(block).every(([key, values]) =>
          isMet(operator, many(values).map(String), valuesOf(key, request)),
        ),
      ),
  )
  return met.some(({ Effect }) => Effect === 'Allow') && !met.some(({ Effect }) => Effect === 'Deny')
}

const many = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const isAboutPrincipal = ({ Principal, NotPrincipal }: Fields, who: Principal): boolean =>
  Principal === undefined ? !names(NotPrincipal, who) : names(Principal, who)

function names(element: unknown, who: Principal): boolean {
  if (element === '*') return true
  const { AWS = [], Service = [] } = element as { AWS?: unknown; Service?: unknown }
  if (many(AWS).includes('*')) return true
  if (who.kind === 'service') return many(Service).includes(who.name)
  return many(AWS).some(name => name === who.arn || name === who.account || name === `arn:aws:iam::${who.account}:root`)
}

function isAboutAction({ Action, NotAction }: Fields, action: string): boolean {
  const isListed = (list: unknown) => many(list).some(one => takesAction(String(one), action))
  return Action === undefined ? !isListed(NotAction) : isListed(Action)
}

function isAboutResource({ Resource, NotResource }: Fields, resource: string | undefined): boolean {
  if (resource === undefined) return true
  const isListed = (list: unknown) => many(list).some(one => glob(String(one)).test(resource))
  return Resource === undefined ? !isListed(NotResource) : isListed(Resource)
}

export const takesAction = (pattern: string, action: string): boolean => glob(pattern, 'i').test(action)

const globs = new Map<string, RegExp>()

function glob(pattern: string, flags = ''): RegExp {
  const source = pattern
    .split('')
    .map(char => ({ '*': '.*', '?': '.' })[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
  const known = globs.get(flags + pattern) ?? new RegExp(`^${source}$`, `s${flags}`)
  globs.set(flags + pattern, known)
  return known
}

/** Every request of a principal of an account has that account and an ARN, and no request of a service has. */
function valuesOf(key: string, { principal, context }: Request): readonly string[] {
  const name = key.toLowerCase()
  const own = principal.kind === 'aws' ? principal : undefined
  if (name === 'aws:principalaccount') return own ? [own.account] : []
  if (name === 'aws:principalarn') return own ? [own.arn] : []
  return Object.entries(context).find(([one]) => one.toLowerCase() === name)?.[1] ?? []
}

type Compare = (actual: string, wanted: string) => boolean

const numbers = (read: (text: string) => number): Record<string, Compare> => ({
  Equals: (actual, wanted) => read(actual) === read(wanted),
  LessThan: (actual, wanted) => read(actual) < read(wanted),
  LessThanEquals: (actual, wanted) => read(actual) <= read(wanted),
  GreaterThan: (actual, wanted) => read(actual) > read(wanted),
  GreaterThanEquals: (actual, wanted) => read(actual) >= read(wanted),
})

const likeArn: Compare = (actual, wanted) => {
  const [parts, patterns] = [actual.split(':'), wanted.split(':')]
  const [rest, last] = [parts.slice(5).join(':'), patterns.slice(5).join(':')]
  return patterns.slice(0, 5).every((one, index) => glob(one).test(parts[index] ?? '')) && glob(last).test(rest)
}

const COMPARE: Readonly<Record<string, Compare>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toUpperCase() === wanted.toUpperCase(),
  StringLike: (actual, wanted) => glob(wanted).test(actual),
  ArnEquals: likeArn,
  ArnLike: likeArn,
  Bool: (actual, wanted) => actual === wanted,
  IpAddress: (actual, wanted) => {
    const [network = '', bits = '32'] = wanted.split('/')
    if (actual.includes(':') || network.includes(':')) return actual.includes(':') && wanted === '::/0'
    const binary = (address: string) =>
      address
        .split('.')
        .map(byte => Number(byte).toString(2).padStart(8, '0'))
        .join('')
    return binary(actual).startsWith(binary(network).slice(0, Number(bits)))
  },
  ...Object.fromEntries(Object.entries(numbers(Number)).map(([name, compare]) => [`Numeric${name}`, compare])),
  ...Object.fromEntries(Object.entries(numbers(Date.parse)).map(([name, compare]) => [`Date${name}`, compare])),
}

/** One operator over one key. */
function isMet(operator: string, wanted: readonly string[], actual: readonly string[]): boolean {
  if (operator === 'Null') return wanted.includes(actual.length === 0 ? 'true' : 'false')
  const set = operator.startsWith('ForAllValues:') ? 'all' : operator.startsWith('ForAnyValue:') ? 'any' : 'one'
  const plain = operator.replace(/^For\w+:/, '').replace(/IfExists$/, '')
  const isNegated = plain.includes('Not')
  const compare = COMPARE[plain.replace('Not', '')]
  if (compare === undefined) throw new Error(`No operator ${operator}`)
  if (actual.length === 0) {
    if (operator.endsWith('IfExists') || set === 'all') return true
    return set === 'one' && isNegated
  }
  const isOne = (value: string) => wanted.some(one => compare(value, one)) !== isNegated
  return set === 'all' ? actual.every(isOne) : set === 'any' ? actual.some(isOne) : isOne(actual[0] as string)
}
