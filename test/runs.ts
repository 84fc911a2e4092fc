/** `npm test` tries a share of them, and `npm run test:reliability` all. */
const TIMES = Number(process.env.ECRSYNC_RUNS ?? 1) * Number(process.env.ECRSYNC_SHARE ?? 1)

/** So many cases of a law; `ECRSYNC_RUNS=10` tries ten times as many. */
export const runs = (count: number): number => Math.ceil(count * TIMES)

/** So many cases of a law also where others are tried with fewer: there are to be as many in every run of all sweeps. */
export const atLeast = (count: number): number => Math.ceil(count * Math.max(1, TIMES))

/** One of so many; neighbours, each `from` another place, have the others between them. */
export const shareOf = <T>(list: readonly T[], every: number, from: number): readonly T[] =>
  list.filter((_, index) => (index + from) % Math.max(1, Math.floor(every / TIMES)) === 0)
