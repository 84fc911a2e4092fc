/** One operator over one key, as it is written. */
export interface Said {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

const COMPARED: Readonly<Record<string, string>> = {
  equals: 'is',
  equalsignorecase: 'is',
  like: 'is like',
  lessthan: '<',
  lessthanequals: '≤',
  greaterthan: '>',
  greaterthanequals: '≥',
}

/** `aws:PrincipalOrgID is o-abc1234567`: one test of a condition, in the fewest words. */
export function testText({ operator, key, values }: Said): string {
  const [, set = '', name = '', ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?$/.exec(operator.toLowerCase()) ?? []
  if (name === 'null') return `${key} is ${values.some(value => value.toLowerCase() === 'true') ? 'absent' : 'there'}`
  const quantity = { forallvalues: 'all of ', foranyvalue: 'one of ' }[set] ?? ''
  return `${quantity}${key} ${relation(name)} ${valuesText(values)}${ifExists ? ' or absent' : ''}`
}

function relation(name: string): string {
  const isNegated = name.includes('not')
  const [, type = '', test = ''] =
    /^(string|arn|numeric|date|binary|bool|ipaddress)(.*)$/.exec(name.replace('not', '')) ?? []
  if (type === 'ipaddress') return isNegated ? 'is not in' : 'is in'
  const said = COMPARED[test === '' ? 'equals' : test] ?? name
  return isNegated ? said.replace('is', 'is not') : said
}

/** More than these are counted. */
const SHOWN = 3

function valuesText(values: readonly string[]): string {
  const more = values.length - SHOWN
  return more > 1 ? `${values.slice(0, SHOWN).join(', ')} or one of ${more} more` : values.join(' or ')
}

/** `IpAddress aws:SourceIp 0.0.0.0/0 holds nobody back`: which condition it is, as it is written. */
export const holdsNobody = (tests: readonly Said[]): string =>
  `${tests.map(({ operator, key, values }) => `${operator} ${key} ${valuesText(values)}`).join(' and ')} ${tests.length === 1 ? 'holds' : 'hold'} nobody back`
