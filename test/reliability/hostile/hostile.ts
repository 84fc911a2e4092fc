import fc from 'fast-check'
import { expect } from 'vitest'
import { atLeast } from '../../runs.ts'
import type { Found } from '../sweep.ts'
import { type Ended, judged } from './judge.ts'

/** Input of one sort, and what is done with it. */
export interface Hostile<T> {
  readonly what: string
  readonly count: number
  readonly inputs: fc.Arbitrary<T>
  /** How many bytes it has; 0 where it is short. */
  size(input: T): number
  run(input: T): Promise<Ended>
  /** The shares that have to be taken and to be refused: what always goes wrong at once would prove little. Left out: one of a hundred each. */
  readonly atLeast?: { readonly taken: number; readonly refused: number }
}

const USUALLY = { taken: 0.01, refused: 0.01 }

/** As many cases as there are to be, also where other sweeps make fewer. */
export async function hostilely<T>(hostile: Hostile<T>, seed: number): Promise<Found> {
  const { what, count, inputs, size, run, atLeast: least = USUALLY } = hostile
  const ends = new Map<string, number>()
  const numRuns = atLeast(count)
  const law = fc.asyncProperty(inputs, async input => {
    const { end, faults } = await judged(size(input), () => run(input))
    expect(faults).toEqual([])
    ends.set(end, (ends.get(end) ?? 0) + 1)
  })
  await fc.assert(law, { seed, numRuns })
  const { taken = 0, ...refusals } = Object.fromEntries(ends)
  const refused = numRuns - taken
  const isTelling = taken >= least.taken * numRuns && refused >= least.refused * numRuns
  expect(isTelling, `${taken} of ${numRuns} were taken`).toBe(true)
  return {
    counts: {
      'hostile inputs': numRuns,
      'of them refused, each with a code': refused,
      'crashes, changed prototypes, files from outside, hidden characters and hangs': 0,
    },
    tables: [
      {
        title: 'Hostile input',
        head: ['input', 'cases', 'taken', 'refused as'],
        rows: [[what, counted(numRuns), counted(taken), refusalsText(refusals)]],
      },
    ],
  }
}

const counted = (count: number): string => count.toLocaleString('en')

const refusalsText = (refusals: Readonly<Record<string, number>>): string =>
  Object.entries(refusals)
    .toSorted()
    .map(([code, count]) => `${code} ${counted(count)}`)
    .join(', ')
