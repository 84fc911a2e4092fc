import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import pLimit from 'p-limit'
import { expect } from 'vitest'
import { startEmulator } from '../../../src/emulator/server.ts'
import { clientOf } from '../../emulator/ecr.ts'
import { folderWith } from '../../folder.ts'
import { intendedFrom } from '../../manifest/world.ts'
import { shareOf } from '../../runs.ts'
import { TARGET } from '../../world.ts'
import { type Everything, heldIn } from '../everything/held.ts'
import { fillEverything } from '../everything/live.ts'
import { layImage, partsOf } from '../everything/manifest.ts'
import type { Found } from '../sweep.ts'
import { type Cell, cell, type End, type Given, NOW, run, withCopy } from './cell.ts'
import { type Expected, expectedOf } from './expected.ts'
import { FAULTS, type FaultClass } from './faults.ts'

/** Cells that run side by side: some wait for an answer that does not come. */
const AT_ONCE = 3

interface World extends Given {
  /** What an undisturbed apply ends with. */
  readonly undisturbed: Everything
  /** The operations that it calls, and no world before it. */
  readonly operations: readonly string[]
}

/** Small ones, each with the operations that none before it calls. */
async function worlds(): Promise<readonly World[]> {
  const folder = await folderWith({})
  await layImage(join(folder, 'image'))
  const emulator = await startEmulator({ dataDirectory: join(folder, 'live'), now: () => NOW })
  const ecr = clientOf(emulator)
  const { registry, settings, images } = partsOf(await fillEverything(ecr), join(folder, 'image'))
  ecr.destroy()
  await emulator.close()
  const known = new Set<string>()
  const opened: World[] = []
  for (const { extent, manifest, isElsewhere = () => false } of [
    { extent: 'repositories', manifest: settings, isElsewhere: isOfImages },
    { extent: 'repositories', manifest: images },
    { extent: 'registry', manifest: registry },
  ] as const) {
    const intent = await intendedFrom(JSON.stringify(manifest, null, 1), { target: TARGET })
    const world = await undisturbed({ folder, intent, extent })
    const operations = world.operations.filter(operation => !known.has(operation) && !isElsewhere(operation))
    opened.push({ ...world, operations })
    for (const operation of operations) known.add(operation)
  }
  return opened
}

/** Where no image is declared, a plan does without: what a policy would take is then not known, and said so. */
const isOfImages = (operation: string): boolean => operation === 'DescribeImages'

const undisturbed = (given: Given): Promise<World> =>
  withCopy(
    given,
    () => undefined,
    async ({ emulator, wire }) => {
      expect(await run(wire.url, given.intent)).toEqual(WELL)
      const operations = [...new Set(wire.operations)].toSorted()
      return { ...given, undisturbed: await heldIn(emulator, given.extent), operations }
    },
  )

/** Each operation that is called, one of `every`, from `at` on, with each fault. */
export async function faultsOf({ every, at }: { readonly every: number; readonly at: number }): Promise<Found> {
  const operations = (await worlds()).flatMap(world => world.operations.map(operation => ({ world, operation })))
  const limit = pLimit(AT_ONCE)
  const chosen = operations.filter((_, index) => index % every === at)
  const faults = chosen.flatMap(({ world, operation }) => FAULTS.map(fault => ({ world, operation, fault })))
  const all = await Promise.all(
    shareOf(faults, 1, at).map(({ world, operation, fault }) =>
      limit(async () => {
        const found = await cell(world, operation, fault)
        return found === undefined ? [] : [judged(world, operation, fault, found)]
      }),
    ),
  )
  const cells = all.flat()
  expect(cells.flatMap(({ wrong }) => wrong)).toEqual([])
  const rows = cells.map(({ row }) => row)
  const mended = rows.filter(([, , end]) => end === BY_ITSELF).length
  return {
    counts: {
      operations: chosen.length,
      'faults of them': rows.length,
      'mended by itself': mended,
      'said and mended by the next run': rows.length - mended,
    },
    tables: [{ title: 'Every operation, and every way in which it fails', head: HEAD, rows }],
  }
}

const HEAD = ['operation', 'fails by', 'ends', 'run again']
const BY_ITSELF = 'converged by itself'

interface Judged {
  readonly row: readonly string[]
  /** What is not as it is expected. */
  readonly wrong: readonly object[]
}

function judged(world: World, operation: string, fault: FaultClass, { first, second, held }: Cell): Judged {
  const codes = [...new Set(first.said.map(({ code }) => code))].toSorted()
  const end = second === undefined ? BY_ITSELF : `exit ${first.exit}: ${codes.join(', ')}`
  const wrong = {
    ...(!isAmong(expectedOf(operation, fault), first.exit, codes) && { expected: expectedOf(operation, fault) }),
    ...(!first.said.every(isClear) && { said: first.said }),
    ...(second && !isDeepStrictEqual(second, WELL) && { second }),
    ...(!isDeepStrictEqual(held, world.undisturbed) && { held }),
  }
  return {
    row: [operation, fault.name, end, second === undefined ? '' : 'converged'],
    wrong: Object.keys(wrong).length === 0 ? [] : [{ operation, fault: fault.name, end, ...wrong }],
  }
}

const WELL: End = { exit: 0, said: [] }

/** It says what is wrong, and what to do. */
const isClear = ({ message, hint = '' }: End['said'][number]): boolean => message !== '' && hint !== ''

function isAmong(expected: Expected, exit: number, codes: readonly string[]): boolean {
  if (expected === 'by itself') return exit === 0 && codes.length === 0
  const isKnown = codes.length > 0 && codes.every(code => expected.codes.includes(code))
  return isKnown && expected.exits.some(one => one === exit)
}
