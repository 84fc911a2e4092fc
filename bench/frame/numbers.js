/** @typedef {import('./statistics.js').Summary} Summary */

/** @param {number} value @param {number} digits */
const fixed = (value, digits) => value.toFixed(digits)

/** @param {number} value with three digits that count */
export function seconds(value) {
  if (value < 1) return `${fixed(value * 1000, value < 0.01 ? 1 : 0)} ms`
  return `${fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)} s`
}

/** @param {Summary} of */
export function secondsOf({ median, least, most, runs }) {
  return runs === 1 ? seconds(median) : `${seconds(median)} (${seconds(least)} – ${seconds(most)})`
}

/** @param {number} value */
export const times = value => `${fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ×`

/** @param {number} value */
export const megabytes = value => (Number.isFinite(value) ? `${fixed(value, 0)} MB` : '–')

/** @param {number} value a share of one */
export const percent = value => `${fixed(value * 100, 1)} %`

/** @param {number} value */
export const count = value => Math.round(value).toLocaleString('en-US')
