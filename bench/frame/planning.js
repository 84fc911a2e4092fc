import { callsIn, withStub } from '../servers/start.js'
import { ecrsync, RUN } from './ecrsync.js'
import { inFolder } from './folder.js'
import { manifestOf } from './manifest.js'

/**
 * @typedef {import('./measured.js').Run & { calls: number, byOperation: Readonly<Record<string, number>> }} Planned
 *
 * @typedef {object} Way
 * @property {readonly string[]} [flags]
 * @property {readonly string[]} [program] what runs instead of what is installed
 * @property {Readonly<Record<string, string>>} [env]
 */

/**
 * A registry that is what its manifest says, and plans of it; a plan that finds something to change fails.
 * @template T @param {import('../servers/stub.js').Settings & { repositories: number }} settings
 * @param {(plan: (way?: Way) => Promise<Planned>, stub: import('../servers/start.js').Stub) => Promise<T>} work
 */
export const withPlans = (settings, work) =>
  withStub(settings, stub =>
    inFolder({ 'ecrsync.yaml': manifestOf(settings.repositories, settings.isOwned) }, cwd =>
      work(async ({ flags = [], program = [RUN], env = {} } = {}) => {
        await stub.set()
        const args = ['plan', '--quiet', '--detailed-exitcode', ...flags]
        const run = await ecrsync(args, { cwd, url: stub.url, program, env })
        const traffic = await stub.traffic()
        return { ...run, calls: callsIn(traffic), byOperation: traffic.calls }
      }, stub),
    ),
  )
