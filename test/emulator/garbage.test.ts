import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/emulator/operations/index.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { runs } from '../runs.ts'
import { clientOf, pushImage, uploadLayer } from './ecr.ts'
import { send } from './http.ts'
import { IMAGE, inputOf, membersOf, PLAUSIBLE } from './inputs.ts'

const NAMES = [...OPERATIONS.keys()]

test('every member of every operation is thrown at the emulator', () => {
  const members = new Set(NAMES.flatMap(membersOf).map(({ name }) => name))
  expect([NAMES.length, [...members].toSorted()]).toEqual([62, Object.keys(PLAUSIBLE).toSorted()])
})

async function filled() {
  const emulator = await startEmulator()
  const ecr = clientOf(emulator)
  const repositoryName = 'aa'
  await ecr.createRepository({ repositoryName })
  await pushImage(ecr, repositoryName, 'other', 'latest')
  for (const blob of ['{}', 'one']) await uploadLayer(ecr, repositoryName, Buffer.from(blob))
  await ecr.putImage({ repositoryName, imageManifest: IMAGE, imageTag: 'v1' })
  ecr.destroy()
  return emulator
}

const call = fc.constantFrom(...NAMES).chain(name => fc.tuple(fc.constant(name), inputOf(name)))

/** The operations that were done, of many that were asked for with any input. */
async function garbled(seed: number): Promise<readonly string[]> {
  const emulator = await filled()
  const done = new Set<string>()
  const garbage = fc.asyncProperty(call, async ([name, given]) => {
    const { status, text } = await send(emulator.url, {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${name}` },
      body: JSON.stringify(given),
    })
    expect([200, 400, 403]).toContain(status)
    expect(typeof JSON.parse(text).__type).toBe(status === 200 ? 'undefined' : 'string')
    if (status === 200) done.add(name)
  })
  await fc.assert(garbage, { numRuns: runs(250), seed })
  await emulator.close()
  return [...done]
}

test('no input makes the emulator fail, or answer in another shape', async () => {
  // Each from the same beginning, because much is deleted on the way.
  const done = new Set<string>()
  for (let round = 0; round < 8; round += 1) for (const name of await garbled(round)) done.add(name)
  // What always goes wrong at once would prove little.
  expect(done.size).toBeGreaterThan(NAMES.length / 2)
})
