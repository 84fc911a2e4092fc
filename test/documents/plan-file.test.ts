import { execFileSync } from 'node:child_process'
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refuseAged } from '../../src/documents/plan-age.ts'
import { planIn, readPlan, refuseVersion, type SavedPlan } from '../../src/documents/plan-file.ts'
import { savePlan, sealed } from '../../src/documents/plan-saving.ts'
import { sealOf } from '../../src/documents/seal.ts'
import { EcrsyncError } from '../../src/errors.ts'
import { jsonPieces } from '../../src/render/json-pieces.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { plain } from '../../src/render/theme.ts'
import { folderWith } from '../folder.ts'
import { runs } from '../runs.ts'
import { world } from '../world.ts'

const AT = new Date('2026-01-31T12:00:00Z')
const PLAN = await world()
  .wants('team/a', { repository: { tags: { 'a"b': 'x' } } })
  .holds('team/a')
  .wants('team/b')
  .plan()
const SAVED = sealed(PLAN, AT)
const VERSION = PLAN.ecrsync
const TEXT = [...jsonPieces(SAVED)].join('')

function codeOf(text: string): string | undefined {
  try {
    planIn(text, 'ecr.plan', VERSION)
    return undefined
  } catch (error) {
    if (error instanceof EcrsyncError) return error.code
    throw error
  }
}

/** As somebody writes it who knows how to seal it. */
const resealed = (more: object): string => {
  const whole = { ...SAVED, ...more }
  return JSON.stringify({ ...whole, seal: sealOf(whole) })
}

test('what was saved is read back as it was', async () => {
  const file = join(await folderWith({}), 'ecr.plan')
  await savePlan(SAVED, file)
  expect(await readPlan(file, VERSION)).toStrictEqual(SAVED)
  expect(await readFile(file, 'utf8')).toBe(`${TEXT}\n`)
})

test('how it is laid out, and in which order, means nothing', () => {
  expect(codeOf(JSON.stringify(Object.fromEntries(Object.entries(SAVED).reverse())))).toBeUndefined()
})

describe('what is no saved plan is refused', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  test.each<[string, string, string]>([
    ['nothing', '', 'PLAN_INVALID'],
    ['half of one', TEXT.slice(0, TEXT.length / 2), 'PLAN_INVALID'],
    ['null', 'null', 'PLAN_INVALID'],
    ['a list', '[]', 'PLAN_INVALID'],
    ['a text', '"plan"', 'PLAN_INVALID'],
    ['YAML', 'version: 1', 'PLAN_INVALID'],
    ['another document', '{"diagnostics": []}', 'PLAN_INVALID'],
    ['what plan --json prints', JSON.stringify(PLAN), 'PLAN_INVALID'],
    ['a key that is no key', `{"__proto__": {"formatVersion": 1}, ${TEXT.slice(1)}`, 'PLAN_INVALID'],
    [
      'such a key far within',
      resealed({ guards: JSON.parse('{"expireImages": {"__proto__": {"max": 1}}}') }),
      'PLAN_INVALID',
    ],
    ['very deep lists', deep(100_000), 'PLAN_INVALID'],
    ['very deep lists in a plan', `{"formatVersion": 1, "x": ${deep(100_000)}}`, 'PLAN_INVALID'],
    ['a member more', resealed({ extra: 1 }), 'PLAN_INVALID'],
    ['a member less', resealed({ guards: undefined }), 'PLAN_INVALID'],
    ['changes that are a map', resealed({ changes: {} }), 'PLAN_INVALID'],
    ['changes of nothing', resealed({ changes: [null] }), 'PLAN_INVALID'],
    ['a target of nothing', resealed({ targets: [7] }), 'PLAN_INVALID'],
    ['a time that is none', resealed({ createdAt: 'yesterday' }), 'PLAN_INVALID'],
    ['a day that is none', resealed({ createdAt: '2026-99-99T12:00:00Z' }), 'PLAN_INVALID'],
    ['a time that is a number', resealed({ createdAt: 7 }), 'PLAN_INVALID'],
    ['a seal that is a number', JSON.stringify({ ...SAVED, seal: 7 }), 'PLAN_TAMPERED'],
    ['another seal', JSON.stringify({ ...SAVED, seal: `sha256:${'0'.repeat(64)}` }), 'PLAN_TAMPERED'],
    ['another time', JSON.stringify({ ...SAVED, createdAt: '2036-01-31T12:00:00.000Z' }), 'PLAN_TAMPERED'],
    ['a digest of another plan', resealed({ digest: `sha256:${'0'.repeat(64)}` }), 'PLAN_TAMPERED'],
    ['fewer changes under the same digest', resealed({ changes: PLAN.changes.slice(1) }), 'PLAN_TAMPERED'],
    ['no format', resealed({ formatVersion: undefined }), 'PLAN_INVALID'],
    ['a format of tomorrow', resealed({ formatVersion: 2 }), 'PLAN_FORMAT'],
    ['a format that is a text', resealed({ formatVersion: '1' }), 'PLAN_FORMAT'],
    ['a form of tomorrow', resealed({ ecrsync: '9.0.0', extra: 1 }), 'PLAN_VERSION'],
  ])('%s', (_, text, code) => {
    expect(codeOf(text)).toBe(code)
    expect(({} as { formatVersion?: number }).formatVersion).toBeUndefined()
  })

  test('whatever of it is changed: no other error, and nothing is read that was not sealed', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length - 1), fc.nat(40), fc.string(), (at, length, other) => {
        const text = `${TEXT.slice(0, at)}${other}${TEXT.slice(at + length)}`
        const code = codeOf(text)
        if (code === undefined) expect(JSON.parse(text)).toEqual(JSON.parse(TEXT))
      }),
      { numRuns: runs(500) },
    )
  })

  test('texts that a terminal would obey are shown, and not obeyed', () => {
    const evil = 'x\u001b[2J\u202e\u0007'
    const text = resealed({ targets: PLAN.targets.map(target => ({ ...target, name: evil })) })
    const withDigest = (plan: SavedPlan) => renderPlan(plan, { theme: plain, width: 80, expand: true })
    expect(codeOf(text)).toBe('PLAN_TAMPERED')
    const page = withDigest(JSON.parse(text))
    expect([...'\u001b\u202e\u0007'].filter(character => page.includes(character))).toEqual([])
  })
})

describe('a file that is none', () => {
  const codeOfFile = (file: string) =>
    readPlan(file, VERSION).then(
      () => undefined,
      (error: EcrsyncError) => [error.code, error.exitCode],
    )

  test.each<[string, (folder: string) => Promise<string>, string]>([
    ['is not there', async folder => join(folder, 'none'), 'PLAN_NOT_FOUND'],
    ['is below a file', async folder => join(folder, 'text', 'none'), 'PLAN_NOT_FOUND'],
    ['is a folder', async folder => folder, 'PLAN_INVALID'],
    ['is a device without end', async () => '/dev/zero', 'PLAN_INVALID'],
    ['is a pipe that nobody writes', async folder => pipeIn(folder), 'PLAN_INVALID'],
    ['is longer than a plan can be', async folder => longIn(folder), 'PLAN_INVALID'],
    ['is not UTF-8', async folder => bytesIn(folder), 'PLAN_INVALID'],
    ['is a link to itself', async folder => circleIn(folder), 'PLAN_UNREADABLE'],
  ])('%s', async (_, make, code) => {
    const folder = await folderWith({ text: 'x' })
    expect(await codeOfFile(await make(folder))).toEqual([code, 3])
  })

  function pipeIn(folder: string): string {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    return join(folder, 'pipe')
  }

  async function longIn(folder: string): Promise<string> {
    await truncate(join(folder, 'text'), 300 * 1024 * 1024)
    return join(folder, 'text')
  }

  async function bytesIn(folder: string): Promise<string> {
    await writeFile(join(folder, 'text'), Buffer.from([0x7b, 0xff, 0x7d]))
    return join(folder, 'text')
  }

  async function circleIn(folder: string): Promise<string> {
    await symlink(join(folder, 'circle'), join(folder, 'circle'))
    return join(folder, 'circle')
  }

  test('that cannot be written leaves nothing beside it', async () => {
    const folder = await folderWith({})
    await mkdir(join(folder, 'ecr.plan'))
    await writeFile(join(folder, 'ecr.plan', 'inside'), '')
    await expect(savePlan(SAVED, join(folder, 'ecr.plan'))).rejects.toMatchObject({ code: 'PLAN_NOT_SAVED' })
    expect(execFileSync('ls', ['-A', folder], { encoding: 'utf8' })).toBe('ecr.plan\n')
  })
})

describe('the age of a plan', () => {
  const MINUTE = 60
  const codeAt = (seconds: number, maxAge: number) =>
    refuseAged(SAVED, { file: 'ecr.plan', maxAge, now: new Date(AT.getTime() + seconds * 1000) })?.code

  test.each<[string, number, number, string | undefined]>([
    ['new', 0, 90, undefined],
    ['just as old as it may be', 90, 90, undefined],
    ['a second older', 91, 90, 'PLAN_EXPIRED'],
    ['of a clock that goes before', -5 * MINUTE, 90, undefined],
    ['of one that goes too far before', -5 * MINUTE - 1, 90, 'PLAN_FROM_FUTURE'],
  ])('%s', (_, seconds, maxAge, code) => {
    expect(codeAt(seconds, maxAge)).toBe(code)
  })

  test('is said in words', () => {
    const refusal = refuseAged(SAVED, { file: 'ecr.plan', maxAge: 86_400, now: new Date('2026-02-03T00:00:00Z') })
    expect(refusal).toMatchObject({
      message: 'ecr.plan is too old to be applied',
      detail: expect.stringContaining('It was made 3 days ago, at 2026-01-31T12:00:00.000Z, and may be 1 day old'),
    })
  })
})

test.each<[string, string, boolean]>([
  ['1.2.3', '1.9.0', true],
  ['1.2.3', '2.0.0', false],
  ['0.1.0', '0.1.7', true],
  ['0.1.0', '0.2.0', false],
  ['0.1.0', '1.1.0', false],
  ['one', 'one', false],
  ['1.0.0-beta.1', '1.0.0', true],
])('a plan of version %s is understood by %s: %j', (ecrsync, version, isUnderstood) => {
  expect(refuseVersion({ ...PLAN, ecrsync }, 'ecr.plan', version)?.code).toBe(isUnderstood ? undefined : 'PLAN_VERSION')
})
