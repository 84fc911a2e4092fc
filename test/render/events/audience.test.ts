import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Emit, Event } from '../../../src/events.ts'
import type { Address } from '../../../src/model.ts'
import { audienceAt, type Hearing, nobody } from '../../../src/render/events/audience.ts'
import { openScreen } from '../../../src/render/events/screen.ts'
import { plain } from '../../../src/render/theme.ts'
import { openTerminal } from './terminal.ts'

const target = 'default'
const addressOf = (name: string): Address => `repository["${name}"]`
const planned = (changes: number): Event => ({ type: 'planned', target, changes })
const started = (name: string): Event => ({ type: 'started', target, address: addressOf(name), action: 'create' })
const ended = (name: string, more: Partial<Event & { type: 'ended' }> = {}): Event => ({
  type: 'ended',
  target,
  address: addressOf(name),
  action: 'create',
  status: 'done',
  ...more,
})
const called = (action: string, on?: string): Event => ({ type: 'called', action, ...(on !== undefined && { on }) })
const throttled = (action: string): Event => ({ type: 'throttled', target, action })
const error = { code: 'THROTTLED', summary: 'CreateRepository was throttled' } as const

function readMany(emit: Emit, count: number, of = target): void {
  for (let index = 0; index < count; index += 1) {
    emit({ type: 'listed', target: of, repositories: index + 1 })
    emit({ type: 'reading', target: of, repositoryName: `team/${index}` })
  }
  for (let index = 0; index < count; index += 1) emit({ type: 'read', target: of, repositoryName: `team/${index}` })
}

const HEARING: Hearing = {
  theme: plain,
  now: () => 0,
  isQuiet: false,
  isVerbose: false,
  width: () => 100,
  openScreen: undefined,
}

function inLog(more: Partial<Hearing> = {}) {
  const stream = new PassThrough()
  const { emit, clear } = audienceAt(stream as unknown as NodeJS.WriteStream, { ...HEARING, ...more })
  return {
    emit,
    clear,
    said: () =>
      String(stream.read() ?? '')
        .split('\n')
        .slice(0, -1),
  }
}

function onTerminal(more: Partial<Hearing> = {}) {
  const { stream, text } = openTerminal()
  return { ...audienceAt(stream, { ...HEARING, openScreen, ...more }), text }
}

describe('in a log', () => {
  test('every hundredth repository read is a line, and every change that ends', () => {
    const { emit, clear, said } = inLog()
    readMany(emit, 250)
    emit(planned(3))
    emit(started('a'))
    emit(ended('a'))
    emit(ended('b', { action: 'update', status: 'failed', error }))
    emit(ended('c', { action: 'delete', status: 'skipped' }))
    clear()
    expect(said()).toEqual([
      'reading 100 of 250 repositories (250 listed)',
      'reading 200 of 250 repositories (250 listed)',
      '[1/3] created repository["a"]',
      '[2/3] failed repository["b"]: CreateRepository was throttled',
      '[3/3] skipped repository["c"]',
    ])
  })

  test('targets are counted together', () => {
    const { emit, said } = inLog()
    readMany(emit, 60, 'one')
    readMany(emit, 60, 'two')
    for (const of of ['one', 'two']) emit({ type: 'planned', target: of, changes: 2 })
    emit(ended('a', { target: 'one' }))
    emit(ended('a', { target: 'two', status: 'failed', error }))
    expect(said()).toEqual([
      'reading 100 of 120 repositories (120 listed in 2 targets)',
      '[1/4] created repository["a"] in one',
      '[2/4] failed repository["a"] in two: CreateRepository was throttled',
    ])
  })

  test('a call names its target as soon as there are several', () => {
    const { emit, said } = inLog({ isVerbose: true, isQuiet: true })
    for (const of of ['one', 'one', 'two', 'one']) emit({ type: 'called', target: of, action: 'DescribeRepositories' })
    expect(said()).toEqual([
      '→ DescribeRepositories',
      '→ DescribeRepositories',
      '→ DescribeRepositories in two',
      '→ DescribeRepositories in one',
    ])
  })

  test('an operation that is throttled is a line, once, and is counted in those of what is read', () => {
    const { emit, said } = inLog()
    for (const action of ['AssumeRole', 'GetRepositoryPolicy', 'GetRepositoryPolicy']) emit(throttled(action))
    readMany(emit, 100)
    expect(said()).toEqual([
      'AWS throttles AssumeRole: it is called as fast as that allows',
      'AWS throttles GetRepositoryPolicy: it is called as fast as that allows',
      'reading 100 of 100 repositories (100 listed), 3 calls throttled',
    ])
  })

  test('a copied image is a line with its tags, and gives no command to a terminal', () => {
    const { emit, said } = inLog()
    const imageDigest = `sha256:${'0123456789abcdef'.repeat(4)}`
    emit(planned(2))
    emit({ type: 'copied', target, address: addressOf('a'), imageDigest, tags: ['v1', 'v\n2'] })
    emit({ type: 'copied', target, address: addressOf('b'), imageDigest, tags: [] })
    expect(said()).toEqual(['[1/2] copied sha256:01234567…def v1 v\\n2', '[2/2] copied sha256:01234567…def'])
  })

  test.each([
    [
      'quiet and verbose',
      { isQuiet: true, isVerbose: true },
      ['→ DescribeRepositories', '→ DescribeImages a', 'Wait.'],
    ],
    ['quiet', { isQuiet: true }, ['Wait.']],
    [
      'verbose',
      { isVerbose: true },
      ['→ DescribeRepositories', '→ DescribeImages a', '[1/1] created repository["a"]', 'Wait.'],
    ],
  ])('%s, each says its own', (_name, hearing, expected) => {
    const { emit, said } = inLog(hearing)
    emit(called('DescribeRepositories'))
    emit(called('DescribeImages', 'a'))
    emit(planned(1))
    emit(ended('a'))
    emit({ type: 'noted', text: 'Wait.' })
    expect(said()).toEqual(expected)
  })
})

describe('on a terminal', () => {
  test('what is being read stands at the end, and goes', async () => {
    const { emit, clear, text } = onTerminal()
    readMany(emit, 2)
    expect(await text()).toEqual(['reading 2 of 2 repositories (2 listed)'])
    emit(planned(1))
    clear()
    expect(await text()).toEqual([])
  })

  test('a bar and what is in flight stand below what has ended', async () => {
    const { emit, clear, text } = onTerminal()
    emit(planned(20))
    for (let index = 0; index < 12; index += 1) emit(started(`team/${index}`))
    emit(ended('team/0'))
    expect(await text()).toEqual([
      '  created repository["team/0"]',
      '█░░░░░░░░░░░░░░░░░░░░░░░ 1 of 20',
      ...[1, 2, 3, 4, 5, 6, 7, 8].map(index => `  … repository["team/${index}"]`),
      '  … and 3 more',
    ])
    clear()
    expect(await text()).toEqual(['  created repository["team/0"]'])
  })

  test('what is throttled is counted as it comes, on a line that 80 columns hold', async () => {
    const { emit, text } = onTerminal({ width: () => 80 })
    readMany(emit, 10, 'one')
    for (let index = 0; index < 999; index += 1) emit(throttled('GetRepositoryPolicy'))
    emit({ type: 'listed', target: 'two', repositories: 990 })
    expect(await text()).toEqual(['reading 10 of 10 repositories (1000 listed in 3 targets), 999 calls throttled'])
  })

  test('what is throttled is counted beside the bar while changes are made', async () => {
    const { emit, text } = onTerminal()
    emit(planned(2))
    emit(started('a'))
    emit(throttled('CreateRepository'))
    expect(await text()).toEqual(['░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 2, 1 call throttled', '  … repository["a"]'])
  })

  test('what is throttled in one target while another is planned is no change', async () => {
    const { emit, text } = onTerminal()
    emit({ type: 'planned', target: 'other', changes: 2 })
    emit(throttled('GetRepositoryPolicy'))
    expect(await text()).toEqual(['reading 0 of 0 repositories (0 listed in 2 targets), 1 call throttled'])
  })

  test('what is in flight names its target where there are several', async () => {
    const { emit, text } = onTerminal()
    for (const of of ['one', 'two']) emit({ type: 'planned', target: of, changes: 2 })
    for (const of of ['one', 'two']) emit({ type: 'started', target: of, address: addressOf('a'), action: 'create' })
    emit({ type: 'copying', target: 'two', address: 'image["a:v1"]', total: 4, sent: 0, skipped: 2 })
    expect((await text()).slice(1)).toEqual([
      '  … repository["a"] in one',
      '  … repository["a"] in two',
      '  … image["a:v1"] in two  ██████░░░░░░ 2 B of 4 B',
    ])
  })

  test('an image on its way has its bytes and how fast they go, and begins again where its copy does', async () => {
    let now = 0
    const { emit, text } = onTerminal({ now: () => now })
    const copying = (sent: number, skipped: number): Event => ({
      type: 'copying',
      target,
      address: 'image["team/app:v1"]',
      total: 4 << 20,
      sent,
      skipped,
    })
    const last = async () => (await text()).at(-1)
    emit(planned(1))
    emit(copying(0, 1 << 20))
    expect(await last()).toBe('  … image["team/app:v1"]  ███░░░░░░░░░ 1 MiB of 4 MiB')
    emit(copying(1 << 19, 1 << 20))
    now = 2000
    emit(copying(1 << 20, 1 << 20))
    expect(await last()).toBe('  … image["team/app:v1"]  ██████░░░░░░ 2 MiB of 4 MiB, 512 KiB/s')
    emit(copying(0, 0))
    emit(copying(1 << 20, 0))
    now = 3000
    emit(copying(1 << 20, 1 << 20))
    expect(await last()).toBe('  … image["team/app:v1"]  ██████░░░░░░ 2 MiB of 4 MiB, 1 MiB/s')
    emit(copying(3 << 20, 1 << 20))
    expect(await last()).toBe('░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 1')
  })

  test('no call and no note is lost to what is live', async () => {
    const { emit, clear, text } = onTerminal({ isVerbose: true })
    for (let index = 0; index < 50; index += 1) {
      emit({ type: 'listed', target, repositories: index })
      emit(called('ListTagsForResource', `${index}`))
    }
    emit({ type: 'noted', text: 'Interrupted.' })
    expect(await text()).toEqual([
      ...Array.from({ length: 50 }, (_, index) => `→ ListTagsForResource ${index}`),
      'Interrupted.',
      'reading 0 of 0 repositories (49 listed)',
    ])
    clear()
    emit(called('PutImage'))
    expect((await text()).slice(-2)).toEqual(['Interrupted.', '→ PutImage'])
  })
})

test('nobody says nothing', () => {
  readMany(nobody.emit, 1000)
  expect(nobody.clear()).toBeUndefined()
})
