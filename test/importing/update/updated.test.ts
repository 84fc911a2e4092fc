import { describe, expect, test } from 'vitest'
import { addressesOf, type Case, updatedOver } from './world.ts'

const created = (repositoryName: string, more: object = {}) => ({
  action: 'CreateRepository',
  input: { repositoryName, ...more },
})

const KEEP_TEN = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 },
      action: { type: 'expire' },
    },
  ],
})

const keeping = (repositoryName: string) => ({
  action: 'PutLifecyclePolicy',
  input: { repositoryName, lifecyclePolicyText: KEEP_TEN },
})

const HEAD = 'version: 1\nname: acme\n'

interface Row extends Case {
  readonly name: string
  readonly after: string
  readonly differing?: readonly string[]
  readonly leftOut?: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'a repository that no file names comes behind the others, and comments stay',
    seed: [created('team/api'), created('team/web', { imageTagMutability: 'IMMUTABLE' })],
    texts: `${HEAD}\n# What the team runs.\nrepositories:\n  team/api: # the front\n    imageTagMutability: MUTABLE # for now\n`,
    after: `${HEAD}\n# What the team runs.\nrepositories:\n  team/api:\n    # the front\n    imageTagMutability: MUTABLE # for now\n  team/web: { imageTagMutability: IMMUTABLE }\n`,
  },
  {
    name: 'a manifest without repositories gets them',
    seed: [created('app')],
    texts: HEAD,
    after: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE }\n`,
  },
  {
    name: 'what layers say already is not said again, and what is not there is null',
    seed: [created('app', { imageTagMutability: 'IMMUTABLE' })],
    texts: `${HEAD}defaults:\n  - match: "**"\n    imageTagMutability: IMMUTABLE\n    lifecyclePolicy:\n      - { any: true, keepNewest: 5 }\nrepositories: {}\n`,
    after: `${HEAD}defaults:\n  - match: "**"\n    imageTagMutability: IMMUTABLE\n    lifecyclePolicy:\n      - { any: true, keepNewest: 5 }\nrepositories: { app: { lifecyclePolicy: null } }\n`,
  },
  {
    name: 'settings that nothing says are written where the repository stands, single tags among them',
    seed: [
      created('app', {
        tags: [
          { Key: 'team', Value: 'no' },
          { Key: 'env', Value: 'a' },
        ],
      }),
      keeping('app'),
    ],
    texts: `${HEAD}repositories:\n  app: { tags: { env: a }, imageTagMutability: MUTABLE }\n`,
    after: `${HEAD}repositories:\n  app: { tags: { env: a, team: "no" }, imageTagMutability: MUTABLE, lifecyclePolicy: [{ any: true, keepNewest: 10 }] }\n`,
  },
  {
    name: 'what is written stays, and is told where it is otherwise',
    seed: [created('app', { imageTagMutability: 'IMMUTABLE' })],
    texts: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE }\n`,
    after: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE }\n`,
    differing: ['repository["app"]'],
  },
  {
    name: 'what is there is taken where that is asked for, its default and nothing at all among it',
    takesLive: true,
    seed: [created('app', { imageTagMutability: 'IMMUTABLE' })],
    texts: `${HEAD}repositories:\n  app:\n    imageTagMutability: MUTABLE # as it was\n    imageScanningConfiguration: { scanOnPush: true }\n    tags: { team: a }\n    lifecyclePolicy:\n      - { any: true, keepNewest: 5 }\n`,
    after: `${HEAD}repositories:\n  app:\n    imageTagMutability: IMMUTABLE # as it was\n    imageScanningConfiguration: { scanOnPush: false }\n    tags: { team: null }\n    lifecyclePolicy: null\n`,
  },
  {
    name: 'what is there is taken without what went along with the other value',
    takesLive: true,
    seed: [created('app')],
    texts: `${HEAD}repositories:\n  app:\n    imageTagMutability: IMMUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilters: ["dev*"]\n`,
    after: `${HEAD}repositories:\n  app:\n    imageTagMutability: MUTABLE\n`,
  },
  {
    name: 'a switch that is not there is taken as off',
    takesLive: true,
    seed: [created('app')],
    texts: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE, protect: true }\n`,
    after: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE, protect: false }\n`,
  },
  {
    name: 'of a layer, what is there is taken by the repository alone',
    takesLive: true,
    seed: [created('app'), created('web', { imageTagMutability: 'IMMUTABLE' })],
    texts: `${HEAD}defaults:\n  - match: "**"\n    imageTagMutability: IMMUTABLE\nrepositories:\n  app:\n  web:\n`,
    after: `${HEAD}defaults:\n  - match: "**"\n    imageTagMutability: IMMUTABLE\nrepositories:\n  app:\n    imageTagMutability: MUTABLE\n  web:\n`,
  },
  {
    name: 'what is left to others on purpose stays so',
    seed: [created('app', { tags: [{ Key: 'team', Value: 'a' }] }), keeping('app')],
    texts: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE, unmanaged: [ lifecyclePolicy, tags.team ] }\n`,
    after: `${HEAD}repositories:\n  app: { imageTagMutability: MUTABLE, unmanaged: [ lifecyclePolicy, tags.team ] }\n`,
  },
  {
    name: 'repositories of an entry of discovered and of a tombstone are not named',
    seed: [created('cache/nginx'), created('old')],
    texts: `${HEAD}discovered: [ { match: "cache/**", imageTagMutability: MUTABLE } ]\nremoved: [ { name: old } ]\nrepositories: {}\n`,
    after: `${HEAD}discovered: [ { match: "cache/**", imageTagMutability: MUTABLE } ]\nremoved: [ { name: old } ]\nrepositories: {}\n`,
    differing: ['repository["old"]'],
  },
  {
    name: 'what is not there stays declared',
    takesLive: true,
    seed: [],
    texts: `${HEAD}repositories: { app: }\n`,
    after: `${HEAD}repositories: { app: }\n`,
    differing: ['repository["app"]'],
  },
  {
    name: 'an entry that an alias writes is left alone',
    seed: [created('app'), created('web')],
    texts: `${HEAD}repositories:\n  app: &one { tags: { a: b } }\n  web: *one\n`,
    after: `${HEAD}repositories:\n  app: &one { tags: { a: b } }\n  web: *one\n`,
    differing: ['repository["app"]', 'repository["web"]'],
    leftOut: ['repositories.app.imageTagMutability', 'repositories.web.imageTagMutability'],
  },
  {
    name: 'names that a reader of YAML takes for something else are quoted',
    seed: [created('1e3'), created('no'), created('2024-01-01')],
    texts: `${HEAD}defaults: [ { match: "**", imageTagMutability: MUTABLE } ]\nrepositories:\n  app:\n`,
    after: `${HEAD}defaults: [ { match: "**", imageTagMutability: MUTABLE } ]\nrepositories:\n  app:\n  "1e3":\n  "2024-01-01":\n  "no":\n`,
    differing: ['repository["app"]'],
  },
]

describe('a manifest that takes on what is there', () => {
  test.each(rows)('$name', async ({ after, differing = [], leftOut = [], ...given }) => {
    const { plan, ...found } = await plannedAfter(given)
    expect(found.after).toEqual({ 'ecrsync.yaml': after })
    expect([addressesOf(found.differing), addressesOf(plan.changes)]).toEqual([differing, differing])
    expect(found.leftOut.map(({ name }) => name)).toEqual(leftOut)
  })
})

describe('what is taken on', () => {
  test('goes to the file of those that begin like it, and once there it is not added again', async () => {
    const texts = {
      'ecrsync.yaml': `${HEAD}include: [team.yaml]\n`,
      'team.yaml': 'repositories:\n  team/api: { imageTagMutability: MUTABLE }\n',
    }
    const seed = ['team/api', 'team/web', 'other'].map(name => created(name))
    const { after, look, added } = await updatedOver({ seed, texts })
    expect(after).toEqual({
      'ecrsync.yaml': `${HEAD}include: [team.yaml]\nrepositories:\n  other: { imageTagMutability: MUTABLE }\n`,
      'team.yaml':
        'repositories:\n  team/api: { imageTagMutability: MUTABLE }\n  team/web: { imageTagMutability: MUTABLE }\n',
    })
    expect(added.map(({ name }) => name)).toEqual(['other', 'team/web'])
    expect((await look(Object.entries(after).map(([file, text]) => ({ file, text })))).plan.changes).toEqual([])
    expect((await updatedOver({ seed, texts: after })).texts).toEqual([])
  })

  test('goes to the file that has most of those that begin like it', async () => {
    const names = ['team/a', 'team/b', 'team/c']
    const entry = (name: string) => `  ${name}: { imageTagMutability: MUTABLE }\n`
    const root = `${HEAD}include: [team.yaml]\nrepositories:\n${entry('team/a')}`
    const texts = { 'ecrsync.yaml': root, 'team.yaml': `repositories:\n${entry('team/b')}${entry('team/c')}` }
    const { after } = await updatedOver({ seed: [...names, 'team/d'].map(name => created(name)), texts })
    expect(after).toEqual({ ...texts, 'team.yaml': `${texts['team.yaml']}${entry('team/d')}` })
  })

  test('is for the targets that have it, and never for one that was not read', async () => {
    const targets = 'targets: { eu: { region: eu-west-1 }, us: { region: us-east-1 }, asia: { region: ap-east-1 } }\n'
    const texts = `${HEAD}${targets}repositories:\n  app:\n`
    const { after, leftOut, plan } = await plannedAfter({
      seed: [created('app'), created('web')],
      texts,
      regions: { eu: 'eu-west-1', us: 'us-east-1' },
    })
    expect(after['ecrsync.yaml']).toBe(
      `${HEAD}${targets}repositories:\n  app:\n  web:\n    targets:\n      - eu\n      - us\n    imageTagMutability: MUTABLE\n`,
    )
    expect(leftOut).toEqual([
      { name: 'app: imageTagMutability', reason: 'it is in force in asia, too, which was not read' },
    ])
    expect(plan.changes).toEqual([])
  })
})

const SCANS = {
  action: 'PutRegistryScanningConfiguration',
  input: {
    scanType: 'BASIC',
    rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: 'a*', filterType: 'WILDCARD' }] }],
  },
}
const RULE = {
  action: 'CreatePullThroughCacheRule',
  input: { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io', upstreamRegistry: 'quay' },
}
const HUB = `    k8s: { upstreamRegistryUrl: registry.k8s.io }\n`
const TARGETS = 'targets: { eu: { region: eu-west-1 }, us: { region: us-east-1 } }\n'
const REGIONS = { eu: 'eu-west-1', us: 'us-east-1' }

describe('settings of the registry', () => {
  test.each<Row>([
    {
      name: 'that nothing says are said',
      seed: [RULE],
      texts: HEAD,
      after: `${HEAD}registry:\n  pullThroughCacheRules: { quay: { upstreamRegistryUrl: quay.io } }\n`,
    },
    {
      name: 'stand beside those that are written',
      seed: [SCANS, RULE],
      texts: `${HEAD}registry:\n  # ours\n  pullThroughCacheRules:\n${HUB}`,
      after: `${HEAD}registry:\n  # ours\n  pullThroughCacheRules:\n${HUB}    quay:\n      upstreamRegistryUrl: quay.io\n  scanningConfiguration:\n    scanType: BASIC\n    rules:\n      - scanFrequency: SCAN_ON_PUSH\n        repositoryFilters:\n          - "a*"\n`,
      differing: ['pullThroughCacheRule["k8s"]'],
    },
    {
      name: 'that are written stay, and are told where they are otherwise',
      seed: [SCANS],
      texts: `${HEAD}registry:\n  scanningConfiguration: { scanType: BASIC, rules: [] }\n`,
      after: `${HEAD}registry:\n  scanningConfiguration: { scanType: BASIC, rules: [] }\n`,
      differing: ['scanningConfiguration["registry"]'],
    },
    {
      name: 'are taken where that is asked for, one that is not there as null',
      seed: [SCANS],
      takesLive: true,
      texts: `${HEAD}registry:\n  scanningConfiguration: { scanType: BASIC, rules: [] }\n  pullThroughCacheRules:\n${HUB}`,
      after: `${HEAD}registry:\n  scanningConfiguration: { scanType: BASIC, rules: [{ scanFrequency: SCAN_ON_PUSH, repositoryFilters: ["a*"] }] }\n  pullThroughCacheRules:\n    k8s: null\n`,
    },
    {
      name: 'go into a layer behind those that there are',
      seed: [RULE],
      texts: `${HEAD}${TARGETS}registry:\n  - targets: [eu]\n    pullThroughCacheRules: { quay: { upstreamRegistryUrl: quay.io } }\n`,
      regions: REGIONS,
      after: `${HEAD}${TARGETS}registry:\n  - targets: [eu]\n    pullThroughCacheRules: { quay: { upstreamRegistryUrl: quay.io } }\n  - targets:\n      - us\n    pullThroughCacheRules:\n      quay:\n        upstreamRegistryUrl: quay.io\n`,
    },
  ])('$name', async ({ after, differing = [], ...given }) => {
    const { plan, ...found } = await plannedAfter(given)
    expect(found.after['ecrsync.yaml']).toBe(after)
    expect([addressesOf(found.differing), addressesOf(plan.changes)]).toEqual([differing, differing])
  })
})

async function plannedAfter(given: Case) {
  const found = await updatedOver(given)
  const texts = Object.entries(found.after).map(([file, text]) => ({ file, text }))
  return { ...found, plan: (await found.look(texts)).plan }
}
