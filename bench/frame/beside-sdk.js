import { fileURLToPath } from 'node:url'
import { withStub } from '../servers/start.js'
import { awsAt, ecrsync } from './ecrsync.js'
import { inFolder } from './folder.js'
import { manifestOf } from './manifest.js'
import { measuredNode } from './measured.js'
import { inTurn } from './turns.js'

const BARE = fileURLToPath(new URL('../programs/bare-sdk.js', import.meta.url))

/** Asked once for each repository. */
const EACH = ['ListTagsForResource', 'GetRepositoryPolicy', 'GetLifecyclePolicy']

/**
 * Plans with nothing to change, in turn with the bare SDK, which makes the same calls. It leaves out those to the tagging API, one
 * for a hundred repositories.
 * @param {number} repositories @param {number} rounds
 */
export const besideSdk = (repositories, rounds) =>
  withStub({ repositories }, stub =>
    inFolder({ 'ecrsync.yaml': manifestOf(repositories) }, async cwd => {
      /** @type {readonly string[]} */
      let operations = []
      const runs = await inTurn(rounds, {
        // Goes first, and so says which calls are to be made.
        ecrsync: async () => {
          await stub.set()
          const run = await ecrsync(['plan', '--quiet', '--detailed-exitcode'], { cwd, url: stub.url })
          const { calls } = await stub.traffic()
          operations = EACH.filter(operation => (calls[operation] ?? 0) >= repositories)
          return run
        },
        sdk: () => measuredNode([BARE, ...operations], { env: awsAt(stub.url) }),
      })
      return { ecrsync: runs.ecrsync ?? [], sdk: runs.sdk ?? [] }
    }),
  )
