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
  /** How long it is, in bytes. */
  size(input: T): number
  run(input: T): Promise<Ended>
  /** What of it is neither all taken nor all refused would prove little; the share that has to be taken, and that has to be refused. */
  readonly atLeast?: { readonly taken: number; readonly refused: number }
}

/** As many cases as there are to be, also where other sweeps make fewer: they are counted in all. */
export async function hostilely<T>(
  { what, count, inputs, size, run, atLeast: least }: Hostile<T>,
  seed: number,
): Promise<Found> {
  const ends = new Map<string, number>()
  const numRuns = process.env.HC ? Math.ceil(count * Number(process.env.HC)) : atLeast(count)
  const seen = new Map<string, [string, string]>()
  const t0 = process.cpuUsage()
  await fc.assert(
    fc.asyncProperty(inputs, async input => {
      const { end, faults } = await judged(size(input), () => run(input))
      ends.set(end, (ends.get(end) ?? 0) + 1)
      if (process.env.HC) {
        for (const f of faults) {
          const key = f.replace(/["'`].*/s, m => m.slice(0, 60)).slice(0, 300)
          const old = seen.get(key)
          const txt = JSON.stringify(input)
          if (!old || old[1].length > txt.length) seen.set(key, [f, txt])
        }
        return
      }
      expect(faults).toEqual([])
    }),
    { seed, numRuns, endOnFailure: process.env.HOSTILE_FAST !== undefined },
  )
  const t1 = process.cpuUsage(t0)
  if (process.env.HC) {
    console.log(what, numRuns, 'cpu ms/case', (t1.user + t1.system) / 1000 / numRuns, JSON.stringify([...ends]))
    for (const [f, t] of [...seen.values()].slice(0, 25))
      console.log('FAULT', f.slice(0, 700), '\n   INPUT', t.slice(0, 500))
  }
  const { taken = 0, ...refusals } = Object.fromEntries(ends)
  const refused = numRuns - taken
  expect(
    [taken / numRuns >= (least?.taken ?? 0.01), refused / numRuns >= (least?.refused ?? 0.01)],
    `${taken} of ${numRuns} taken`,
  ).toEqual([true, true])
  return {
    counts: {
      'hostile inputs': numRuns,
      'of them refused, each with a code': refused,
      'crashes, changed prototypes, paths outside, hidden characters and hangs': 0,
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
