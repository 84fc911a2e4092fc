import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ImageCaller, ImageSource } from '../../src/aws/api.ts'
import { copier } from '../../src/images/copier.ts'
import type { Sleep } from '../../src/images/patience.ts'
import { openSources } from '../../src/images/sources.ts'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { layoutOf } from './layouts.ts'
import { type Asked, fakeServer } from './server.ts'
import { imagesIn, layoutAt, QUIETLY, REGION, REPOSITORY, world } from './world.ts'

const MIB = 1024 * 1024

/** Of an image of so many layers, none of which is what it says. */
const manifestOf = (layers: number): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE_TYPE,
    config: { mediaType: 'application/config', size: 2, digest: sha256('{}') },
    layers: Array.from({ length: layers }, (_, index) => ({
      mediaType: 'application/layer',
      size: 20 * MIB,
      digest: sha256(`layer ${index}`),
    })),
  })

/** A registry whose image is there, and whose layers come as the test has it. */
async function registryOf(layers: number, blob: (request: Asked, response: ServerResponse) => void) {
  const text = manifestOf(layers)
  const server = await fakeServer((request, response) => {
    if (!request.path.includes('/manifests/')) return blob(request, response)
    return response.writeHead(200, { 'content-type': IMAGE_TYPE }).end(text)
  })
  const source: ImageSource = { from: 'docker', host: server.host, repositoryName: 'slow' }
  return { ...server, input: { repositoryName: REPOSITORY, imageDigest: sha256(text), source, referrers: true } }
}

const begin = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': 20 * MIB })
  response.write('x')
}

function copying(
  { caller }: { readonly caller: ImageCaller },
  signal: AbortSignal,
  more: { readonly sleep?: Sleep; readonly minTransferRate?: number; readonly now?: () => number } = {},
) {
  const sources = openSources({ caller, region: REGION, callerFor: () => caller, ...more })
  return copier({ caller, sources, signal, ...more })
}

describe('an interruption ends a copy', () => {
  const INTERRUPTED = { code: 'INTERRUPTED' }

  test.each([
    ['while a layer is not answered', () => {}],
    ['in the midst of a layer', begin],
  ])('%s', async (_, blob) => {
    const interruption = new AbortController()
    const there = await registryOf(5, (_request, response) => {
      blob(response)
      setImmediate(() => interruption.abort())
    })
    const at = await world()
    const brought = copying(at, interruption.signal).bring(there.input, QUIETLY)
    await expect(brought).rejects.toMatchObject(INTERRUPTED)
    expect(await imagesIn(at.ecr)).toEqual({})
  })

  test('in the wait before a source is asked again', async () => {
    const interruption = new AbortController()
    const there = await registryOf(1, (_, response) => response.destroy())
    const at = await world()
    const sleep: Sleep = () => {
      setImmediate(() => interruption.abort())
      return new Promise(() => {})
    }
    const brought = copying(at, interruption.signal, { sleep }).bring(there.input, QUIETLY)
    await expect(brought).rejects.toMatchObject(INTERRUPTED)
  })

  test('while a part of a layer is sent, whose answer does not come', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, Buffer.alloc(11 * MIB))
    const interruption = new AbortController()
    const at = await world()
    const call: ImageCaller['call'] = (action, input, options) => {
      if (action !== 'UploadLayerPart') return at.caller.call(action, input, options)
      expect(options).toEqual({ signal: interruption.signal, minTransferRate: 4096 })
      setImmediate(() => interruption.abort())
      return new Promise((_, reject) =>
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)),
      )
    }
    const copy = copier({ caller: { call }, sources: at.sources, signal: interruption.signal, minTransferRate: 4096 })
    const input = { repositoryName: REPOSITORY, imageDigest: digest, source: layoutAt(folder), referrers: false }
    await expect(copy.bring(input, QUIETLY)).rejects.toThrow()
    expect(at.calls()).not.toContain('PutImage')
  })

  test('between the pages of what is about it', async () => {
    const interruption = new AbortController()
    const text = manifestOf(0)
    const list = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [] })
    let page = 0
    const { host } = await fakeServer(({ path }, response) => {
      if (path.includes('/blobs/')) return response.writeHead(200).end('{}')
      if (path.includes('/manifests/')) return response.writeHead(200, { 'content-type': IMAGE_TYPE }).end(text)
      page += 1
      if (page === 3) return interruption.abort()
      return response.writeHead(200, { link: `</v2/slow/referrers/x?page=${page}>; rel="next"` }).end(list)
    })
    const source: ImageSource = { from: 'docker', host, repositoryName: 'slow' }
    const at = await world()
    const input = { repositoryName: REPOSITORY, imageDigest: sha256(text), source, referrers: true }
    await expect(copying(at, interruption.signal).bring(input, QUIETLY)).rejects.toMatchObject(INTERRUPTED)
  })

  test('before it begins, and before its tag', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, 'app')
    const at = await world()
    const interruption = new AbortController()
    const copy = copying(at, interruption.signal)
    const input = { repositoryName: REPOSITORY, imageDigest: digest, source: layoutAt(folder), referrers: false }
    const image = await copy.bring(input, QUIETLY)
    interruption.abort()
    await expect(copy.bring(input, QUIETLY)).rejects.toMatchObject(INTERRUPTED)
    await expect(copy.tag(image, REPOSITORY, 'v1')).rejects.toMatchObject(INTERRUPTED)
    expect(await imagesIn(at.ecr)).toEqual({ [digest]: [] })
  })

  test('but for the write of a tag, of which nobody would know whether it was done', async () => {
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, 'app')
    const at = await world()
    const interruption = new AbortController()
    const call: ImageCaller['call'] = (action, input, options) => {
      if ('imageTag' in (input ?? {})) interruption.abort()
      return at.caller.call(action, input, options)
    }
    const copy = copier({ caller: { call }, sources: at.sources, signal: interruption.signal })
    const input = { repositoryName: REPOSITORY, imageDigest: digest, source: layoutAt(folder), referrers: false }
    await copy.tag(await copy.bring(input, QUIETLY), REPOSITORY, 'v1')
    expect(await imagesIn(at.ecr)).toEqual({ [digest]: ['v1'] })
  })
})

describe('a source that is slow', () => {
  test('stops no copy from another one', async () => {
    const interruption = new AbortController()
    const slow = await registryOf(8, (_, response) => begin(response))
    const folder = await folderWith({})
    const { digest } = await layoutOf(folder, ...[1, 2, 3].map(count => Buffer.alloc(11 * MIB, count)))
    const at = await world()
    const copy = copying(at, interruption.signal)
    const stuck = copy.bring(slow.input, QUIETLY).catch((error: unknown) => error)
    while (slow.asked.filter(({ path }) => path.includes('/blobs/')).length < 2) await new Promise(setImmediate)
    await copy.bring({ ...slow.input, imageDigest: digest, source: layoutAt(folder) }, QUIETLY)
    expect(Object.keys(await imagesIn(at.ecr))).toEqual([digest])
    interruption.abort()
    expect(await stuck).toMatchObject({ code: 'INTERRUPTED' })
  })

  test('is given up below the floor, and asked no more', async () => {
    let minutes = 0
    const there = await registryOf(1, (_, response) => {
      response.writeHead(200, { 'content-length': 20 * MIB })
      const more = () => response.write('x', () => setImmediate(more))
      more()
    })
    const at = await world()
    const now = () => minutes++ * 60_000
    const copy = copying(at, new AbortController().signal, { minTransferRate: 1024, now })
    await expect(copy.bring(there.input, QUIETLY)).rejects.toMatchObject({ code: 'TOO_SLOW' })
    const blobs = there.asked.map(({ path }) => path).filter(path => path.includes('/blobs/'))
    expect(new Set(blobs).size).toBe(blobs.length)
    expect(at.calls()).not.toContain('PutImage')
  })
})
