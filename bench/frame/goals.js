/**
 * @typedef {object} Bound
 * @property {string} what
 * @property {'atMost' | 'atLeast'} is
 * @property {number} goal what the project wants to reach
 * @property {number} [gate] where CI fails, with room for a noisy machine
 * @property {(value: number) => string} as how it is written
 *
 * @typedef {object} Judged
 * @property {string} what
 * @property {string} goal
 * @property {string} measured
 * @property {boolean} isMet
 */

/** @param {Bound} bound @param {number} measured @param {number} limit */
const holds = ({ is }, measured, limit) => (is === 'atMost' ? measured <= limit : measured >= limit)

/** @param {Bound['is']} is */
const sign = is => (is === 'atMost' ? '≤' : '≥')

/** @param {Bound} bound @param {number} measured @param {number} [limit] the goal, if not another @returns {Judged} */
export function judged(bound, measured, limit = bound.goal) {
  const { what, is, as } = bound
  return { what, goal: `${sign(is)} ${as(limit)}`, measured: as(measured), isMet: holds(bound, measured, limit) }
}
