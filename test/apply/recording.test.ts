import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { recording } from '../../src/apply/recording.ts'
import { placeBeside } from '../../src/documents/receipt-place.ts'
import type { Change, Outcome } from '../../src/model.ts'
import { folderWith } from '../folder.ts'
import { madeAlone } from '../registry.ts'
import { plan } from '../render/documents.ts'

const [first, second] = plan.changes as [Change, Change]
const DONE: Outcome = { status: 'done', calls: [], before: null, after: null }

/** A recording, and the file handle under it. */
async function recorded() {
  const place = await placeBeside(await folderWith({}), new Date(0))
  const beginning = {
    consent: {},
    approval: 'auto',
    version: '1.0.0',
    startedAt: new Date(0),
    callers: new Map(),
  } as const
  const made = await recording({ plan, beginning, place, clock: () => 0, now: () => new Date(0), broken: 1 })
  return { ...made, place }
}

const linesOf = async (file: string): Promise<readonly { readonly type: string }[]> =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

test('what was not tried is written down at the end, and nothing twice', async () => {
  const { recorded: by, end, failure, place } = await recorded()
  expect(
    await madeAlone(
      by(async () => DONE),
      first,
    ),
  ).toMatchObject({ status: 'done' })
  const skipped: Outcome = { status: 'skipped', because: 'interrupted' }
  expect(
    await end(
      new Map<Change, Outcome>([
        [first, DONE],
        [second, skipped],
      ]),
      0,
    ),
  ).toBe(0)
  expect(failure()).toBeUndefined()
  expect((await linesOf(place.file)).map(({ type }) => type)).toEqual(['receipt', 'outcome', 'outcome', 'end'])
})

test('what was done says how long it took, and what was skipped took no time', async () => {
  const { recorded: by } = await recorded()
  const skipped: Outcome = { status: 'skipped', because: 'interrupted' }
  expect(
    await madeAlone(
      by(async () => DONE),
      first,
    ),
  ).toEqual({ ...DONE, durationMs: 0 })
  expect(
    await madeAlone(
      by(async () => skipped),
      second,
    ),
  ).toEqual(skipped)
})

test.each([
  [0, 1],
  [6, 6],
  [130, 130],
] as const)(
  'where the disk fails in between, a run that would end with %i ends with %i, and it is said once',
  async (exit, ended) => {
    const { recorded: by, end, failure, place } = await recorded()
    await place.handle.close()
    await madeAlone(
      by(async () => DONE),
      first,
    )
    const said = failure()
    expect(said).toMatch(/./)
    await madeAlone(
      by(async () => DONE),
      second,
    )
    expect(failure()).toBe(said)
    expect(await end(new Map(), exit).catch(error => error)).toBe(ended)
  },
)
