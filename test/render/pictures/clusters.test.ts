import { describe, expect, test } from 'vitest'
import { clustersOf, saidOf, sizeOf } from '../../../src/render/pictures/clusters.ts'
import { labelsOf } from '../../../src/render/pictures/labels.ts'
import { DAY } from '../../../src/render/pictures/scale.ts'
import type { Fate } from '../../../src/render/preview.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const SCALE = { from: START, to: START + 100 * DAY, left: 0, right: 1000 }
const image = (day: number, ...tags: readonly string[]): Fate => ({
  digest: 'sha256:0',
  tags,
  pushedAt: new Date(START + day * DAY).toISOString(),
  status: 'ACTIVE',
  bytes: 1,
  isIndex: false,
  fate: 'expire',
})
const labelsAmong = (...images: readonly Fate[]) =>
  labelsOf(clustersOf(images, SCALE), SCALE).map(({ x, text }) => [x, text])

describe('marks', () => {
  test('stand for images that would be on each other', () => {
    const clusters = clustersOf([image(3, 'c'), image(1, 'a'), image(2, 'b'), image(50)], SCALE)
    expect(clusters.map(({ x, images }) => [x, images.map(({ tags }) => tags[0])])).toEqual([
      [10, ['a', 'b']],
      [30, ['c']],
      [500, [undefined]],
    ])
  })

  test('are as many as there is room for, of however many images, and each is larger', () => {
    const clusters = clustersOf(
      Array.from({ length: 10_000 }, (_, index) => image(index / 100)),
      SCALE,
    )
    expect(clusters.length).toBeLessThan(31)
    expect(clusters.flatMap(({ images }) => images)).toHaveLength(10_000)
    expect(clusters.map(sizeOf).every(size => size > 1.5 && size <= 2)).toBe(true)
  })

  test('are on the axis only where the push is known', () => {
    expect(clustersOf([{ ...image(1), pushedAt: '1970-01-01T00:00:00.000Z' }], SCALE)).toEqual([])
  })

  test('say what they stand for', () => {
    const [one] = clustersOf([{ ...image(1, 'v1', 'prod'), lastRecordedPullTime: '2026-01-05T00:00:00Z' }], SCALE)
    expect(one && saidOf(one, 'expires')).toBe(
      'prod v1\nsha256:0\npushed 2026-01-02 00:00\nlast pulled 2026-01-05 00:00\nexpires',
    )
    const [many] = clustersOf(
      Array.from({ length: 10 }, () => image(1)),
      SCALE,
    )
    expect(many && saidOf(many, 'expires').split('\n')).toEqual([
      '10 images: each expires',
      'pushed 2026-01-02 00:00 to 2026-01-02 00:00',
      ...Array.from({ length: 8 }, () => 'untagged'),
      'and 2 more',
    ])
    expect(saidOf({ x: 0, fate: 'keep', images: [] }, 'stays')).toBe('')
  })
})

describe('labels', () => {
  test('name the newest where there is no room for all, and what has no tag not at all', () => {
    expect(labelsAmong(image(20, 'v1.10'), image(22, 'v1.11'), image(60))).toEqual([[220, 'v1.11']])
  })

  test('name first what people deploy by, then numbers', () => {
    expect(labelsAmong(image(20, 'v1', 'prod'), image(22, 'v1.11'), image(50, 'b'), image(50, 'latest'))).toEqual([
      [500, 'latest +1'],
      [200, 'prod'],
    ])
    expect(labelsAmong(image(20, 'v1'), image(20), image(22, 'v1.11'))).toEqual([[200, '×2']])
  })

  test('stay within the axis, and are cut where they are long', () => {
    const [[x = 0, text = ''] = []] = labelsAmong(image(0, 'a-very-long-tag-of-a-build'))
    expect(text).toBe('a-very-long-t…')
    expect(x).toBeGreaterThan(40)
  })
})
