import { emptyNode } from './measured.js'
import { seconds, times } from './numbers.js'
import { median, spread } from './statistics.js'

/**
 * @typedef {{ seconds: number, cpu: number }} Probe
 * @typedef {{ isBusy: boolean, text: string }} Noise
 */

/** On a quiet machine the same thing takes about as long each time, and nobody waits for a processor. */
const MOST_SPREAD = 1.6
const MOST_WAITING = 1.4

/** What `node -e 0` takes just now, some times. @returns {Promise<readonly Probe[]>} */
export async function probes(rounds = 5) {
  const runs = []
  for (let round = 0; round < rounds; round += 1) runs.push(await emptyNode())
  return runs
}

/** Whether something else went on while the benchmark ran. @param {readonly Probe[]} all @returns {Noise} */
export function noiseOf(all) {
  const took = all.map(probe => probe.seconds)
  const waiting = median(all.map(probe => probe.seconds / probe.cpu))
  const isBusy = spread(took) > MOST_SPREAD || waiting > MOST_WAITING
  const measured = `\`node -e 0\`, asked ${took.length} times in between, took ${seconds(median(took))}, the slowest ${times(spread(took))} the fastest, and ${times(waiting)} its time of processor`
  return {
    isBusy,
    text: isBusy
      ? `**The machine was busy:** ${measured}. Seconds are too high, and ratios less sure, although they are of runs in turn.`
      : `The machine was quiet: ${measured}.`,
  }
}
