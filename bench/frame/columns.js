import { count, megabytes, secondsOf } from './numbers.js'
import { median, summary } from './statistics.js'

/** @param {readonly { readonly seconds: number }[]} runs */
export const secondsIn = runs => runs.map(run => run.seconds)

/** The columns of a table over several runs of one thing. @param {readonly { readonly seconds: number }[]} runs */
export const timeOf = runs => secondsOf(summary(secondsIn(runs)))

/** @param {readonly { readonly calls: number }[]} runs */
export const callsOf = runs => count(median(runs.map(run => run.calls)))

/** @param {readonly { readonly megabytes: number }[]} runs */
export const memoryOf = runs => megabytes(median(runs.map(run => run.megabytes)))
