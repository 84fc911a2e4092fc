import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as sdk from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '../../src/emulator/operations/index.ts'
import { errorName, type World, withTable } from './conformance/conformance.ts'
import { NOW } from './conformance/given.ts'
import { TABLE } from './conformance/index.ts'
import { emulated } from './ecr.ts'

const README = fileURLToPath(new URL('../../src/emulator/README.md', import.meta.url))

/** Time stands still, but for what a case advances it by. */
const given = emulated({ now: () => NOW })

const world: World = {
  get emulator() {
    return given.emulator
  },
  get ecr() {
    return given.ecr
  },
  async post(operation, input) {
    const { status, body } = await given.post(operation, input)
    if (status !== 200) throw Object.assign(new Error(body.message), { name: body.__type })
    return body
  },
}

const sorted = (names: readonly string[]) => names.toSorted()

test('the emulator has every operation of the SDK, and no other', () => {
  const commands = Object.keys(sdk).flatMap(name => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? [])
  expect(sorted([...OPERATIONS.keys()])).toEqual(sorted(commands))
})

test('every operation is in the table once, with what works and what is refused', () => {
  expect(sorted(TABLE.map(({ operation }) => operation))).toEqual(sorted([...OPERATIONS.keys()]))
  const isThin = (cases: object) => Object.keys(cases).length === 0
  expect(TABLE.filter(({ works, refuses }) => isThin(works) || isThin(refuses))).toEqual([])
})

/** `npx vitest run test/emulator/conformance.test.ts --update` writes it. */
test('the README has this table', async () => {
  const readme = readFileSync(README, 'utf8')
  await expect(withTable(readme, TABLE)).toMatchFileSnapshot(README)
})

describe.each(TABLE)('$operation', ({ operation, works, refuses }) => {
  test.each(Object.entries(works))('works: %s', async (_, check) => {
    await check(world)
    expect(expect.getState().assertionCalls).toBeGreaterThan(0)
    const succeeded = world.emulator.calls.filter(({ error }) => error === undefined)
    expect(succeeded.map(call => call.operation)).toContain(operation)
  })

  test.each(Object.entries(refuses))('refuses: %s', async (refusal, call) => {
    const name = errorName(refusal)
    await expect(call(world)).rejects.toMatchObject({ name })
    const failed = world.emulator.calls.filter(({ error }) => error !== undefined)
    expect(failed).toMatchObject([{ operation, error: name }])
  })
})
