import { own } from '../../collate.ts'
/** One operator over one key, as it is written. */
export interface Said {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

const COMPARED: Readonly<Record<string, string>> = {
  equals: 'is',
  bool: 'is',
  ipaddress: 'is in',
  equalsignorecase: 'is',
  like: 'is like',
  lessthan: '<',
  lessthanequals: '≤',
  greaterthan: '>',
  greaterthanequals: '≥',
}

/** `aws:PrincipalOrgID is o-abc1234567`: one test of a condition, in the fewest words. */
export function testText({ operator, key, values }: Said): string {
  const name = operator.toLowerCase().replace(/^for(allvalues|anyvalue):/, '')
  if (name === 'null') return `${key} is ${values.some(value => value.toLowerCase() === 'true') ? 'absent' : 'there'}`
  const quantity = /^forall/i.test(operator) ? 'all of ' : /^forany/i.test(operator) ? 'one of ' : ''
  const isOptional = name.endsWith('ifexists')
  return `${quantity}${key} ${relation(name.replace(/ifexists$/, ''))} ${valuesText(values)}${isOptional ? ' or absent' : ''}`
}

function relation(name: string): string {
  const test = name.replace('not', '').replace(/^(string|arn|numeric|date|binary)/, '')
  const said = own(COMPARED, test) ?? test
  return name.includes('not') ? said.replace('is', 'is not') : said
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
