import { expect, test } from 'vitest'
import { noiseOf } from '../../bench/frame/noise.js'

const probe = (seconds: number, cpu = 0.045) => ({ seconds, cpu })

test.each([
  ['is quiet where runs are alike', [probe(0.05), probe(0.052), probe(0.055)], false],
  ['is busy where one takes twice as long', [probe(0.05), probe(0.05), probe(0.1)], true],
  ['is busy where all wait for a processor', [probe(0.1), probe(0.11), probe(0.1)], true],
])('a machine %s', (_, probes, isBusy) => {
  const noise = noiseOf(probes)
  expect(noise.isBusy).toBe(isBusy)
  expect(noise.text).toContain(isBusy ? 'was busy' : 'was quiet')
})
