import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Change } from '../../src/model.ts'
import { lineProgress, liveProgress, type Progress, silent } from '../../src/render/progress.ts'
import { plain } from '../../src/render/theme.ts'

const change = (name: string): Change => ({
  address: `repository["${name}"]`,
  target: 'default',
  kind: 'repository',
  name,
  repository: name,
  action: 'create',
  before: null,
  after: {},
  paths: [],
  want: {},
  sources: new Map(),
  needs: [],
  operations: [],
})

function readMany(progress: Progress, count: number): void {
  progress.listed(count)
  progress.reading(count)
  for (let index = 0; index < count; index += 1) progress.read()
}

test('in a log, every hundredth repository read is a line, and every change that ends', () => {
  const lines: string[] = []
  const progress = lineProgress(line => lines.push(line))
  readMany(progress, 250)
  progress.expect(3)
  progress.started(change('a'))
  progress.ended(change('a'), { status: 'done' })
  progress.ended(change('b'), {
    status: 'failed',
    error: new EcrsyncError('THROTTLED', 'CreateRepository was throttled'),
  })
  progress.ended(change('c'), { status: 'skipped', because: 'repository["b"]' })
  progress.stop()
  expect(lines).toEqual([
    'reading 100 of 250 repositories (250 listed)',
    'reading 200 of 250 repositories (250 listed)',
    '[1/3] created repository["a"]',
    '[2/3] failed repository["b"]: CreateRepository was throttled',
    '[3/3] skipped repository["c"]',
  ])
})

test('on a terminal a bar and what is in flight stand below what has ended', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 })
  const progress = liveProgress(stream as unknown as NodeJS.WriteStream, { theme: plain, now: () => 0 })
  readMany(progress, 2)
  progress.expect(20)
  for (let index = 0; index < 12; index += 1) progress.started(change(`team/${index}`))
  progress.ended(change('team/0'), { status: 'done' })
  const text = String(stream.read())
  expect(text).toContain('reading 2 of 2 repositories (2 listed)')
  expect(text).toContain('created repository["team/0"]')
  expect(text).toContain('1 of 20')
  expect(text).toContain('… repository["team/1"]')
  expect(text).toContain('… and 3 more')
  progress.stop()
})

test('silent says nothing', () => {
  readMany(silent, 1000)
  silent.expect(1)
  silent.started(change('a'))
  silent.ended(change('a'), { status: 'done' })
  expect(silent.stop()).toBeUndefined()
})
