// An ECR, a tagging API and an STS that answer at once, or after a latency, and look at no signature: so that the client is what
// is measured. A process of its own, which says of what it was asked.
import { createServer } from 'node:http'
import { answer, Refusal } from './operations.js'
import { placeOf } from './place.js'
import { stsAnswer } from './sts.js'
import { limiter } from './traffic.js'

/**
 * @typedef {object} Settings
 * @property {number} [repositories] that each account has in each region, as the manifest declares them
 * @property {boolean} [isOwned] by the manifest
 * @property {number} [strangers] that it does not declare
 * @property {number} [orphans] that it does not declare, and owns
 * @property {number} [images] that each repository has
 * @property {number} [latency] milliseconds
 * @property {import('./traffic.js').Rate | null} [rate]
 *
 * @typedef {object} Traffic
 * @property {Readonly<Record<string, number>>} calls by operation, without those of STS
 * @property {readonly import('./traffic.js').Lane[]} lanes where there is a rate
 */

/** @type {Settings} */
let settings = JSON.parse(process.argv[2] ?? '{}')
/** @type {Map<string, { place: import('./place.js').Place, names: readonly string[] }>} */
const places = new Map()
/** @type {Map<string, import('./traffic.js').Lane & { admits: (now: number) => boolean }>} */
const lanes = new Map()
/** @type {Map<string, (now: number) => boolean>} */
const limiters = new Map()
/** @type {Record<string, number>} */
let calls = {}

/** Who signed it, and for where. @param {string} authorization */
function signedFor(authorization) {
  const [, account = '', region = ''] = /Credential=([^/]+)\/\d+\/([^/]+)/.exec(authorization) ?? []
  return { account, region }
}

/** @param {string} account @param {string} region @returns {import('./operations.js').World} */
function worldOf(account, region) {
  const key = `${account}/${region}`
  const held = places.get(key) ?? { place: placeOf(settings), names: [] }
  places.set(key, held)
  return {
    account,
    region,
    place: held.place,
    images: settings.images ?? 0,
    names() {
      if (held.names.length !== held.place.size) held.names = [...held.place.keys()]
      return held.names
    },
  }
}

/** @param {string} key @param {import('./traffic.js').Rate} rate */
function limiterOf(key, rate) {
  const admits = limiters.get(key) ?? limiter(rate)
  limiters.set(key, admits)
  return admits
}

/** @param {string} account @param {string} region @param {string} target */
function laneOf(account, region, target) {
  const [service = '', operation = ''] = target.split('.')
  const key = `${account}/${region}/${target}`
  const { rate } = settings
  const limited = rate?.per === 'target' ? `${account}/${region}/${service}` : key
  const admits = rate ? limiterOf(limited, rate) : () => true
  const lane = lanes.get(key) ?? { account, region, operation, accepted: [], throttled: [], admits }
  lanes.set(key, lane)
  return lane
}

/** @param {string} account @param {string} region @param {string} target */
function isAdmitted(account, region, target) {
  const operation = target.slice(target.indexOf('.') + 1)
  calls[operation] = (calls[operation] ?? 0) + 1
  if (!settings.rate) return true
  const now = performance.now() / 1000
  const lane = laneOf(account, region, target)
  const isIn = lane.admits(now)
  lane[isIn ? 'accepted' : 'throttled'].push(now)
  return isIn
}

/** @param {string} account @param {string} region @param {string} target @param {string} body */
function answered(account, region, target, body) {
  try {
    if (!isAdmitted(account, region, target)) throw new Refusal('ThrottlingException', 'Rate exceeded')
    return { status: 200, text: JSON.stringify(answer(target, JSON.parse(body), worldOf(account, region))) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: 400, text: JSON.stringify({ __type: error.type, message: error.message }) }
  }
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const { account, region } = signedFor(request.headers.authorization ?? '')
  const target = request.headers['x-amz-target']
  let body = ''
  request.setEncoding('utf8').on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    const isSts = typeof target !== 'string'
    const { status, text } = isSts
      ? { status: 200, text: stsAnswer(body, account) }
      : answered(account, region, target, body)
    const send = () => {
      response.writeHead(status, { 'content-type': isSts ? 'text/xml' : 'application/x-amz-json-1.1' })
      response.end(text)
    }
    if (settings.latency) setTimeout(send, settings.latency)
    else send()
  })
})

/** @type {Readonly<Record<string, (given: Settings) => unknown>>} */
const REQUESTS = {
  /** What was asked since it was last set. @returns {Traffic} */
  traffic: () => ({ calls, lanes: [...lanes.values()].map(({ admits, ...lane }) => lane) }),
  /** Other settings, and everything counted anew; repositories stay. */
  set(given) {
    settings = { ...settings, ...given }
    calls = {}
    lanes.clear()
    limiters.clear()
    return {}
  },
}

process.on('message', (/** @type {{ request: string, given: Settings }} */ { request, given }) => {
  process.send?.(REQUESTS[request]?.(given))
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
