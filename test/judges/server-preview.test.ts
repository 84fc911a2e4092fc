import { describe, expect, test } from 'vitest'
import { connect } from '../../src/aws/client.ts'
import { readImages } from '../../src/judges/images.ts'
import { doubtfulOf } from '../../src/judges/parts.ts'
import { disagreements, previewedBy } from '../../src/judges/server-preview.ts'
import { evaluate, type LifecycleImage, type LifecyclePolicy } from '../../src/lifecycle/index.ts'
import { ACCOUNT, emulated } from '../emulator/ecr.ts'
import { relive } from '../emulator/relive.ts'
import vectors from '../lifecycle/lifecycle-vectors.json' with { type: 'json' }

/** The clock that is set stands still. */
const world = emulated({ now: () => new Date(0) })
const repositoryName = 'aa'

/** What the planner uses of a registry; a pause lets the emulator's time go by. */
async function asked() {
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' }
  const client = await connect({ region: 'us-east-1', endpoint: world.emulator.url, credentials, concurrency: 4 })
  const sleep = async (milliseconds: number) => world.emulator.clock.advance(milliseconds)
  return { client, preview: { prober: client.prober, sleep } }
}

describe('the local evaluation of what a listing says, and the preview of the registry, agree', () => {
  test.each(vectors.vectors.map(vector => [vector.id, vector] as const))('%s', async (_, { now, ...vector }) => {
    const policy = vector.policy as LifecyclePolicy
    const digests = await relive(world, repositoryName, vector.images as readonly LifecycleImage[])
    world.emulator.clock.set(new Date(now))
    const { client, preview } = await asked()
    const images = await readImages(client.reader, repositoryName)
    const server = await previewedBy(preview, repositoryName, JSON.stringify(policy).padEnd(100))
    client.close()
    const local = evaluate(policy, images, now).actions
    expect(disagreements(local, server, doubtfulOf(policy, images, local))).toEqual([])
    const expected = (
      vector.expected.actions as readonly { image: string; rulePriority: number; action: string }[]
    ).map(({ image, rulePriority, action }) => `${digests.get(image)} ${rulePriority} ${action}`)
    const said = server.map(({ digest, rulePriority, action }) => `${digest} ${rulePriority} ${action}`)
    expect(said.toSorted()).toEqual(expected.toSorted())
  })
})

describe('a preview', () => {
  const text = JSON.stringify(vectors.vectors[0]?.policy).padEnd(100)

  test("waits for somebody else's", async () => {
    await world.ecr.createRepository({ repositoryName })
    const error = 'LifecyclePolicyPreviewInProgressException'
    world.emulator.inject({ operation: 'StartLifecyclePolicyPreview', error, when: { first: 2 } })
    const { client, preview } = await asked()
    expect(await previewedBy(preview, repositoryName, text)).toEqual([])
    client.close()
    const started = world.emulator.calls.filter(({ operation }) => operation === 'StartLifecyclePolicyPreview')
    expect(started.map(({ error }) => error)).toEqual([error, error, undefined])
  })

  test('does not wait for ever', async () => {
    await world.ecr.createRepository({ repositoryName })
    const { client } = await asked()
    const pauses: number[] = []
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
    const standing = previewedBy({ prober: client.prober, sleep }, repositoryName, text)
    await expect(standing).rejects.toMatchObject({ code: 'PREVIEW_FAILED' })
    client.close()
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(120_000)
  })
})
