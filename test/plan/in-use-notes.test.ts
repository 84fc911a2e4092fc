import { expect, test } from 'vitest'
import type { SizedImage } from '../../src/judges/images.ts'
import { inUseNotesOf } from '../../src/plan/in-use-notes.ts'
import { digestOf } from '../scripted.ts'

const at = (line: number) => ({ file: 'in-use.txt', line, column: 1 })
const image = (digest: string) => ({ digest }) as SizedImage
const bare = (...lines: readonly number[]) => lines.map(line => ({ digest: `sha256:${line}`, source: at(line) }))

test('without a list nothing is told', () => {
  const sight = inUseNotesOf(undefined)
  sight.onImages([image(digestOf('a'))])
  expect(sight.warnings()).toEqual([])
})

test('digests that are not seen are told of together, by their first lines', () => {
  const sight = inUseNotesOf({ file: 'in-use.txt', bare: bare(...Array.from({ length: 12 }, (_, index) => index + 1)) })
  sight.of([{ repositoryName: 'app', tag: 'v1', source: at(99) }])
  sight.onRepository('app')
  sight.onImages([])
  expect(sight.warnings()).toMatchObject([
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
  expect(sight.warnings()).toEqual([])
  sight.onImages([image('sha256:1')])
  expect(sight.warnings()).toEqual([])
})
