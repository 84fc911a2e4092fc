import { narrowed } from '../../manifest/meaning/only.ts'
import type { Shard } from '../../model.ts'
import { once, onceFor } from '../../once.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { shardFor } from '../../plan/shard.ts'
import { linksIn, placeIn, together } from '../../plan/together.ts'
import type { OpenManifest } from './manifest.ts'
import type { Filter } from './only.ts'

/** The shard that has the settings of all registries: what one registry needs of another stands beside it. */
const OF_REGISTRIES = 1

/** What a shard has of a target. */
export type Sharding = (known: KnownTarget) => Filter

/** What copies from each other goes to one shard, whatever a filter leaves out: there, one waits for the other as ever. */
export function openSharding(shard: Shard | undefined, manifest: Pick<OpenManifest, 'offline'>): Sharding {
  if (shard === undefined) return () => intent => intent
  const { index, count } = shard
  const offline = once(() => {
    const targets = manifest.offline()
    const registries = targets.map(({ target: { account = '', ...target } }) => ({ ...target, account }))
    const links = targets.flatMap(({ target, wishes }) => linksIn(target.name, wishes, registries))
    return { registries, links, known: new Set(targets.map(({ wishes }) => wishes)), firstOf: together(links) }
  })
  return ({ name }) =>
    intent => {
      const { registries, links, known, firstOf } = offline()
      const all = intent.wishes.everything ?? intent.wishes
      // Names that had to wait for the account.
      const placed = known.has(all) ? firstOf : together([...links, ...linksIn(name, all, registries)])
      const isOurs = onceFor((repository: string) => shardFor(placed(placeIn(name, repository)), count) === index)
      const wishes = {
        ...narrowed(intent.wishes, isOurs),
        ...(index !== OF_REGISTRIES && { registry: () => [] }),
        isElsewhere: (repository: string) => !isOurs(repository),
      }
      return { ...intent, wishes }
    }
}
