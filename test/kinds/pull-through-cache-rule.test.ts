import { describe, expect, test } from 'vitest'
import type { Fields } from '../../src/model.ts'
import { clientOf } from '../emulator/ecr.ts'
import { diagnosticsOf, findingsIn, wishesFrom } from '../manifest/world.ts'
import { registry } from '../registry.ts'
import { ACCOUNT, REGION } from '../world.ts'
import { attentionOf, linesOf } from './differences.ts'
import { manifestOf, plannedOf, saying, writesOf } from './registry-settings.ts'

const secret = (name: string) =>
  `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:ecr-pullthroughcache/${name}-AbCdEf`
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const rules = (pullThroughCacheRules: object | null) => ({ pullThroughCacheRules })
const ADDRESS = 'pullThroughCacheRule["hub"]'

const HUB = { upstreamRegistryUrl: 'registry-1.docker.io', credentialArn: secret('hub') }
const OTHER = '111122223333.dkr.ecr.eu-west-1.amazonaws.com'
const FOREIGN = { upstreamRegistryUrl: OTHER, upstreamRepositoryPrefix: 'team', customRoleArn: role('cache') }

/** Each way in which ECR caches something. */
const UPSTREAMS: readonly (readonly [kind: string, rule: Fields])[] = [
  ['ecr-public', { upstreamRegistryUrl: 'public.ecr.aws' }],
  ['quay', { upstreamRegistryUrl: 'quay.io' }],
  ['k8s', { upstreamRegistryUrl: 'registry.k8s.io' }],
  ['docker-hub', HUB],
  ['github-container-registry', { upstreamRegistryUrl: 'ghcr.io', credentialArn: secret('gh') }],
  ['azure-container-registry', { upstreamRegistryUrl: 'acme.azurecr.io', credentialArn: secret('az') }],
  ['gitlab-container-registry', { upstreamRegistryUrl: 'registry.gitlab.com', credentialArn: secret('gl') }],
  ['chainguard', { upstreamRegistryUrl: 'cgr.dev', credentialArn: secret('cg') }],
  ['ecr', FOREIGN],
]

describe('a rule', () => {
  test.each(UPSTREAMS)('for %s is created, found again, and taken away', async (upstreamRegistry, rule) => {
    const ecr = await registry()
    expect(await writesOf(ecr, rules({ hub: rule }))).toEqual(['CreatePullThroughCacheRule'])
    const client = clientOf(ecr.emulator)
    const { pullThroughCacheRules } = await client.describePullThroughCacheRules({})
    expect(pullThroughCacheRules).toMatchObject([{ ecrRepositoryPrefix: 'hub', upstreamRegistry, ...rule }])
    expect(await plannedOf(ecr, rules({ hub: { ...rule, upstreamRegistry } }))).toEqual([])
    expect(await plannedOf(ecr, rules({ hub: null }))).toEqual([`delete ${ADDRESS}`])
    expect(await writesOf(ecr, rules({ hub: null }))).toEqual(['DeletePullThroughCacheRule'])
    expect(await plannedOf(ecr, rules({ hub: null }))).toEqual([])
  })

  const REPLACE = ['DeletePullThroughCacheRule', 'CreatePullThroughCacheRule']
  const UPDATE = ['UpdatePullThroughCacheRule']

  test.each<[string, Fields, Fields, string, readonly string[]]>([
    ['credentialArn', HUB, { ...HUB, credentialArn: secret('hub2') }, 'update', UPDATE],
    ['customRoleArn', FOREIGN, { ...FOREIGN, customRoleArn: role('other') }, 'update', UPDATE],
    ['customRoleArn', { ...FOREIGN, customRoleArn: null }, FOREIGN, 'update', UPDATE],
    ['customRoleArn', FOREIGN, { ...FOREIGN, customRoleArn: null }, 'replace', REPLACE],
    [
      'credentialArn',
      { ...FOREIGN, credentialArn: secret('x') },
      { ...FOREIGN, credentialArn: null },
      'replace',
      REPLACE,
    ],
    ['upstreamRepositoryPrefix', FOREIGN, { ...FOREIGN, upstreamRepositoryPrefix: 'team2' }, 'replace', REPLACE],
    ['upstreamRepositoryPrefix', FOREIGN, { ...FOREIGN, upstreamRepositoryPrefix: 'ROOT' }, 'replace', REPLACE],
    [
      'upstreamRegistryUrl',
      FOREIGN,
      { ...FOREIGN, upstreamRegistryUrl: OTHER.replace('eu-west-1', 'eu-west-2') },
      'replace',
      REPLACE,
    ],
  ])('whose %s is another is one change at that path', async (path, before, after, action, calls) => {
    const ecr = await registry()
    await writesOf(ecr, rules({ hub: before }))
    expect(await plannedOf(ecr, rules({ hub: after }))).toEqual([`${action} ${ADDRESS} ${path}`])
    expect(await writesOf(ecr, rules({ hub: after }))).toEqual(calls)
  })

  test('of another kind of upstream takes no secret along', async () => {
    const ecr = await registry()
    await writesOf(ecr, rules({ hub: HUB }))
    expect(await plannedOf(ecr, rules({ hub: { upstreamRegistryUrl: 'quay.io' } }))).toEqual([
      `replace ${ADDRESS} credentialArn upstreamRegistry upstreamRegistryUrl`,
    ])
    await writesOf(ecr, rules({ hub: { upstreamRegistryUrl: 'quay.io' } }))
    const { pullThroughCacheRules } = await clientOf(ecr.emulator).describePullThroughCacheRules({})
    expect(pullThroughCacheRules).toMatchObject([{ upstreamRegistry: 'quay' }])
    expect(pullThroughCacheRules?.[0]).not.toHaveProperty('credentialArn')
  })

  test('keeps what the manifest leaves out, and sends it again', async () => {
    const ecr = await registry()
    await writesOf(ecr, rules({ hub: { ...FOREIGN, credentialArn: secret('a') } }))
    const { customRoleArn: _, ...left } = { ...FOREIGN, credentialArn: secret('b') }
    await writesOf(ecr, rules({ hub: left }))
    const call = ecr.emulator.calls.find(({ operation }) => operation === 'UpdatePullThroughCacheRule')
    expect(call?.input).toEqual({
      ecrRepositoryPrefix: 'hub',
      credentialArn: secret('b'),
      customRoleArn: FOREIGN.customRoleArn,
    })
  })

  test('ROOT upstream is what a rule has that says nothing of it', async () => {
    const ecr = await registry()
    for (const upstreamRegistryUrl of ['quay.io', OTHER]) {
      await writesOf(ecr, rules({ hub: { upstreamRegistryUrl } }))
      expect(await plannedOf(ecr, rules({ hub: { upstreamRegistryUrl, upstreamRepositoryPrefix: 'ROOT' } }))).toEqual(
        [],
      )
    }
  })

  test('of somebody else is left alone, and all are read once', async () => {
    const ecr = await registry()
    const client = clientOf(ecr.emulator)
    await client.createPullThroughCacheRule({ ecrRepositoryPrefix: 'theirs', upstreamRegistryUrl: 'quay.io' })
    ecr.emulator.clearCalls()
    await ecr.plan(await saying(rules({ hub: HUB, quay: null, ROOT: { upstreamRegistryUrl: 'public.ecr.aws' } })))
    const asked = ecr.emulator.calls.filter(({ operation }) => operation === 'DescribePullThroughCacheRules')
    expect(asked).toHaveLength(1)
    await writesOf(ecr, rules({ hub: HUB, quay: null }))
    expect((await client.describePullThroughCacheRules({})).pullThroughCacheRules).toHaveLength(2)
  })

  test('that may not be read is unread', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'DescribePullThroughCacheRules', error: 'AccessDeniedException' })
    const { targets, changes } = await ecr.plan(await saying(rules({ hub: HUB })))
    expect(targets[0]?.unread).toMatchObject([{ code: 'ACCESS_DENIED', label: 'pullThroughCacheRule hub' }])
    expect(changes).toEqual([])
  })

  test('that somebody else has just created so is done, and so is one that is gone already', async () => {
    const ecr = await registry()
    const created = await ecr.plan(await saying(rules({ hub: HUB })))
    await writesOf(ecr, rules({ hub: HUB }))
    expect(await ecr.carryOut(created)).toMatchObject([{ status: 'done', calls: [] }])
    ecr.emulator.inject({
      operation: 'DeletePullThroughCacheRule',
      error: 'PullThroughCacheRuleNotFoundException',
    })
    const { outcomes } = await ecr.apply(await saying(rules({ hub: null })))
    expect(outcomes).toMatchObject([{ status: 'done' }])
  })

  test.each(['Create', 'Delete'])('whose %s has no answer is looked at again', async verb => {
    const ecr = await registry()
    if (verb === 'Delete') await writesOf(ecr, rules({ hub: HUB }))
    const operation = `${verb}PullThroughCacheRule`
    ecr.emulator.inject({ operation, error: 'DropAfter', when: { at: 1 } })
    expect(await writesOf(ecr, rules({ hub: verb === 'Create' ? HUB : null }))).toEqual([operation])
  })

  test('waits for the templates that it will use, and goes before them', async () => {
    const ecr = await registry()
    const template = { appliedFor: ['PULL_THROUGH_CACHE'] }
    const both = (value: (thing: object) => object | null) => ({
      pullThroughCacheRules: { hub: value(HUB) },
      repositoryCreationTemplates: Object.fromEntries(
        ['hub', 'hub/team', 'hubs', 'ROOT'].map(prefix => [prefix, value(template)]),
      ),
    })
    const needsIn = async (said: Fields) => {
      const { changes } = await ecr.plan(await saying(said))
      return Object.fromEntries(changes.map(({ address, needs }) => [address, needs.map(need => need.address)]))
    }
    expect((await needsIn(both(thing => thing)))[ADDRESS]).toEqual(
      ['hub', 'hub/team', 'ROOT'].map(prefix => `repositoryCreationTemplate["${prefix}"]`),
    )
    await ecr.apply(await saying(both(thing => thing)))
    const deletes = await needsIn(both(() => null))
    expect(deletes['repositoryCreationTemplate["hub/team"]']).toEqual([ADDRESS])
    expect(deletes['repositoryCreationTemplate["hubs"]']).toEqual([])
  })
})

test('a template that fails stops the rules that would use it, and no other', async () => {
  const ecr = await registry()
  ecr.emulator.inject({ operation: 'CreateRepositoryCreationTemplate', error: 'ValidationException' })
  const { plan, outcomes } = await ecr.apply(
    await saying({
      pullThroughCacheRules: { hub: HUB, quay: { upstreamRegistryUrl: 'quay.io' } },
      repositoryCreationTemplates: { hub: { appliedFor: ['PULL_THROUGH_CACHE'] } },
    }),
  )
  expect(plan.changes.map(({ address }, index) => [address, outcomes[index]?.status])).toEqual([
    ['repositoryCreationTemplate["hub"]', 'failed'],
    [ADDRESS, 'skipped'],
    ['pullThroughCacheRule["quay"]', 'done'],
  ])
})

describe('a plan says', () => {
  test.each<[string, Fields | undefined, Fields | null, readonly string[], readonly string[]]>([
    ['what is cached', undefined, HUB, ['registry-1.docker.io with ecr-pullthroughcache/hub-AbCdEf'], []],
    ['from where', undefined, FOREIGN, [`${OTHER}/team with role cache`], []],
    [
      'which field changes',
      HUB,
      { ...HUB, credentialArn: secret('b') },
      ['credentialArn: ecr-pullthroughcache/hub-AbCdEf → ecr-pullthroughcache/b-AbCdEf'],
      [],
    ],
    [
      'what a replacement means',
      HUB,
      { upstreamRegistryUrl: 'quay.io' },
      [
        'upstreamRegistryUrl: registry-1.docker.io → quay.io',
        'upstreamRegistry: docker-hub → quay',
        'credentialArn: ecr-pullthroughcache/hub-AbCdEf → none',
        'deleted and created again: pulls through it fail for a moment, no image is lost',
      ],
      ['REPLACES pullThroughCacheRule hub: pulls through it fail for a moment, no image is lost'],
    ],
    [
      'what stays when it goes',
      { upstreamRegistryUrl: 'quay.io' },
      null,
      ['quay.io: repositories that it has cached stay, and are ordinary ones from then on'],
      ['DELETES pullThroughCacheRule hub: nothing is cached by it any more'],
    ],
  ])('%s', async (_, before, after, lines, facts) => {
    const ecr = await registry()
    if (before) await writesOf(ecr, rules({ hub: before }))
    const { changes, summary } = await ecr.plan(await saying(rules({ hub: after })))
    expect([linesOf(changes[0]), attentionOf(changes[0])]).toEqual([lines, facts])
    expect(summary.replace).toBe(facts[0]?.startsWith('REPLACES') ? 1 : 0)
  })

  test('at which line of the manifest each field is said', async () => {
    const ecr = await registry()
    await writesOf(ecr, rules({ hub: HUB }))
    const text = `version: 1
name: acme
registry:
  pullThroughCacheRules:
    hub:
      upstreamRegistryUrl: registry-1.docker.io
      credentialArn: ${secret('b')}
`
    const { changes } = await ecr.plan((await wishesFrom(text)).registry())
    expect(changes[0]?.source?.line).toBe(7)
    expect(changes[0]?.lines.map(({ sources }) => sources.map(({ line }) => line))).toEqual([[7]])
  })
})

describe('offline', () => {
  const ecrPublic = { upstreamRegistryUrl: 'public.ecr.aws' }
  const many = (count: number, value: object | null = ecrPublic) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value] as const))

  test.each<[string, object | null, readonly string[]]>([
    ...UPSTREAMS.map(([kind, rule]) => [kind, { hub: rule }, []] as [string, object, readonly string[]]),
    ['a prefix of 1 character', { h: ecrPublic }, ['error INVALID_PREFIX']],
    ['a prefix of 31 characters', { ['h'.repeat(31)]: ecrPublic }, ['error INVALID_PREFIX']],
    ['a prefix of 30 characters', { ['h'.repeat(30)]: ecrPublic }, []],
    ['a prefix in upper case', { Hub: ecrPublic }, ['error INVALID_PREFIX']],
    ['a bad prefix of a rule that is to go', { 'a//b': null }, ['error INVALID_PREFIX']],
    ['a prefix with a slash at its end', { 'hub/': ecrPublic }, []],
    ['ROOT', { ROOT: ecrPublic }, []],
    ['no address', { hub: {} }, ['error MISSING_KEY']],
    ['an unknown field', { hub: { ...ecrPublic, ecrRepositoryPrefix: 'x' } }, ['error UNKNOWN_KEY']],
    ['an unknown upstream', { hub: { upstreamRegistryUrl: 'registry.example.com' } }, ['error UNKNOWN_UPSTREAM']],
    ['a FIPS host', { hub: { upstreamRegistryUrl: OTHER.replace('.ecr.', '.ecr-fips.') } }, ['error UNKNOWN_UPSTREAM']],
    ['an unknown kind', { hub: { ...ecrPublic, upstreamRegistry: 'dockerhub' } }, ['error WRONG_VALUE']],
    ['the kind of another', { hub: { ...ecrPublic, upstreamRegistry: 'quay' } }, ['error UNKNOWN_UPSTREAM']],
    ['no secret', { hub: { upstreamRegistryUrl: 'ghcr.io' } }, ['error UPSTREAM_CREDENTIAL']],
    ['a secret that must not be', { hub: { ...HUB, credentialArn: null } }, ['error UPSTREAM_CREDENTIAL']],
    ['a needless secret', { hub: { ...ecrPublic, credentialArn: secret('x') } }, ['error UPSTREAM_CREDENTIAL']],
    [
      'a secret of another name',
      { hub: { ...HUB, credentialArn: secret('x').replace('cache/', '/') } },
      ['error UPSTREAM_CREDENTIAL'],
    ],
    [
      'a secret that is too long',
      { hub: { ...HUB, credentialArn: secret('x'.repeat(600)) } },
      ['error UPSTREAM_CREDENTIAL'],
    ],
    ['a secret with a variable', { hub: { ...HUB, credentialArn: 'arn:${{ target.partition }}:x' } }, []],
    [
      'an address with a variable',
      { hub: { upstreamRegistryUrl: '${{ target.account }}.dkr.ecr.eu-west-1.amazonaws.com' } },
      [],
    ],
    ['a role that is none', { hub: { ...FOREIGN, customRoleArn: 'cache' } }, ['error CUSTOM_ROLE']],
    [
      'a user for a role',
      { hub: { ...FOREIGN, customRoleArn: role('x').replace('role', 'user') } },
      ['error CUSTOM_ROLE'],
    ],
    ['a role for what is not ECR', { hub: { ...ecrPublic, customRoleArn: role('x') } }, ['warning CUSTOM_ROLE']],
    ['a bad prefix upstream', { hub: { ...FOREIGN, upstreamRepositoryPrefix: 'T' } }, ['error INVALID_PREFIX']],
    ['null for what ECR always has', { hub: { ...FOREIGN, upstreamRepositoryPrefix: null } }, ['error NOT_NULL']],
    ['null for all', null, ['error NOT_NULL']],
    ['50 rules', many(50), []],
    ['50 rules, and what is to go', { ...many(50), gone: null }, []],
    ['51 rules', many(51), ['error TOO_MANY_RULES']],
  ])('%s', async (_, said, found) => {
    const all = await findingsIn(manifestOf(rules(said)))
    expect(all.map(text => text.replace(/^\S+ /, ''))).toEqual(found)
  })

  const TARGET = { account: ACCOUNT, region: REGION }

  test.each<[string, object, object, readonly string[]]>([
    ['the role of another account', FOREIGN, { ...TARGET, account: '999999999999' }, ['error CUSTOM_ROLE']],
    ['the role of another partition', FOREIGN, { region: 'eusc-de-east-1' }, ['error CUSTOM_ROLE']],
    ['a role of its own', FOREIGN, TARGET, []],
    ['no role for another account', { upstreamRegistryUrl: OTHER }, TARGET, ['warning CUSTOM_ROLE']],
    ['no role for its own', { upstreamRegistryUrl: OTHER }, { account: '111122223333' }, []],
    ['a secret elsewhere', HUB, { ...TARGET, region: 'eu-west-1' }, ['warning UPSTREAM_CREDENTIAL']],
    ['a secret of another account', HUB, { ...TARGET, account: '999999999999' }, ['warning UPSTREAM_CREDENTIAL']],
    ['China', ecrPublic, { region: 'cn-north-1' }, ['error NOT_OFFERED']],
    ['GovCloud', ecrPublic, { region: 'us-gov-west-1' }, ['error NOT_OFFERED']],
  ])('where the target is known: %s', async (_, rule, target, found) => {
    const all = await findingsIn(manifestOf(rules({ hub: rule })), { target })
    expect(all.map(text => text.replace(/^\S+ /, ''))).toEqual(found)
  })

  test.each([
    ['https://registry-1.docker.io/library', 'Write registry-1.docker.io'],
    ['docker.io', 'Write registry-1.docker.io'],
    ['Quay.io', 'Write quay.io'],
    ['registry.example.com', 'Write one of these, without https:// and without a path.'],
  ])('%s gets a hint', async (upstreamRegistryUrl, hint) => {
    const [found] = await diagnosticsOf(manifestOf(rules({ hub: { upstreamRegistryUrl } })))
    expect(found?.hint).toBe(hint)
  })

  test.each([
    ['Docker Hub', 'Write docker-hub instead.'],
    ['//', 'Choose a prefix of that form.'],
  ])('the prefix %s gets a hint', async (prefix, hint) => {
    const [found] = await diagnosticsOf(manifestOf(rules({ [prefix]: ecrPublic })))
    expect(found?.hint).toBe(hint)
  })
})

test('a role of another account is blocked, where the account of the registry is known only by asking', async () => {
  const ecr = await registry()
  const customRoleArn = 'arn:aws:iam::999999999999:role/ecr-cache'
  const upstreamRegistryUrl = '444455556666.dkr.ecr.us-east-1.amazonaws.com'
  const { changes } = await ecr.plan(await saying(rules({ hub: { upstreamRegistryUrl, customRoleArn } })))
  expect(changes.map(({ blocked }) => blocked)).toEqual([
    { code: 'CUSTOM_ROLE', reason: expect.stringContaining('of 123456789012'), hint: expect.any(String) },
  ])
})
