import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const STUB = fileURLToPath(new URL('stub.js', import.meta.url))

/**
 * @typedef {import('./stub.js').Settings} Settings
 * @typedef {import('./stub.js').Traffic} Traffic
 *
 * @typedef {object} Stub
 * @property {string} url
 * @property {(settings?: Settings) => Promise<void>} set other settings, and everything counted anew
 * @property {() => Promise<Traffic>} traffic what was asked since it was set
 * @property {() => void} stop
 */

/** The stub as a process of its own. @param {Settings} settings @returns {Promise<Stub>} */
export async function startStub(settings) {
  const child = fork(STUB, [JSON.stringify(settings)], { execArgv: ['--max-semi-space-size=64'] })
  const said = async () => /** @type {[any]} */ (await once(child, 'message'))[0]
  const ask = (/** @type {string} */ request, /** @type {Settings} */ given = {}) => {
    const answer = said()
    child.send({ request, given })
    return answer
  }
  const { url } = await said()
  return { url, set: given => ask('set', given), traffic: () => ask('traffic'), stop: () => child.disconnect() }
}

/** @template T @param {Settings} settings @param {(stub: Stub) => Promise<T>} work */
export async function withStub(settings, work) {
  const stub = await startStub(settings)
  try {
    return await work(stub)
  } finally {
    stub.stop()
  }
}

/** @param {Traffic} traffic */
export const callsIn = ({ calls }) => Object.values(calls).reduce((sum, count) => sum + count, 0)
