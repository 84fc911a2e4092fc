import { EcrsyncError } from '../../errors.ts'
import { narrowed } from '../../manifest/meaning/only.ts'
import type { Diagnostic, Guards, Shard } from '../../model.ts'
import { once, onceFor } from '../../plan/once.ts'
import type { KnownTarget } from '../../plan/plan.ts'
import { shardFor } from '../../plan/shard.ts'
import { linksIn, placeIn, together } from '../../plan/together.ts'
import { clipped } from '../../words.ts'
import type { OpenManifest } from './manifest.ts'
import type { Filter } from './only.ts'

/** Each of them lists all registries: more would spend their time on that. */
const MOST = 1000

/** `2/8`, or `1+1/8` of whoever counts from 0 and cannot add. */
const FORM = /^(\d{1,6})(\+1)?\/(\d{1,6})$/

/** @throws EcrsyncError INVALID_FLAG */
export function shardNamed(given: string): Shard {
  const [, said, isFromZero, of] = FORM.exec(given) ?? []
  if (said === undefined || of === undefined)
    throw wrong(given, 'It is I/N: the shard, counted from 1, and how many there are.', 'Write for example --shard 1/4')
  const [index, count] = [Number(said) + (isFromZero ? 1 : 0), Number(of)]
  if (count < 1 || count > MOST)
    throw wrong(
      given,
      `There are 1 to ${MOST} shards: each of them lists all registries.`,
      'Write for example --shard 1/4',
    )
  if (index === 0)
    throw wrong(
      given,
      'Shards are counted from 1.',
      `Write --shard 1/${count}; for an index that is counted from 0, --shard 0+1/${count}`,
    )
  if (index > count)
    throw wrong(
      given,
      `There are ${count}, so the last is ${count}/${count}.`,
      `Write --shard ${count}/${count}, or raise the number behind the slash in all of them.`,
    )
  return { index, count }
}

const wrong = (given: string, detail: string, hint: string): EcrsyncError =>
  new EcrsyncError('INVALID_FLAG', `--shard ${clipped(given)} is no shard`, { detail, hint })

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
      return { ...intent, wishes, warnings: [...intent.warnings, ...guardNotes(shard, intent.guards)] }
    }
}

const guardNotes = ({ index, count }: Shard, { expireImages }: Guards): readonly Diagnostic[] =>
  expireImages?.max === undefined || count === 1
    ? []
    : [
        {
          severity: 'note',
          code: 'GUARDED_BY_SHARD',
          summary: `guards.expireImages.max is asked of shard ${index} of ${count} alone`,
          detail:
            'Each shard counts the images that its own repositories expire: all of them together may expire more.',
          hint: 'Lower it, or plan without --shard to have all of them counted.',
        },
      ]
