import { fileURLToPath } from 'node:url'
import { awsAt } from './ecrsync.js'
import { measuredNode } from './measured.js'
import { withPlans } from './planning.js'
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
  withPlans({ repositories }, async (plan, { url }) => {
    /** @type {readonly string[]} */
    let operations = []
    const runs = await inTurn(rounds, {
      // Goes first, and so says which calls are to be made.
      ecrsync: async () => {
        const run = await plan()
        operations = EACH.filter(operation => (run.byOperation[operation] ?? 0) >= repositories)
        return run
      },
      sdk: () => measuredNode([BARE, ...operations], { env: awsAt(url) }),
    })
    return { ecrsync: runs.ecrsync ?? [], sdk: runs.sdk ?? [] }
  })
