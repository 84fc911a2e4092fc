import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { execute } from '../../src/apply/execute.ts'
import { lanes } from '../../src/apply/lanes.ts'
import { performer } from '../../src/apply/perform.ts'
import type { Operation } from '../../src/aws/api.ts'
import type { Change, Plan } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { list, setting, unlist } from '../kinds/setting.ts'
import { madeAlone, type Registry, registry } from '../registry.ts'
import { declared } from '../world.ts'

/** A registry with an image in `base`, and an empty `app`. */
async function opened() {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  for (const repositoryName of ['base', 'app-1']) await client.createRepository({ repositoryName })
  return { ecr, client, digest: await pushImage(client, 'base', 'one', 'v1') }
}

const image = (name: string, key: string, said: unknown) => declared('image', name, { images: { [key]: said } })
const callsOf = ({ emulator }: Registry) => emulator.calls.map(({ operation }) => operation)

describe('an image that is looked at again', () => {
  test('and is there by now is not brought', async () => {
    const { ecr, client, digest } = await opened()
    const plan = await ecr.plan([image('app-1', 'v1', `ecr:base@${digest}`)])
    await pushImage(client, 'app-1', 'one', 'v1')
    ecr.emulator.clearCalls()
    expect(await ecr.carryOut(plan)).toMatchObject([{ status: 'done', calls: [] }])
    expect(callsOf(ecr)).not.toContain('PutImage')
  })

  test('and has no tag is brought without one', async () => {
    const { ecr, client, digest } = await opened()
    const { outcomes } = await ecr.apply([image('app-1', digest, `ecr:base@${digest}`)])
    expect(outcomes).toMatchObject([{ status: 'done' }])
    expect((await client.listImages({ repositoryName: 'app-1' })).imageIds).toEqual([{ imageDigest: digest }])
  })

  test('and cannot be is not deleted', async () => {
    const { ecr, digest } = await opened()
    const plan = await ecr.plan([image('base', digest, { absent: true, deleteImage: true })])
    ecr.emulator.inject({ operation: 'DescribeRepositories', error: 'AccessDeniedException' })
    expect(await ecr.carryOut(plan)).toMatchObject([{ status: 'failed', error: { code: 'ACCESS_DENIED' } }])
    expect(callsOf(ecr)).not.toContain('BatchDeleteImage')
  })

  test('is left where the run is interrupted between the look and the call', async () => {
    const { ecr, digest } = await opened()
    const plan = await ecr.plan([image('base', digest, { absent: true, deleteImage: true })])
    const [change] = plan.changes
    const outcome = await madeAlone(performer({ ...ecr.performing(plan), isInterrupted: () => true }), change as Change)
    expect(outcome).toEqual({ status: 'skipped', because: 'interrupted' })
    expect(callsOf(ecr)).not.toContain('BatchDeleteImage')
  })

  test('and has gone already, with its repository, is no failure', async () => {
    const { ecr, client, digest } = await opened()
    const plan = await ecr.plan([image('base', digest, { absent: true, deleteImage: true })])
    await client.deleteRepository({ repositoryName: 'base', force: true })
    expect(await ecr.carryOut(plan)).toMatchObject([{ status: 'done', calls: [] }])
  })
})

describe('a thing of the registry', () => {
  beforeAll(() => list(setting))
  afterAll(() => unlist(setting))

  const wish = () => declared('setting', '', { settings: { one: { value: 2 } } })

  /** Carries out, and keeps what would be written. */
  async function carriedOut(ecr: Registry, plan: Plan) {
    const writes: Operation[] = []
    const write = async (operation: Operation) => {
      writes.push(operation)
      return {}
    }
    const outcomes = await execute(plan.changes, {
      perform: performer({ ...ecr.performing(plan), writer: { perform: write, performOnce: write } }),
      laneOf: lanes(1),
      emit: () => undefined,
      isInterrupted: () => false,
    })
    return { outcomes, writes }
  }

  test('is looked at directly before it is written, like one of a repository', async () => {
    const ecr = await registry()
    const plan = await ecr.plan([wish()])
    ecr.emulator.clearCalls()
    const { outcomes, writes } = await carriedOut(ecr, plan)
    expect(outcomes).toMatchObject([{ status: 'done', before: { value: 0 }, after: { value: 2 } }])
    expect([callsOf(ecr), writes.map(({ action }) => action)]).toEqual([['DescribeRegistry'], ['TagResource']])
  })

  test('and is not written where it cannot be read', async () => {
    const ecr = await registry()
    const plan = await ecr.plan([wish()])
    ecr.emulator.inject({ operation: 'DescribeRegistry', error: 'AccessDeniedException' })
    const { outcomes, writes } = await carriedOut(ecr, plan)
    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'NOT_SEEN' } }])
    expect(writes).toEqual([])
  })
})
