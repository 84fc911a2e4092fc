/**
 * @typedef {object} Rate as ECR limits: a bucket that fills
 * @property {number} perSecond
 * @property {number} burst
 * @property {'operation' | 'target'} per each operation by itself, or all of ECR together; always of one account and region
 *
 * @typedef {object} Lane what was asked under one limit
 * @property {string} account
 * @property {string} region
 * @property {string} operation
 * @property {number[]} accepted seconds
 * @property {number[]} throttled seconds
 */

/** @param {Rate} rate */
export function limiter({ perSecond, burst }) {
  let [tokens, filledAt] = [burst, 0]
  return (/** @type {number} */ now) => {
    tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) * perSecond)
    filledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

/** @param {readonly Lane[]} lanes */
export const firstAt = lanes =>
  Math.min(...lanes.flatMap(({ accepted, throttled }) => [...accepted.slice(0, 1), ...throttled.slice(0, 1)]))

/**
 * What was let through, of what would have been from the first request of all until this was done.
 * @param {readonly number[]} accepted @param {number} since @param {Rate} rate
 */
export function shareUsed(accepted, since, { perSecond, burst }) {
  const allowed = burst + perSecond * ((accepted.at(-1) ?? since) - since)
  return Math.min(1, accepted.length / allowed)
}

/** The share of the requests that were throttled, of those since a time. @param {readonly Lane[]} lanes @param {number} since */
export function shareThrottled(lanes, since) {
  const later = (/** @type {readonly number[]} */ moments) => moments.filter(moment => moment >= since).length
  const throttled = lanes.reduce((sum, lane) => sum + later(lane.throttled), 0)
  const accepted = lanes.reduce((sum, lane) => sum + later(lane.accepted), 0)
  return throttled === 0 ? 0 : throttled / (throttled + accepted)
}
