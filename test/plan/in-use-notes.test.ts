import { describe, expect, test } from 'vitest'
import type { SizedImage } from '../../src/judges/images.ts'
import type { InUse } from '../../src/model.ts'
import {
  type InUseList,
  type InUseNotes,
  type InUseSight,
  inUseNotesOf,
  inUseWarnings,
} from '../../src/plan/in-use-notes.ts'
import { digestOf } from '../scripted.ts'

const at = (line: number) => ({ file: 'in-use.txt', line, column: 1 })
const image = (digest: string, ...tags: readonly string[]) => ({ digest, tags }) as SizedImage
const warningsOf = (notes: InUseNotes, isWhole = true) => inUseWarnings([notes.sight(isWhole) ?? []].flat())
const bare = (...lines: readonly number[]) => lines.map(line => ({ digest: `sha256:${line}`, source: at(line) }))

test('without a list nothing is told', () => {
  const sight = inUseNotesOf(undefined)
  sight.onImages([image(digestOf('a'))], 'app')
  expect(warningsOf(sight)).toEqual([])
})

test('digests that are not seen are told of together, by their first lines', () => {
  const sight = inUseNotesOf({ file: 'in-use.txt', bare: bare(...Array.from({ length: 12 }, (_, index) => index + 1)) })
  sight.of([{ repositoryName: 'app', tag: 'v1', source: at(99) }])
  sight.onRepository('app')
  sight.onImages([image(digestOf('a'), 'v1')], 'app')
  expect(warningsOf(sight)).toMatchObject([
    {
      code: 'DIGEST_NOT_SEEN',
      summary: '12 digests of in-use.txt protect no image that this plan has looked at',
      detail: expect.stringContaining('Line 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and others:'),
      source: at(1),
    },
  ])
})

test('digests are not told of before any image was looked at', () => {
  const sight = inUseNotesOf({ file: 'in-use.txt', bare: bare(1) })
  sight.of([{ digest: 'sha256:1', source: at(1) }])
  expect(warningsOf(sight)).toEqual([])
  sight.onImages([image('sha256:1')], 'app')
  expect(warningsOf(sight)).toEqual([])
})

describe('a name that is not here is told of at its line', () => {
  const list = { file: 'in-use.txt', bare: [] }
  const used = [
    { repositoryName: 'app', tag: 'v1', source: at(1) },
    { repositoryName: 'app', tag: 'gone', source: at(2) },
    { repositoryName: 'app', digest: digestOf('c'), source: at(3) },
    { repositoryName: 'nope', tag: 'x', source: at(4) },
    { repositoryName: 'nope', digest: digestOf('a'), source: at(5) },
    { repositoryName: 'unread', tag: 'x', source: at(6) },
  ]
  const summaries = (seen: readonly SizedImage[], isWhole = true, from: readonly InUse[] = used) => {
    const sight = inUseNotesOf(list)
    sight.of(from)
    for (const name of ['app', 'unread', 'other']) sight.onRepository(name)
    sight.onImages(seen, 'app')
    return warningsOf(sight, isWhole).map(({ source, code, summary }) => `${source?.line} ${code} ${summary}`)
  }
  const NO_TAG = '2 IN_USE_NOT_HERE app has no tag gone to protect'
  const NO_IMAGE = expect.stringMatching(/^3 IN_USE_NOT_HERE app has no image sha256:.* to protect$/)
  const NO_REPOSITORY = '4 IN_USE_NOT_HERE There is no repository nope to protect here'

  test('where its images were looked at; a digest protects wherever it is', () => {
    expect(summaries([image(digestOf('a'), 'v1')])).toEqual([NO_TAG, NO_IMAGE, NO_REPOSITORY])
  })

  test('and a repository only where all were listed', () => {
    expect(summaries([image(digestOf('a'), 'v1')], false)).toEqual([NO_TAG, NO_IMAGE])
  })

  test('the first ten', () => {
    const many = Array.from({ length: 13 }, (_, index) => ({ repositoryName: 'app', tag: 'x', source: at(13 - index) }))
    const told = summaries([], true, [...many, { repositoryName: 'unread', tag: 'x', source: at(99) }])
    expect([told.length, told[0], told[10]]).toEqual([
      11,
      '1 IN_USE_NOT_HERE app has no tag x to protect',
      '11 IN_USE_NOT_HERE and 3 more like these, which protect nothing',
    ])
  })

  test('and a list of nothing else protects nothing', () => {
    const [first, ...rest] = summaries([], true, used.slice(1, 4))
    expect([first, rest]).toEqual([
      '1 PROTECTS_NOTHING in-use.txt protects nothing here',
      [NO_TAG, NO_IMAGE, NO_REPOSITORY],
    ])
  })

  test('but may be what was not looked at', () => {
    expect(summaries([], true, used.slice(5))).toEqual([])
  })
})

describe('a list of several registries', () => {
  const list = { file: 'in-use.txt', bare: bare(7) }
  const V1 = { repositoryName: 'app', tag: 'v1', source: at(1) }
  const NOPE = { repositoryName: 'nope', tag: 'x', source: at(2) }
  const sightOf = (used: readonly InUse[], seen: readonly SizedImage[] | undefined, from: InUseList = list) => {
    const notes = inUseNotesOf(from)
    notes.of(used)
    notes.onRepository('app')
    if (seen) notes.onImages(seen, 'app')
    return [notes.sight(true) ?? []].flat()
  }
  const told = (...sights: readonly (readonly InUseSight[])[]) =>
    inUseWarnings(sights.flat()).map(({ code, source }) => `${source?.line} ${code}`)
  const named = { ...list, bare: [] }

  test.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'protects something where one of them has it',
      told(sightOf([V1], [image('x', 'v1')], named), sightOf([], [], named)),
      [],
    ],
    ['protects nothing where none has', told(sightOf([], [], named), sightOf([], [], named)), ['1 PROTECTS_NOTHING']],
    ['names what is in one of them', told(sightOf([V1], [image('x', 'v1')]), sightOf([V1], [])), ['7 DIGEST_NOT_SEEN']],
    [
      'tells once of what is in none of them',
      told(sightOf([V1, NOPE], [image('x', 'v1')], named), sightOf([NOPE], [], named)),
      ['2 IN_USE_NOT_HERE'],
    ],
    [
      'tells of no digest that one of them has',
      told(
        sightOf([V1, { digest: 'sha256:7', source: at(7) }], [image('sha256:7', 'v1')]),
        sightOf([V1], [image('x', 'v1')]),
      ),
      [],
    ],
    [
      'tells of no digest that has a name in one of them',
      told(sightOf([V1], [image('x', 'v1')]), sightOf([V1], [image('x', 'v1')], named)),
      [],
    ],
  ])('%s', (_, warnings, expected) => expect(warnings).toEqual(expected))
})
