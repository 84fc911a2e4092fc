import type { InvalidLayerPartException } from '@aws-sdk/client-ecr'
import type { ImageCaller } from '../aws/api.ts'
import { absentOn, isAws, isPassing, isUnanswered } from '../aws/failures.ts'
import { unlessAborted } from '../aws/within.ts'
import type { EcrsyncError } from '../errors.ts'
import type { Count } from './count.ts'
import { refuseTooLarge, SMALLEST_PART, USUAL_PART } from './limits.ts'
import { type Pace, paced } from './pace.ts'
import { eachAhead, type LayerPart, partsOf, verified } from './parts.ts'
import { steadily, type Waiting, waitAfter } from './patience.ts'
import type { Pool } from './pool.ts'
import type { Descriptor, ImageStore } from './store.ts'

/** Where a layer goes to, and by what. */
export interface LayerDestination {
  readonly caller: ImageCaller
  readonly repositoryName: string
  readonly pool: Pool
  readonly waiting: Waiting
  readonly pace: Pace
  readonly count: Count
}

/** How often one part is sent, beyond what the caller itself tries, and how often one layer is begun. */
const TRIES = 8
const BEGINNINGS = 3

/** After these nothing can be added to an upload any more. */
const LOST = [
  'UploadNotFoundException',
  'InvalidLayerPartException',
  'InvalidLayerException',
  'LayerPartTooSmallException',
]

/**
 * Sends a layer or a configuration, verified on the way. It is there only once all of it was right.
 *
 * @throws EcrsyncError SOURCE_…, IMAGE_TOO_LARGE, and what ECR answers
 */
export async function uploadLayer(layer: Descriptor, store: ImageStore, destination: LayerDestination): Promise<void> {
  for (let begun = 1; ; begun += 1) {
    let counted = 0
    const count: Count = more => {
      counted += more.sent ?? 0
      destination.count(more)
    }
    try {
      return await uploadOnce(layer, store, { ...destination, count })
    } catch (error) {
      if (!LOST.some(name => isAws(error, name))) throw error
      // What is finished is not found any more, either: the answer to its end may have been lost.
      const isThere = (await missingOf([layer], destination)).length === 0
      if (isThere) return count({ sent: layer.size - counted })
      if (begun === BEGINNINGS) throw error
      count({ sent: -counted })
    }
  }
}

async function uploadOnce(layer: Descriptor, store: ImageStore, destination: LayerDestination): Promise<void> {
  const { caller, repositoryName, pool, waiting, pace, count } = destination
  const { uploadId, partSize = USUAL_PART } = await caller.call('InitiateLayerUpload', { repositoryName })
  const cut = { size: layer.size, partSize: Math.max(partSize, SMALLEST_PART), pool }
  refuseTooLarge(layer, store.where, cut.partSize)
  const coming = steadily(from => store.blob(layer, from), waiting)
  const pieces = verified(paced(coming, pace, store.where), layer, store.where)
  await eachAhead(partsOf(pieces, cut), pool, async part => {
    await sendPart(part, { caller, repositoryName, uploadId, waiting })
    count({ sent: part.bytes.length })
  })
  const completed = caller.call('CompleteLayerUpload', { repositoryName, uploadId, layerDigests: [layer.digest] })
  await absentOn('LayerAlreadyExistsException', completed)
}

interface Upload extends Pick<LayerDestination, 'caller' | 'repositoryName' | 'waiting'> {
  readonly uploadId: string | undefined
}

/** Where an answer was lost, ECR has the part, or some of it, when it comes again: what it lacks is then sent. */
async function sendPart({ firstByte, bytes }: Omit<LayerPart, 'memory'>, upload: Upload, tried = 1): Promise<void> {
  const { caller, waiting, ...named } = upload
  const end = firstByte + bytes.length
  try {
    const range = { partFirstByte: firstByte, partLastByte: end - 1 }
    await caller.call('UploadLayerPart', { ...named, ...range, layerPartBlob: bytes })
  } catch (error) {
    const next = isLost(error) ? firstByte : nextByteOf(error)
    if (next === end) return
    if (next === undefined || next < firstByte || next > end || tried === TRIES) throw error
    if (isLost(error)) await unlessAborted(waiting.signal, waiting.sleep(waitAfter(tried), waiting.signal))
    await sendPart({ firstByte: next, bytes: bytes.subarray(next - firstByte) }, upload, tried + 1)
  }
}

/** Says nothing about the part. Where nobody answers at all, the tries of the caller have taken minutes. */
const isLost = (error: unknown): boolean => isPassing(error) && !isUnanswered(error)

/** What ECR says to go on from. Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html */
function nextByteOf(error: unknown): number | undefined {
  if (!isAws(error, 'InvalidLayerPartException')) return undefined
  const { lastValidByteReceived = -1 } = (error as EcrsyncError).cause as InvalidLayerPartException
  return lastValidByteReceived + 1
}

/** Digests in one call. Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html */
const AT_ONCE = 100

/** Which of these the repository lacks, or has only in its archive. */
export async function missingOf(
  layers: readonly Descriptor[],
  { caller, repositoryName }: Pick<LayerDestination, 'caller' | 'repositoryName'>,
): Promise<readonly Descriptor[]> {
  const available = new Set<string | undefined>()
  for (let at = 0; at < layers.length; at += AT_ONCE) {
    const layerDigests = layers.slice(at, at + AT_ONCE).map(({ digest }) => digest)
    const { layers: found = [] } = await caller.call('BatchCheckLayerAvailability', { repositoryName, layerDigests })
    for (const { layerDigest, layerAvailability } of found)
      if (layerAvailability === 'AVAILABLE') available.add(layerDigest)
  }
  return layers.filter(({ digest }) => !available.has(digest))
}
