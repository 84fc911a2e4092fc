import type { Test, Values } from './condition-test.ts'
import { isWithin, rangeOf } from './ip-range.ts'
import { wildcards } from './pattern.ts'
import { instance, OTHER } from './texts.ts'

/** Text of somebody's own that is not in any policy. */
const OWN = OTHER.repeat(12)

/**
 * What a stranger's requests can have for a key: somebody with an AWS account, in no organization, account or network that the
 * policy names. What everybody can choose for himself (tags, names, a browser, TLS, the time) holds nobody back.
 * Source: Amazon S3 user guide, "The meaning of 'public'", which lists the keys whose fixed values make a policy not public.
 */
export function strangersValues(key: string, tests: readonly Test[], all: readonly Values[]): readonly Values[] {
  const name = key.replace(/^aws:/, '')
  if (name === 'principalaccount') return [[OWN]]
  if (ACCOUNTS.test(name)) return [[], [OWN]]
  if (ORGANIZATIONS.test(name)) return [[], [`o-${OWN}`]]
  if (PATHS.test(name)) return [[], [`o-${OWN}/r-${OWN}/`], [`o-${OWN}/r-${OWN}/ou-${OWN}-${OWN}/`]]
  if (name === 'principalarn') return foreignArns(tests)
  if (ARNS.test(name)) return [[], ...foreignArns(tests)]
  if (name === 'userid') return foreignIds(tests)
  if (NETWORKS.test(name)) return [[], [`vpc-${OWN}`], [`vpce-${OWN}`]]
  if (name === 'sourceip') return all.filter(([address]) => address === undefined || !isInNetwork(address, tests))
  if (name === 'principalisawsservice') return [['false']]
  return SERVICES.test(name) ? [[]] : all
}

const ACCOUNTS = /^(source|vpce)(account|owner)$/
const ORGANIZATIONS = /^(principal|source|vpce)orgid$/
const PATHS = /^(principal|source|vpce)orgpaths$/
const ARNS = /^(sourcearn|federatedprovider|sourcevpcarn|lambda:sourcefunctionarn)$/
const NETWORKS = /^sourcevpce?$/
const SERVICES = /^principalservicename(slist)?$/

/** The same in an account of his own; names in it are his to choose. A bucket's ARN has no account: its name is another one's. */
const foreignArns = (tests: readonly Test[]): readonly Values[] =>
  ['arn:aws:iam::*:role/*', ...tests.flatMap(({ said }) => said.values)].flatMap(value => {
    const [scheme = '', partition = '', service = '', region = '', account, ...resource] = value.split(':')
    if (account === undefined) return /\*/.test(value) && !/\d{12}/.test(value) ? [[filled(value)]] : []
    const rest = account === '' && service !== 'iam' ? OWN : resource.join(':')
    const head = [scheme, partition, service, region].map(filled)
    return [[[...head, account === '' ? '' : OWN, filled(rest)].join(':')]]
  })

const foreignIds = (tests: readonly Test[]): readonly Values[] => [
  [OWN],
  ...tests.flatMap(({ said }) => said.values.map(value => [`${OWN}:${filled(value.split(':').slice(1).join(':'))}`])),
]

const filled = (pattern: string): string => instance(wildcards(pattern), OTHER)

/** Networks wider than these are of everybody. Source: the same page, "very broad IP ranges". */
const NARROW = { 4: 8, 6: 32 } as const

const isInNetwork = (address: string, tests: readonly Test[]): boolean =>
  tests
    .flatMap(({ said }) => said.values.flatMap(value => rangeOf(value) ?? []))
    .some(range => range.prefix >= NARROW[range.family] && isWithin(address, range))
