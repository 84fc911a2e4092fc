import pLimit, { type LimitFunction } from 'p-limit'
import type { ImageSource } from '../aws/api.ts'
import type { Change } from '../model.ts'
import { placeOf } from '../plan/order.ts'
import { isImageDelete } from './image-deletes.ts'

/**
 * Small calls share one lane. Each place that images come from has one of its own, so that a slow one holds up nothing
 * but itself; how much is sent at once is up to the copier. So has each repository for its deletes of images, which wait
 * for each other. Of one at a time, there is one lane.
 */
export function lanes(concurrency: number): (change: Change) => LimitFunction {
  const only = pLimit(1)
  if (concurrency === 1) return () => only
  const known = new Map<string, LimitFunction>()
  return change => {
    const name = laneNameOf(change)
    const lane = known.get(name) ?? pLimit(concurrency)
    known.set(name, lane)
    return lane
  }
}

function laneNameOf(change: Change): string {
  if (isImageDelete(change)) return `deletes ${placeOf(change)}`
  const [operation] = change.operations
  if (operation?.action !== 'CopyImage') return 'calls'
  return sourceOf(operation.input.source)
}

/** A promotion is two small calls. */
function sourceOf(source: ImageSource): string {
  switch (source.from) {
    case 'repository':
      return 'calls'
    case 'ecr':
      return `ecr ${source.registry?.account ?? ''} ${source.registry?.region ?? ''}`
    case 'docker':
      return `docker ${source.host}`
    case 'oci':
    case 'oci-archive':
      return `${source.from} ${source.directory} ${source.path}`
  }
}
