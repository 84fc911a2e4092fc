import { type Lane, openPacer, type PacerOptions } from '../../src/aws/turns.ts'
import { SimulatedEcr, type SimulatedOptions, SimulatedTime } from './simulated-ecr.ts'

interface Asked {
  readonly place: string
  readonly operation: string
  readonly bucket: string
}

/** An ECR that allows so many calls a second, and who asks it. */
export function world(server: SimulatedOptions, paced: Partial<PacerOptions> = {}) {
  const time = new SimulatedTime()
  const ecr = new SimulatedEcr(time, server)
  const pacer = openPacer({ concurrency: 64, clock: time, ...paced })

  async function call(lane: Lane, bucket: string): Promise<void> {
    for (let isRetry = false; ; isRetry = true) {
      await lane.turn(isRetry)
      const sentAt = time.now()
      if (await ecr.ask(bucket)) return lane.answered()
      if (!lane.refused(sentAt, new Error('refused'))) throw new Error('given up')
    }
  }

  return {
    time,
    ecr,
    pacer,
    /** So many calls at once; those of the same bucket share what is allowed. */
    asks(count: number, { place = 'here', operation = 'Get', bucket }: Partial<Asked> = {}) {
      const lane = pacer.lane(place, operation)
      return Promise.all(Array.from({ length: count }, () => call(lane, bucket ?? `${operation} ${place}`)))
    },
  }
}
