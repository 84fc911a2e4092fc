import { join } from 'node:path'
import pLimit from 'p-limit'
import { expect } from 'vitest'
import { startEmulator } from '../../../src/emulator/server.ts'
import { clientOf } from '../../emulator/ecr.ts'
import { folderWith } from '../../folder.ts'
import { intendedFrom } from '../../manifest/world.ts'
import { TARGET } from '../../world.ts'
import { type Everything, heldIn } from '../everything/held.ts'
import { fillEverything } from '../everything/live.ts'
import { layImage, ofRegistry, ofRepositories } from '../everything/manifest.ts'
import type { Found } from '../sweep.ts'
import { type Cell, cell, type Given, NOW, run, withCopy } from './cell.ts'
import { type Expected, expectedOf } from './expected.ts'
import { FAULTS, type FaultClass } from './faults.ts'

/** Cells that run side by side: some wait for an answer that does not come. */
const AT_ONCE = 3

interface World extends Given {
  /** What an undisturbed apply ends with. */
  readonly undisturbed: Everything
  /** The operations that it calls. */
  readonly operations: readonly string[]
}

/** Two halves of everything: of the registry, and of repositories. */
async function worlds(): Promise<{ readonly registry: World; readonly repositories: World }> {
  const folder = await folderWith({})
  await layImage(join(folder, 'image'))
  const emulator = await startEmulator({ dataDirectory: join(folder, 'live'), now: () => NOW })
  const ecr = clientOf(emulator)
  const there = await fillEverything(ecr)
  ecr.destroy()
  await emulator.close()
  return {
    registry: await worldOf(folder, ofRegistry()),
    repositories: await worldOf(folder, ofRepositories(there, join(folder, 'image'))),
  }
}

async function worldOf(folder: string, manifest: string): Promise<World> {
  const given = { folder, intent: await intendedFrom(manifest, { target: TARGET }) }
  return withCopy(
    given,
    () => undefined,
    async ({ emulator, wire }) => {
      expect(await run(wire.url, given.intent)).toEqual({ exit: 0, said: [] })
      return { ...given, undisturbed: await heldIn(emulator), operations: [...new Set(wire.operations)].toSorted() }
    },
  )
}

export type Half = 'registry' | 'repositories'

/** Each operation that is called of one half and, where both call it, of repositories; one of `every`, from `at` on. */
export async function faultsOf(half: Half, { every = 1, at = 0 } = {}): Promise<Found> {
  const { registry, repositories } = await worlds()
  const world = half === 'registry' ? registry : repositories
  const isHere = (operation: string) => half === 'repositories' || !repositories.operations.includes(operation)
  const operations = world.operations.filter(isHere).filter((_, index) => index % every === at)
  const limit = pLimit(AT_ONCE)
  const rows = await Promise.all(
    operations.flatMap(operation =>
      FAULTS.map(fault =>
        limit(async () => {
          const c = await cell(world, operation, fault)
          try {
            return rowOf(world, operation, fault, c)
          } catch (e) {
            console.log(
              'MISS',
              operation,
              '|',
              fault.name,
              '|',
              c.first.exit,
              [...new Set(c.first.said.map(s => s.code))].join(),
              '| second',
              c.second?.exit,
              c.second?.said.map(s => s.code).join(),
              '| held',
              JSON.stringify(c.held) === JSON.stringify(world.undisturbed),
            )
            return ['x']
          }
        }),
      ),
    ),
  )
  const known = rows.filter(row => row !== undefined)
  return {
    counts: {
      'operations that fail': operations.length,
      'faults of them': rows.length,
      'mended by themselves': rows.filter(([, , end]) => end === BY_ITSELF).length,
    },
    tables: [{ title: 'Every operation, and every way in which it fails', head: HEAD, rows: known }],
  }
}

const HEAD = ['operation', 'fails', 'ends', 'run again']
const BY_ITSELF = 'converged by itself'

function rowOf({ undisturbed }: World, operation: string, fault: FaultClass, found: Cell): readonly string[] {
  const { first, second, held } = found
  const codes = [...new Set(first.said.map(({ code }) => code))].toSorted()
  const where = `${operation}, ${fault.name}`
  expect([where, { exit: first.exit, codes }]).toEqual([
    where,
    asExpected(expectedOf(operation, fault), first.exit, codes),
  ])
  for (const { message, hint } of first.said)
    expect([where, message, hint]).toEqual([where, expect.any(String), expect.any(String)])
  if (second) expect([where, second]).toEqual([where, { exit: 0, said: [] }])
  expect([where, held]).toEqual([where, undisturbed])
  return second === undefined
    ? [operation, fault.name, BY_ITSELF, '']
    : [operation, fault.name, `exit ${first.exit}: ${codes.join(', ')}`, 'converged']
}

/** What was found where it is among what is expected; else what is expected. */
function asExpected(expected: Expected, exit: number, codes: readonly string[]) {
  if (expected === 'by itself') return { exit: 0, codes: [] }
  const isOne =
    expected.exits.includes(exit as never) &&
    codes.length > 0 &&
    codes.every(code => expected.codes.includes(code as never))
  return isOne ? { exit, codes } : expected
}
