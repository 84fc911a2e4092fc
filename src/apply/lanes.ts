import pLimit from 'p-limit'
import type { ImageSource } from '../aws/api.ts'
import { PLACES_BUSY } from '../aws/turns.ts'
import type { Change } from '../model.ts'
import { onceFor } from '../once.ts'
import { placeOf } from '../plan/places.ts'
import { isImageDelete } from './image-deletes.ts'

/** In which something waits for its turn. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>

/**
 * The small calls of a target share one lane; of what is looked at before it is written, or brought from elsewhere, only a few
 * are in it, because between a look and its write no others are to be waited for. Each place that images come from has a lane of
 * its own, so that a slow one holds up nothing but itself; how much is sent at once is up to the copier. So has each repository
 * for its deletes of images, which wait for each other. Of one at a time, each target has one lane. Small calls of all targets
 * together are no more than a few targets may make: more would only wait for this process, in its memory.
 */
export function lanes(concurrency: number): (change: Change) => Lane {
  const small = pLimit(Math.min(concurrency * PLACES_BUSY, MOST))
  const few = Math.min(concurrency, FEW)
  const fewFor = onceFor((_name: string) => pLimit(few))
  const laneFor = concurrency === 1 ? fewFor : onceFor((_name: string) => pLimit(concurrency))
  return change => {
    const name = concurrency === 1 ? change.target : laneNameOf(change)
    const lane = change.isOfNew && !isTransfer(change) ? laneFor(name) : fewFor(name)
    return isTransfer(change) ? lane : work => lane(() => small(work))
  }
}

/** Of what is looked at, of each target. */
const FEW = 10
/** Small calls that have begun, of all targets. */
const MOST = 128

/** A promotion is two small calls. */
const isTransfer = ({ operations: [operation] }: Change): boolean =>
  operation?.action === 'CopyImage' && operation.input.source.from !== 'repository'

function laneNameOf(change: Change): string {
  const { target } = change
  if (isImageDelete(change)) return `deletes ${placeOf(change)}`
  const [operation] = change.operations
  if (operation?.action !== 'CopyImage') return `calls ${target}`
  return sourceOf(operation.input.source, target)
}

/** What is not in the target's own registry is one place for all targets. */
function sourceOf(source: ImageSource, target: string): string {
  switch (source.from) {
    case 'repository':
      return `calls ${target}`
    case 'ecr':
      return source.registry ? `ecr ${source.registry.account} ${source.registry.region}` : `own ${target}`
    case 'docker':
      return `docker ${source.host}`
    case 'oci':
    case 'oci-archive':
      return `${source.from} ${source.directory} ${source.path}`
  }
}
