import type { Difference, Fact } from '../../model.ts'
import type { Phrase } from '../kind.ts'
import type { RuleSpec } from './spec.ts'

const FIELDS = [
  'upstreamRegistryUrl',
  'upstreamRegistry',
  'upstreamRepositoryPrefix',
  'credentialArn',
  'customRoleArn',
] as const

/** No image is in a rule: what it has cached is in repositories of their own. */
const FAILS = 'pulls through it fail for a moment, no image is lost'
const DELETED = 'repositories that it has cached stay, and are ordinary ones from then on'

export function describeRule({ action, before, after, paths }: Difference<RuleSpec>): readonly Phrase[] {
  if (before === null) return [{ text: ruleText(after) }]
  if (after === null) return [{ text: `${ruleText(before)}: ${DELETED}` }]
  const changed = FIELDS.filter(field => paths.includes(field)).map(field => ({
    label: field,
    text: changedText(before[field], after[field]),
    paths: [field],
  }))
  return [...changed, ...(action === 'replace' ? [{ text: `deleted and created again: ${FAILS}` }] : [])]
}

/** Of ARNs, what is called by a name; all of them where the account or region is what differs. */
function changedText(before?: string, after?: string): string {
  const [whose, theirs] = [before, after].map(text => text && (/^arn:.*:(?:secret:|(?=role\/))/.exec(text)?.[0] ?? ''))
  const isAlike = before === undefined || after === undefined || whose === theirs
  const [was, is] = [before?.slice(isAlike ? whose?.length : 0), after?.slice(isAlike ? theirs?.length : 0)]
  return `${was ?? 'none'} → ${is ?? 'none'}`
}

/** `registry-1.docker.io with ecr-pullthroughcache/docker-hub-AbCdEf` */
function ruleText({ upstreamRegistryUrl: url, upstreamRepositoryPrefix, credentialArn, customRoleArn }: RuleSpec) {
  const from = upstreamRepositoryPrefix === undefined ? url : `${url}/${upstreamRepositoryPrefix}`
  const secret = credentialArn?.replace(/^.*:secret:/, '')
  const role = customRoleArn?.replace(/^.*:role\//, 'role ')
  const means = [secret, role].filter(Boolean).join(' and ')
  return means === '' ? from : `${from} with ${means}`
}

export function ruleFacts({ name, action }: Difference<RuleSpec>): readonly Fact[] {
  if (action === 'replace') return [{ word: 'REPLACES', text: `pullThroughCacheRule ${name}: ${FAILS}` }]
  return action === 'delete'
    ? [{ word: 'DELETES', text: `pullThroughCacheRule ${name}: nothing is cached by it any more` }]
    : []
}
