import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'
import type { Shard } from '../model.ts'
import { written } from './flag-errors.ts'

/** Each of them lists all registries: more would spend their time on that. */
const MOST = 1000

/** `2/8`, or `1+1/8` of whoever counts from 0 and cannot add. */
const FORM = /^(\d{1,6})(\+1)?\/(\d{1,6})$/

const EXAMPLE = 'Write for example --shard 1/4'

/** @throws EcrsyncError INVALID_FLAG */
export function shardNamed(given: string): Shard {
  const [, said, isFromZero, of] = FORM.exec(given) ?? []
  if (said === undefined || of === undefined)
    throw wrong(given, 'It is I/N: the shard, counted from 1, and how many there are.', EXAMPLE)
  const [index, count] = [Number(said) + (isFromZero ? 1 : 0), Number(of)]
  if (count < 1 || count > MOST)
    throw wrong(given, `There are 1 to ${MOST} shards: each of them lists all registries.`, EXAMPLE)
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
  new EcrsyncError('INVALID_FLAG', `--shard ${written(given)} is no shard`, { detail, hint })

/** Flag of what a fleet is planned by. */
export const shardFlag = {
  shard: Flags.custom<Shard>({
    parse: async given => shardNamed(given),
    summary:
      'Only part I of N: repositories by their hash, settings of registries in part 1; I+1 where I counts from 0.',
    helpValue: 'I/N',
  })(),
}
