import { describe, expect, test } from 'vitest'
import type { ImageCaller } from '../../src/aws/api.ts'
import { copier } from '../../src/images/copier.ts'
import { notFound } from '../../src/images/failures.ts'
import { type Manifest, readManifest } from '../../src/images/manifest.ts'
import type { ImageStore, Reference } from '../../src/images/store.ts'
import { type Tree, withTree } from '../../src/images/tree.ts'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'
import { QUIETLY } from './world.ts'

const WHERE = 'docker://registry.test/app'
const TOO_LARGE = { code: 'IMAGE_TOO_LARGE', detail: expect.stringContaining(WHERE) }

const readTree = (store: Parameters<typeof withTree>[0], image: Reference): Promise<Tree> =>
  withTree(store, image, async tree => tree)

const textOf = (more: object): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [], ...more })
const childOf = (name: string, size: number) => ({ mediaType: INDEX_TYPE, size, digest: sha256(name) })

/** A store of these manifests and of any others, which list nothing, and what was asked of it. */
function storeOf(...texts: readonly string[]) {
  const byDigest = new Map(texts.map(text => [sha256(text), text]))
  const asked: string[] = []
  const manifest = async (reference: Reference): Promise<Manifest> => {
    asked.push(reference.digest)
    const text = byDigest.get(reference.digest)
    const other = { digest: reference.digest, mediaType: INDEX_TYPE, text: '', children: [], blobs: [] }
    return text === undefined ? other : readManifest(Buffer.from(text), reference, WHERE)
  }
  return { store: { where: WHERE, manifest }, asked }
}

describe('an image with more than can be held is refused before it is read', () => {
  test.each([
    ['300 manifests of 4 MB', Array.from({ length: 300 }, (_, index) => childOf(String(index), 4_000_000))],
    ['more manifests than anybody has', Array.from({ length: 10_001 }, (_, index) => childOf(String(index), 1))],
  ])('%s', async (_, manifests) => {
    const index = textOf({ manifests })
    const { store, asked } = storeOf(index)
    await expect(readTree(store, { digest: sha256(index) })).rejects.toMatchObject(TOO_LARGE)
    expect(asked).toEqual([sha256(index)])
  })

  test('also where an index says that they are short', async () => {
    const long = 'x'.repeat(4_000_000)
    const children = Array.from({ length: 30 }, (_, index) => textOf({ annotations: { long, index } }))
    const index = textOf({ manifests: children.map(text => childOf(text, 10)) })
    const { store, asked } = storeOf(index, ...children)
    const manifest = async ({ size: _, ...reference }: Reference) => {
      await new Promise(setImmediate)
      return store.manifest(reference)
    }
    const unchecked = { ...store, manifest }
    await expect(readTree(unchecked, { digest: sha256(index) })).rejects.toMatchObject(TOO_LARGE)
    expect(asked.length).toBeLessThan(children.length)
  })

  test('in indexes of indexes, all together', async () => {
    const inner = Array.from({ length: 3 }, (_, index) => textOf({ manifests: [childOf(`${index}`, 30_000_000)] }))
    const index = textOf({ manifests: inner.map(text => ({ ...childOf(text, Buffer.byteLength(text)) })) })
    const { store } = storeOf(index, ...inner)
    await expect(readTree(store, { digest: sha256(index) })).rejects.toMatchObject(TOO_LARGE)
  })

  test('but what is listed many times is one', async () => {
    const empty = textOf({})
    const child = childOf(empty, Buffer.byteLength(empty))
    const index = textOf({ manifests: Array.from({ length: 20_000 }, () => child) })
    const { store, asked } = storeOf(index, empty)
    expect((await readTree(store, { digest: sha256(index) })).manifests).toHaveLength(2)
    expect(asked).toHaveLength(2)
  })

  test('a long way of indexes is no deep one', async () => {
    const way = [textOf({})]
    while (way.length < 3000) {
      const [last = ''] = way
      way.unshift(textOf({ manifests: [childOf(last, Buffer.byteLength(last))] }))
    }
    const { store } = storeOf(...way)
    expect((await readTree(store, { digest: sha256(way[0] ?? '') })).manifests).toHaveLength(3000)
  })
})

test('of images with many manifests one is in memory at a time, and others go on', async () => {
  const index = textOf({ manifests: [childOf('a', 3_000_000), childOf('b', 3_000_000)] })
  const small = textOf({ manifests: [childOf('c', 3_000_000)] })
  const { store } = storeOf(index, small)
  const log: string[] = []
  let go = () => {}
  const held = new Promise<void>(resolve => {
    go = resolve
  })
  const first = withTree(store, { digest: sha256(index) }, async () => {
    log.push('first')
    await held
    log.push('first ends')
  })
  const fails = withTree(store, { digest: sha256(index) }, async () => {
    log.push('fails')
    throw new Error('in use')
  })
  const last = withTree(store, { digest: sha256(index) }, async () => log.push('last'))
  await withTree(store, { digest: sha256(small) }, async () => log.push('small'))
  while (!log.includes('first')) await new Promise(setImmediate)
  go()
  await first
  await expect(fails).rejects.toThrow('in use')
  await last
  expect(log).toEqual(expect.arrayContaining(['small']))
  expect(log.filter(line => line !== 'small')).toEqual(['first', 'first ends', 'fails', 'last'])
})

describe('what is about an image', () => {
  const manifestOf = (count: number) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE_TYPE,
      config: { mediaType: 'application/config', size: 2, digest: sha256('{}') },
      layers: [],
      annotations: { count: String(count) },
    })

  /** A registry that makes up one more signature of each that it is asked about. */
  function endless(signal?: AbortSignal) {
    let made = 0
    const texts = new Map([[sha256(manifestOf(0)), manifestOf(0)]])
    const store: ImageStore = {
      where: WHERE,
      origin: 'registry.test',
      resolve: () => Promise.reject(notFound({ where: WHERE, what: 'no such tag', hint: 'Name another.' })),
      blob: () => Promise.reject(new Error('not asked')),
      manifest: async reference => readManifest(Buffer.from(texts.get(reference.digest) ?? ''), reference, WHERE),
      referrers: async () => {
        if (made % 100 === 0) await new Promise(setImmediate)
        made += 1
        const text = manifestOf(made)
        texts.set(sha256(text), text)
        return [{ digest: sha256(text), mediaType: IMAGE_TYPE }]
      },
    }
    const put: string[] = []
    const call = async (action: string) => {
      if (action === 'BatchCheckLayerAvailability')
        return { layers: [{ layerDigest: sha256('{}'), layerAvailability: 'AVAILABLE' }] }
      return put.push(action)
    }
    const caller = { call } as unknown as ImageCaller
    const brought = copier({ caller, sources: { open: async () => store }, signal }).bring(
      {
        repositoryName: 'app',
        imageDigest: sha256(manifestOf(0)),
        source: { from: 'docker', host: 'registry.test', repositoryName: 'app' },
        referrers: true,
      },
      QUIETLY,
    )
    return { brought, put }
  }

  test('has an end, whatever the registry makes up', async () => {
    const { brought, put } = endless()
    await expect(brought).rejects.toMatchObject(TOO_LARGE)
    expect(put).toHaveLength(10_001)
  })

  test('ends with an interruption', async () => {
    const interruption = new AbortController()
    const { brought } = endless(interruption.signal)
    setImmediate(() => interruption.abort())
    await expect(brought).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })
})
