import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { PLANNED, race } from './race.ts'

const SECRET = (name: string) =>
  `arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/${name}-AbCdEf`
const PROFILE = (name: string) => `arn:aws:signer:us-east-1:123456789012:/signing-profiles/${name}`
const PREFIX = 'hub'
const RULE = { ecrRepositoryPrefix: PREFIX, upstreamRegistryUrl: 'ghcr.io' }

/** A setting of the registry that nobody shares, and what somebody else does with it once it is planned. */
interface Case {
  readonly what: string
  given(ecr: ECR): Promise<unknown>
  /** Under `registry`. */
  readonly says: string
  theirs(ecr: ECR): Promise<unknown>
  held(ecr: ECR): Promise<unknown>
  /** The call that would undo it. */
  readonly write: string
}

const ruleIn = async (ecr: ECR) => {
  const { pullThroughCacheRules: [rule] = [] } = await ecr.describePullThroughCacheRules({})
  return rule && [rule.upstreamRegistryUrl, rule.credentialArn]
}
const templateIn = async (ecr: ECR) =>
  (await ecr.describeRepositoryCreationTemplates({})).repositoryCreationTemplates?.[0]?.description
const profileIn = async (ecr: ECR) => (await ecr.getSigningConfiguration({})).signingConfiguration?.rules?.[0]

const signs = (name: string) => (ecr: ECR) =>
  ecr.putSigningConfiguration({ signingConfiguration: { rules: [{ signingProfileArn: PROFILE(name) }] } })
const rule = (name: string) => (ecr: ECR) => ecr.createPullThroughCacheRule({ ...RULE, credentialArn: SECRET(name) })
const template = (ecr: ECR) =>
  ecr.createRepositoryCreationTemplate({ prefix: PREFIX, appliedFor: [], description: 'a' })
const resecret = (ecr: ECR) =>
  ecr.updatePullThroughCacheRule({ ecrRepositoryPrefix: PREFIX, credentialArn: SECRET('theirs') })
const redescribe = (ecr: ECR) =>
  ecr.updateRepositoryCreationTemplate({ prefix: PREFIX, appliedFor: [], description: 'theirs' })

const CASES: readonly Case[] = [
  {
    what: 'the secret of a pull-through cache rule',
    given: rule('old'),
    says: `pullThroughCacheRules: { hub: { upstreamRegistryUrl: ghcr.io, credentialArn: "${SECRET('ours')}" } }`,
    theirs: resecret,
    held: ruleIn,
    write: 'UpdatePullThroughCacheRule',
  },
  {
    what: 'a pull-through cache rule that is to be another one',
    given: rule('old'),
    says: `pullThroughCacheRules: { hub: { upstreamRegistryUrl: cgr.dev, credentialArn: "${SECRET('ours')}" } }`,
    theirs: resecret,
    held: ruleIn,
    write: 'DeletePullThroughCacheRule',
  },
  {
    what: 'a pull-through cache rule that is to go',
    given: rule('old'),
    says: 'pullThroughCacheRules: { hub: null }',
    theirs: resecret,
    held: ruleIn,
    write: 'DeletePullThroughCacheRule',
  },
  {
    what: 'a pull-through cache rule that is to come',
    given: async () => undefined,
    says: `pullThroughCacheRules: { hub: { upstreamRegistryUrl: cgr.dev, credentialArn: "${SECRET('ours')}" } }`,
    theirs: rule('theirs'),
    held: ruleIn,
    write: 'CreatePullThroughCacheRule',
  },
  {
    what: 'a creation template',
    given: template,
    says: 'repositoryCreationTemplates: { hub: { appliedFor: [], description: ours } }',
    theirs: redescribe,
    held: templateIn,
    write: 'UpdateRepositoryCreationTemplate',
  },
  {
    what: 'a creation template that is to go',
    given: template,
    says: 'repositoryCreationTemplates: { hub: null }',
    theirs: redescribe,
    held: templateIn,
    write: 'DeleteRepositoryCreationTemplate',
  },
  {
    what: 'a signing configuration',
    given: signs('release'),
    says: `signingConfiguration: { rules: [{ signingProfileArn: "${PROFILE('ours')}" }] }`,
    theirs: signs('theirs'),
    held: profileIn,
    write: 'PutSigningConfiguration',
  },
  {
    what: 'a signing configuration that is to go',
    given: signs('release'),
    says: 'signingConfiguration: null',
    theirs: signs('theirs'),
    held: profileIn,
    write: 'DeleteSigningConfiguration',
  },
]

const start = ({ given, says }: Case) =>
  race({ given, manifest: () => `version: 1\nname: acme\nregistry:\n  ${says}\n` })

describe.each(CASES)('$what', one => {
  test('is left to whoever changed it after the plan', async () => {
    const { apply, ecr } = await start(one)
    const { code, calls, stdout } = await apply({ before: PLANNED, act: one.theirs })
    const theirs = await one.held(ecr)
    expect([code, JSON.stringify(theirs)]).toEqual([6, expect.stringContaining('theirs')])
    expect(stdout).toMatch(/is not any more what the plan showed/)
    expect(calls.filter(({ by, operation }) => by === 'ecrsync' && operation === one.write)).toEqual([])
  })

  test('is looked at directly before it is written', async () => {
    const { apply } = await start(one)
    const { code, calls } = await apply()
    const at = calls.findIndex(({ operation }) => operation === one.write)
    expect([code, calls[at - 1]?.operation]).toEqual([0, expect.stringMatching(/^(Describe|Get)/)])
  })

  test('is looked at again where the write was throttled', async () => {
    const { apply, ecr } = await start(one)
    const { code } = await apply({ before: one.write, fate: 'throttled', act: one.theirs })
    expect([code, JSON.stringify(await one.held(ecr))]).toEqual([6, expect.stringContaining('theirs')])
  })
})
