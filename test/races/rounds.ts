import fc from 'fast-check'
import { expect } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { runs } from '../runs.ts'
import { imagesIn, policiesIn, settingsIn } from './holdings.ts'
import { isReported, type Outcome } from './losses.ts'
import { NAME } from './race.ts'
import { type Act, acts, fill, manifestOf, OLD, type Scenario, scenario } from './scenarios.ts'
import { type RacedCall, secondClient } from './second-client.ts'
import { watcher } from './watcher.ts'

const ALONE = ['--concurrency', '1', '--quiet']

/**
 * So many rounds: nothing that the second client did is undone without a word, but for what ECR has no condition for. What was
 * undone between the last look and the write is counted by the write.
 */
export async function rounds(seed: number, count: number): Promise<Readonly<Record<string, number>>> {
  const numRuns = runs(count)
  const counts: Record<string, number> = { rounds: 0 }
  const add = (name: string, more = 1) => {
    counts[name] = (counts[name] ?? 0) + more
  }
  await fc.assert(
    fc.asyncProperty(scenario, acts, async (given, doing) => {
      const { losses, outcomes, acted, log } = await round(given, doing)
      const silent = losses.filter(loss => !loss.isInTheGap && !isReported(loss, outcomes))
      add('rounds')
      add('changes of others', acted)
      add('refused as stale, and said', outcomes.filter(({ status }) => status !== 'done').length)
      add('undone, and reported', losses.filter(loss => !loss.isInTheGap && isReported(loss, outcomes)).length)
      add('undone without a word', silent.length)
      add(IN_THE_WINDOW, losses.filter(({ isInTheGap }) => isInTheGap).length)
      for (const { by } of losses.filter(({ isInTheGap }) => isInTheGap)) add(`${IN_THE_WINDOW}, by ${by}`)
      expect(silent, log).toEqual([])
    }),
    { seed, numRuns, endOnFailure: true },
  )
  return counts
}

const IN_THE_WINDOW = 'undone between last look and write'

async function round(given: Scenario, doing: readonly Act[]) {
  const emulator = await startEmulator()
  const ecr = clientOf(emulator)
  try {
    const known = await fill(ecr, given)
    const cwd = await folderWith({ 'ecrsync.yaml': manifestOf(given, known) })
    emulator.clearCalls()
    await ecrsync(['plan', ...ALONE], { cwd, env: awsEnvironment(emulator.url) })
    const planned = emulator.calls.length
    const holdings = async () => {
      const all = [
        imagesIn(ecr, NAME),
        policiesIn(ecr, NAME),
        settingsIn(ecr, NAME),
        ...(given.isTombstone ? [imagesIn(ecr, OLD)] : []),
      ]
      return new Map((await Promise.all(all)).flat())
    }
    const watch = await watcher({ holdings, known, doing, planned })
    const second = await secondClient(emulator, ...watch.moments)
    const args = ['apply', '--auto-approve', '--json', ...ALONE]
    const { stdout } = await ecrsync(args, { cwd, env: awsEnvironment(second.url) })
    second.check()
    const { outcomes = [] } = JSON.parse(stdout) as { readonly outcomes?: readonly Outcome[] }
    return { outcomes, ...watch.seen(), log: logOf(second.calls.slice(planned)) }
  } finally {
    ecr.destroy()
    await emulator.close()
  }
}

/** For whoever has to find out how it came. */
const logOf = (calls: readonly RacedCall[]): string =>
  calls.map(({ by, operation, input }) => `${by}: ${operation} ${JSON.stringify(input)}`).join('\n')
