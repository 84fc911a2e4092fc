import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { pushImage } from '../emulator/ecr.ts'
import { NAME, PLANNED, race, retag } from './race.ts'
import type { Moment } from './second-client.ts'

const POLICY = 'lifecyclePolicy: [{ any: true, keepNewest: 1 }]'
const DAY = 24 * 60 * 60 * 1000

interface World {
  readonly digest: string
  readonly emulator: Emulator
}

/** One image: a policy that keeps the newest takes nothing. */
async function given(ecr: ECR, emulator: Emulator): Promise<World> {
  await ecr.createRepository({ repositoryName: NAME })
  return { digest: await pushImage(ecr, NAME, 'one', 'prod'), emulator }
}

const manifest = (more: string, root = '') => `version: 1
name: acme
ownership: none
${root}
repositories:
  ${NAME}:
    ${POLICY}
    ${more}
`

interface Protection {
  readonly manifest: (world: World) => string
  readonly inUse?: (world: World) => string
}

/** Why the one image must not be taken by what this plan writes. */
const PROTECTIONS: Readonly<Record<string, Protection>> = {
  'it is declared': { manifest: ({ digest }) => manifest(`images: { prod: "${digest}" }`) },
  'its tag is in use': { manifest: () => manifest(''), inUse: () => `${NAME}:prod\n` },
  'its digest is in use': { manifest: () => manifest(''), inUse: ({ digest }) => `${NAME}@${digest}\n` },
  'nothing may expire': { manifest: () => manifest('', 'guards: { expireImages: { max: 0 } }') },
}

function start({ manifest, inUse }: Protection, before = given) {
  const files = (world: World) => ({ ...(inUse && { 'in-use.txt': inUse(world) }) })
  return race({ given: before, manifest, files, args: inUse ? ['--in-use', 'in-use.txt'] : [] })
}

/** The one image is not the newest any more. */
const push =
  ({ emulator }: World) =>
  (ecr: ECR) => {
    emulator.clock.advance(DAY)
    return pushImage(ecr, NAME, 'two', 'v2')
  }

const hasPolicy = (ecr: ECR) =>
  ecr.getLifecyclePolicy({ repositoryName: NAME }).then(
    () => true,
    () => false,
  )

describe.each(Object.entries(PROTECTIONS))('a policy that has come to take an image is not put, where %s', (_, one) => {
  test.each<[string, Omit<Moment, 'act'>]>([
    ['after the plan', { before: PLANNED }],
    ['when the write was throttled', { before: 'PutLifecyclePolicy', fate: 'throttled' }],
  ])('%s', async (_when, moment) => {
    const { apply, ecr, given: world } = await start(one)
    const { code, stdout } = await apply({ ...moment, act: push(world) })
    expect(await hasPolicy(ecr)).toBe(false)
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`lifecyclePolicy["${NAME}"]`) })
  })

  test('and undisturbed it is put', async () => {
    const { apply, ecr } = await start(one)
    expect([(await apply()).code, await hasPolicy(ecr)]).toEqual([0, true])
  })
})

/** The repository comes into being between plan and apply, with an image that the policy takes. */
const nothing = async (_: ECR, emulator: Emulator): Promise<World> => ({ digest: '', emulator })

test.each([
  ['its tag is in use', { manifest: () => manifest(''), inUse: () => `${NAME}:prod\n` }],
  ['nothing may expire', { manifest: () => manifest('', 'guards: { expireImages: { max: 0 } }') }],
] as const)('in a repository that appeared and is adopted it is judged as well: %s', async (_, one) => {
  const { apply, ecr, given: world } = await start(one, nothing)
  const appear = async (ecr: ECR) => {
    await given(ecr, world.emulator)
    await push(world)(ecr)
  }
  const { code, stdout } = await apply({ before: 'CreateRepository', act: appear })
  expect(await hasPolicy(ecr)).toBe(false)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`lifecyclePolicy["${NAME}"]`) })
})

test('an image that came into use by a tag after the plan is not taken', async () => {
  const two = async (ecr: ECR, emulator: Emulator) => {
    const world = await given(ecr, emulator)
    await push(world)(ecr)
    return world
  }
  const inUse = () => `${NAME}:live\n`
  const { apply, ecr, given: world } = await start({ manifest: () => manifest(''), inUse }, two)
  const { code, stdout } = await apply({ before: PLANNED, act: ecr => retag(ecr, world.digest, 'live') })
  expect(await hasPolicy(ecr)).toBe(false)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`lifecyclePolicy["${NAME}"]`) })
})
