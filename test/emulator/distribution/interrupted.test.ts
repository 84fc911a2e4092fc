import { rmSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import { folderWith } from '../../folder.ts'
import { clientOf, sha256 } from '../ecr.ts'
import { until } from '../http.ts'
import { type Docker, dockerAs, errorIn, login } from './docker.ts'

const LAYER = Buffer.alloc(300_000, 'layer')

interface Life {
  readonly emulator: Emulator
  readonly ecr: ECR
  readonly docker: Docker
}

/** What is done in one life of an emulator with a data folder. */
async function life<T>(dataDirectory: string | undefined, live: (life: Life) => Promise<T>): Promise<T> {
  const emulator = await startEmulator(dataDirectory === undefined ? {} : { dataDirectory })
  const ecr = clientOf(emulator)
  try {
    return await live({ emulator, ecr, docker: await dockerAs(emulator, {}) })
  } finally {
    ecr.destroy()
    await emulator.close()
  }
}

async function begin({ ecr, docker }: Life): Promise<string> {
  await ecr.createRepository({ repositoryName: 'aa' })
  return String((await docker.ask('POST', '/v2/aa/blobs/uploads/')).headers.location)
}

interface Sending {
  readonly sent: ClientRequest
  readonly answered: Promise<number>
}

/** A PATCH of the whole layer that has sent some of it, which the emulator is waiting for more of. */
async function sending({ emulator, ecr, docker }: Life, location: string, bytes: number): Promise<Sending> {
  const headers = { authorization: await login(ecr), 'content-length': String(LAYER.length) }
  const sent = request(`${emulator.url}${location}`, { method: 'PATCH', headers })
  const answered = new Promise<number>(resolve => {
    sent.on('response', response => resolve(response.resume().statusCode ?? 0))
    sent.on('error', () => resolve(0))
  })
  sent.write(LAYER.subarray(0, bytes))
  await until(
    () => docker.ask('GET', location),
    ({ status }) => status === 400,
  )
  return { sent, answered }
}

/** How many bytes an upload holds that nobody is sending to. */
async function received({ docker }: Life, location: string): Promise<number> {
  const { headers } = await until(
    () => docker.ask('GET', location),
    ({ status }) => status === 204,
  )
  return Number(String(headers.range).split('-')[1]) + 1
}

async function resume(life: Life, location: string): Promise<void> {
  const at = await received(life, location)
  const headers = { 'content-range': `${at}-${LAYER.length - 1}` }
  expect((await life.docker.ask('PATCH', location, { body: LAYER.subarray(at), headers })).status).toBe(201)
  expect((await life.docker.ask('PUT', `${location}?digest=${sha256(LAYER)}`)).status).toBe(201)
  const { headers: head } = await life.docker.ask('HEAD', `/v2/aa/blobs/${sha256(LAYER)}`)
  expect(head['content-length']).toBe(String(LAYER.length))
}

describe.each([
  ['in memory', async () => undefined],
  ['in files', () => folderWith({})],
])('%s', (_, folder) => {
  test('two requests at once on one upload: the second is refused, and the first goes on', async () => {
    await life(await folder(), async here => {
      const location = await begin(here)
      const { sent, answered } = await sending(here, location, 1000)
      for (const [method, path] of [
        ['PATCH', location],
        ['PUT', `${location}?digest=${sha256(LAYER)}`],
        ['DELETE', location],
      ] as const) {
        const refused = errorIn(await here.docker.ask(method, path))
        expect(refused).toEqual([400, 'BLOB_UPLOAD_INVALID', 'Another request is sending to this upload'])
      }
      sent.end(LAYER.subarray(1000))
      expect(await answered).toBe(201)
      expect(await received(here, location)).toBe(LAYER.length)
      expect((await here.docker.ask('PUT', `${location}?digest=${sha256(LAYER)}`)).status).toBe(201)
    })
  })

  test('the ECR API does not get in between, either', async () => {
    await life(await folder(), async here => {
      const location = await begin(here)
      const upload = { repositoryName: 'aa', uploadId: location.split('/').at(-1) }
      const { sent, answered } = await sending(here, location, 1000)
      const part = { partFirstByte: 1000, partLastByte: 1000, layerPartBlob: Buffer.from('x') }
      const calls = [
        here.ecr.uploadLayerPart({ ...upload, ...part }),
        here.ecr.completeLayerUpload({ ...upload, layerDigests: [sha256(LAYER.subarray(0, 1000))] }),
      ]
      const outcomes = await Promise.allSettled(calls)
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      sent.end(LAYER.subarray(1000))
      expect(await answered).toBe(201)
      expect((await here.docker.ask('PUT', `${location}?digest=${sha256(LAYER)}`)).status).toBe(201)
    })
  })

  test('a connection that breaks in the middle leaves what came, and the upload goes on from there', async () => {
    await life(await folder(), async here => {
      const location = await begin(here)
      const { sent, answered } = await sending(here, location, 100_000)
      sent.destroy()
      expect(await answered).toBe(0)
      expect(await received(here, location)).toBeLessThanOrEqual(100_000)
      await resume(here, location)
    })
  })

  test('a repository that goes while a layer comes takes the upload with it', async () => {
    await life(await folder(), async here => {
      const location = await begin(here)
      const { sent, answered } = await sending(here, location, 1000)
      await here.ecr.deleteRepository({ repositoryName: 'aa' })
      sent.end(LAYER.subarray(1000))
      expect([201, 404]).toContain(await answered)
      await here.ecr.createRepository({ repositoryName: 'aa' })
      const put = await here.docker.ask('PUT', `${location}?digest=${sha256(LAYER)}`)
      expect(errorIn(put).slice(0, 2)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN'])
    })
  })
})

test('an upload goes on after a restart', async () => {
  const folder = await folderWith({})
  const location = await life(folder, async here => {
    const location = await begin(here)
    expect((await here.docker.ask('PATCH', location, { body: LAYER.subarray(0, 70_000) })).status).toBe(201)
    return location
  })
  await life(folder, async here => {
    expect(await received(here, location)).toBe(70_000)
    await resume(here, location)
  })
})

test('an upload that had become a blob when the process was killed is no upload any more', async () => {
  const folder = await folderWith({})
  const location = await life(folder, async here => {
    const location = await begin(here)
    await here.docker.ask('PATCH', location, { body: LAYER })
    return location
  })
  const id = location.split('/').at(-1) ?? ''
  rmSync(join(folder, '123456789012', 'us-east-1', 'repositories', 'aa', 'uploads', id))
  await life(folder, async here => {
    const put = await here.docker.ask('PUT', `${location}?digest=${sha256(LAYER)}`)
    expect(errorIn(put).slice(0, 2)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN'])
    const completed = here.ecr.completeLayerUpload({
      ...{ repositoryName: 'aa', uploadId: id },
      layerDigests: [sha256(LAYER)],
    })
    await expect(completed).rejects.toMatchObject({ name: 'UploadNotFoundException' })
  })
})
