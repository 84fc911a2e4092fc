import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Image, Repository } from '../../src/emulator/model.ts'
import { runLifecycle } from '../../src/emulator/rules/lifecycle.ts'
import { writeWhole } from '../../src/emulator/storage/files.ts'
import type { Registry } from '../../src/emulator/storage/registry.ts'
import { openReserve } from '../../src/emulator/storage/reserve.ts'
import { openStore } from '../../src/emulator/storage/store.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const NOW = new Date('2026-01-01T00:00:00Z')

let folder: string
let code: string | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecrsync-full-'))
  code = undefined
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A disk that is full for as long as something is laid by on it. */
function write(path: string, text: string): void {
  if (code !== undefined && existsSync(join(folder, 'reserve')))
    throw Object.assign(new Error(`${code}: no room`), { code })
  writeWhole(path, text)
}

const repository: Repository = {
  name: 'aa',
  createdAt: 0,
  mutability: { imageTagMutability: 'MUTABLE' },
  scanOnPush: false,
  encryption: { encryptionType: 'AES256' },
  tags: [{ Key: 'team', Value: 'a' }],
  policyText: '{}',
  lifecyclePolicy: {
    text: JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
          action: { type: 'expire' },
        },
      ],
    }),
    lastEvaluatedAt: 0,
  },
}

const image = (name: string, more: Partial<Image> = {}): Image => ({
  digest: `sha256:${name.repeat(64)}`,
  manifest: '{}',
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  pushedAt: name.charCodeAt(0),
  size: 1,
  layers: [],
  children: [],
  ...more,
})
const [A, B] = [image('a'), image('b')]

/** A registry with two tagged images, on a disk that is full by now. */
function full(reason = 'ENOSPC'): Registry {
  const registry = openStore(folder, write).registry(PLACE)
  registry.create(repository)
  registry.settings.put({ policyText: '{}', scanning: { scanType: 'BASIC', rules: [] } })
  registry.contents('aa').commit({
    images: [A, B],
    imageTags: [
      { tag: 'v1', digest: A.digest },
      { tag: 'latest', digest: A.digest },
      { tag: 'v2', digest: B.digest },
    ],
  })
  code = reason
  return registry
}

const reopened = () => openStore(folder).registry(PLACE)
const without = <K extends keyof Repository>(...keys: readonly K[]) =>
  Object.fromEntries(
    Object.entries(repository).filter(([key]) => !keys.some(one => one === key)),
  ) as unknown as Repository

describe.each(['ENOSPC', 'EDQUOT'])('on a disk that is full (%s)', reason => {
  test('an image is deleted with its tags', () => {
    const contents = full(reason).contents('aa')
    contents.commit({ deletedImages: [A.digest], deletedTags: ['latest', 'v1'] })
    expect([...contents.imageTags.list()].map(({ tag }) => tag)).toEqual(['v2'])
    const found = reopened().contents('aa')
    expect([[...found.images.list()].length, [...found.imageTags.list()].length]).toEqual([1, 1])
  })

  test('a tag is deleted', () => {
    full(reason)
      .contents('aa')
      .commit({ deletedTags: ['v1'] })
    expect(reopened().contents('aa').tagsOf(A.digest)).toEqual(['latest'])
  })

  test.each([
    ['a repository policy', without('policyText')],
    ['a lifecycle policy', without('lifecyclePolicy')],
    ['the tags', { ...repository, tags: [] }],
    ['everything that can go', { ...without('policyText', 'lifecyclePolicy'), tags: [] }],
  ])('%s of a repository is deleted', (_, smaller) => {
    full(reason).save(smaller)
    expect(reopened().repository('aa')).toEqual(smaller)
  })

  test('a setting of the registry is deleted', () => {
    full(reason).settings.put({ policyText: '{}' })
    expect(reopened().settings.get()).toEqual({ policyText: '{}' })
  })

  test('one thing after the other is deleted, as room is laid by again', () => {
    const registry = full(reason)
    for (const smaller of [without('policyText'), without('policyText', 'lifecyclePolicy')]) {
      registry.save(smaller)
      expect(statSync(join(folder, 'reserve')).size).toBe(256 * 1024)
    }
    expect(reopened().repository('aa')).toEqual(without('policyText', 'lifecyclePolicy'))
  })

  test('a repository is deleted', () => {
    full(reason).delete('aa')
    expect([...reopened().list()]).toEqual([])
  })

  test('a lifecycle policy expires what it says', () => {
    const registry = full(reason)
    expect(runLifecycle(registry, NOW)).toEqual({ expired: 1, archived: 0 })
    expect([...reopened().contents('aa').images.list()]).toEqual([B])
  })

  test.each([
    ['a longer text', { ...repository, policyText: '{"more":1}' }],
    ['a tag more', { ...repository, tags: [...repository.tags, { Key: 'k', Value: 'v' }] }],
  ])('%s is refused, changes nothing and uses up nothing', (_, larger) => {
    const registry = full(reason)
    expect(() => registry.save(larger)).toThrow(reason)
    expect(registry.repository('aa')).toEqual(repository)
    expect(statSync(join(folder, 'reserve')).size).toBe(256 * 1024)
    expect(() => registry.create({ ...repository, name: 'bb' })).toThrow(reason)
    const pushed = { images: [image('c')], imageTags: [{ tag: 'v3', digest: image('c').digest }] }
    expect(() => registry.contents('aa').commit(pushed)).toThrow(reason)
    expect([...reopened().contents('aa').images.list()]).toEqual([A, B])
  })
})

test('a failure of another kind uses up nothing', () => {
  const registry = full('EIO')
  expect(() => registry.save(without('policyText'))).toThrow('EIO')
  expect(registry.repository('aa')).toEqual(repository)
  expect(existsSync(join(folder, 'reserve'))).toBe(true)
})

test('a disk that has no room to lay by is used as it is', () => {
  const reserve = openReserve(join(folder, 'not', 'there'))
  reserve.write(join(folder, 'document'), 'text')
  const refuse = () => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  }
  expect(() => reserve.spend(refuse)).toThrow('full')
  expect(readdirSync(folder)).toEqual(['document'])
})

test('who kills the process between an image and its tags finds neither', () => {
  full()
  rmSync(
    join(folder, PLACE.account, PLACE.region, 'repositories', 'aa', 'images', `${A.digest.replace(':', '%3a')}.json`),
  )
  expect([...reopened().contents('aa').imageTags.list()].map(({ tag }) => tag)).toEqual(['v2'])
  const tags = join(folder, PLACE.account, PLACE.region, 'repositories', 'aa', 'tags')
  expect(readdirSync(tags)).toEqual(['v2.json'])
})

test('tags whose files cannot be removed are gone with the next change', () => {
  const contents = full().contents('aa')
  const path = join(folder, PLACE.account, PLACE.region, 'repositories', 'aa', 'tags', 'v1.json')
  rmSync(path)
  // A folder is not removed as a file would be.
  const blocked = join(path, 'x')
  mkdirSync(path)
  writeFileSync(blocked, '')
  expect(() => contents.commit({ deletedImages: [A.digest], deletedTags: ['latest', 'v1'] })).toThrow()
  expect([...contents.images.list()]).toEqual([B])
  rmSync(path, { recursive: true })
  contents.commit({ deletedTags: ['v2'] })
  expect([...contents.imageTags.list()]).toEqual([])
})

test('lists go before what they hold', () => {
  const registry = openStore(folder).registry(PLACE)
  registry.create(repository)
  const contents = registry.contents('aa')
  const list = image('c', { children: [A.digest] })
  const outer = image('d', { children: [list.digest] })
  contents.commit({ images: [A, list, outer] })
  const images = join(folder, PLACE.account, PLACE.region, 'repositories', 'aa', 'images')
  const fileOf = ({ digest }: Image) => join(images, `${digest.replace(':', '%3a')}.json`)
  rmSync(fileOf(list))
  mkdirSync(fileOf(list))
  writeFileSync(join(fileOf(list), 'x'), '')
  expect(() => contents.commit({ deletedImages: [A.digest, list.digest, outer.digest] })).toThrow()
  expect([...contents.images.list()].map(({ digest }) => digest)).toEqual([A.digest, list.digest])
})
