/** @typedef {{ readonly median: number, readonly least: number, readonly most: number, readonly runs: number }} Summary */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper
}

/** @param {readonly number[]} values @returns {Summary} */
export const summary = values => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
  runs: values.length,
})

/**
 * The median of the ratios of what was measured in turn: what slows the machine for a while slows both sides of a pair.
 * @param {readonly number[]} values @param {readonly number[]} others
 */
export const medianRatio = (values, others) =>
  median(values.slice(0, others.length).map((value, index) => value / (others[index] ?? Number.NaN)))

/** How far runs of the same thing lie apart: the slowest against the fastest. @param {readonly number[]} values */
export const spread = values => Math.max(...values) / Math.min(...values)
