import type { HeldRegistry } from '../../../src/importing/held.ts'
import type { Fields } from '../../../src/model.ts'

const FAMILIES = [
  'payments',
  'search',
  'media',
  'risk',
  'checkout',
  'ml',
  'infra',
  'web',
  'mobile',
  'data',
  'tools',
  'ops',
]
const APPS = ['api', 'worker', 'web', 'cron', 'batch', 'proxy', 'gateway', 'sync']
const COUNT = 2000

const UNTAGGED = { untagged: true, expireAfter: '7 days' }
const LIFECYCLES = [
  [UNTAGGED, { tagPattern: 'v*', keepNewest: 30 }],
  [{ any: true, keepNewest: 50 }],
  [UNTAGGED],
  [{ tagPattern: 'prod*', keepAll: true }, { tagPattern: 'v*', keepNewest: 30 }, UNTAGGED],
]
const POLICIES = [
  { access: { pull: ['o-abc1234567'], push: ['444455556666'] } },
  { access: { pull: ['o-abc1234567'] } },
  {
    statements: [
      {
        Sid: 'Partner',
        Effect: 'Allow',
        Principal: { AWS: '999988887777' },
        Action: ['ecr:BatchGetImage', 'ecr:ListImages'],
      },
    ],
  },
]

/** What the repositories of a family have in common. */
const familyOf = (family: number): Fields => ({
  tags: { team: FAMILIES[family], 'managed-by': 'hand', ...(family % 2 === 0 && { tier: '1' }) },
  imageTagMutability: family % 3 === 0 ? 'MUTABLE' : 'IMMUTABLE',
  lifecyclePolicy: LIFECYCLES[family % LIFECYCLES.length],
  ...(family % 4 !== 3 && { repositoryPolicy: POLICIES[family % 4] }),
  ...(family % 5 === 0 && { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: `alias/${FAMILIES[family]}` } }),
})

/** One of each sort of exception in turn. */
const exceptionOf = ({ tags, lifecyclePolicy, ...others }: Fields, index: number): Fields =>
  [
    { ...others, tags },
    { ...others, tags: { ...(tags as Fields), team: 'other' }, lifecyclePolicy },
    { ...others, tags, lifecyclePolicy, imageScanningConfiguration: { scanOnPush: true } },
    { ...others, tags, lifecyclePolicy, repositoryPolicy: { access: { pull: ['222233335555'] } } },
  ][index % 4] as Fields

/** Two thousand repositories in twelve families, of which every twentieth is otherwise in one setting. */
export function shares(): { readonly registry: HeldRegistry; readonly exceptions: number } {
  const repositories = Array.from({ length: COUNT }, (_, index) => {
    const family = index % FAMILIES.length
    const number = Math.floor(index / FAMILIES.length)
    const name = `${FAMILIES[family]}/${APPS[number % APPS.length]}-${Math.floor(number / APPS.length)}`
    const states = familyOf(family)
    return { name, states: index % 20 === 7 ? exceptionOf(states, Math.floor(index / 20)) : states }
  })
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1)
  return {
    registry: { account: '111122223333', region: 'eu-west-1', repositories: repositories.sort(byName), registry: {} },
    exceptions: COUNT / 20,
  }
}
