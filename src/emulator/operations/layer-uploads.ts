import { AwsError, invalid } from '../errors.ts'
import { digestOf, type Upload } from '../storage/blobs.ts'
import type { Registry } from '../storage/registry.ts'
import { layerDigest } from './layers.ts'
import { inRepository } from './members.ts'
import { operation } from './operation.ts'
import { blob, integer, list, structure, text } from './shapes.ts'

const MIB = 1024 * 1024
/** What ECR suggests; the API model lets a part be twice as large. */
const PART_SIZE = 10 * MIB
const SMALLEST_PART = 5 * MIB
const LARGEST_PART = 20 * MIB
const LARGEST_LAYER = 52_000 * MIB
const MOST_PARTS = 4200

const uploadId = text({ pattern: /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/ })

export const initiateLayerUpload = operation(structure(inRepository), ({ registry }, { repositoryName }) => ({
  uploadId: registry.contents(repositoryName).blobs.begin().id,
  partSize: PART_SIZE,
}))

export const uploadLayerPart = operation(
  structure({
    ...inRepository,
    uploadId,
    partFirstByte: integer(),
    partLastByte: integer(),
    layerPartBlob: blob({ max: LARGEST_PART }),
  }),
  ({ registry }, input) => {
    const upload = uploadOf(registry, input)
    const { partFirstByte, partLastByte, layerPartBlob } = input
    const isNext = partFirstByte === upload.received && partLastByte === partFirstByte + layerPartBlob.length - 1
    if (!isNext) throw invalidPart(registry, input, upload)
    refuseTooMuch(upload, layerPartBlob)
    const { blobs } = registry.contents(input.repositoryName)
    blobs.append(upload, layerPartBlob)
    blobs.acknowledge(upload, layerPartBlob.length)
    return { ...names(registry, input), lastByteReceived: partLastByte }
  },
)

export const completeLayerUpload = operation(
  structure({ ...inRepository, uploadId, layerDigests: list(layerDigest, { min: 1, max: 100 }) }),
  ({ registry }, input) => {
    const upload = uploadOf(registry, input)
    const { blobs } = registry.contents(input.repositoryName)
    if (upload.received === 0) throw new AwsError('EmptyUploadException', `The upload '${upload.id}' has no parts`)
    if (upload.parts.slice(0, -1).some(size => size < SMALLEST_PART)) throw partTooSmall(upload)
    const digest = digestOf(upload)
    if (!input.layerDigests.includes(digest)) throw digestMismatch()
    if (blobs.size(digest) !== undefined) {
      blobs.discard(upload)
      throw alreadyExists(registry, input.repositoryName, digest)
    }
    blobs.finish(upload)
    return { ...names(registry, input), layerDigest: digest }
  },
)

interface Part {
  readonly repositoryName: string
  readonly uploadId: string
}

const names = ({ account }: Registry, { repositoryName, uploadId }: Part) => ({
  registryId: account,
  repositoryName,
  uploadId,
})

function uploadOf(registry: Registry, { repositoryName, uploadId }: Part): Upload {
  const upload = registry.contents(repositoryName).blobs.upload(uploadId)
  if (upload?.isBusy) throw invalid('uploadId', 'Another request is sending to this upload')
  if (upload) return upload
  throw new AwsError(
    'UploadNotFoundException',
    `Upload with id '${uploadId}' does not exist in the repository with name '${repositoryName}' in the registry with id '${registry.account}'`,
  )
}

/** Carries where to go on from. */
const invalidPart = (registry: Registry, part: Part, { received }: Upload) =>
  new AwsError(
    'InvalidLayerPartException',
    `The layer part must begin at byte ${received} and have the length it says`,
    {
      ...names(registry, part),
      ...(received === 0 ? {} : { lastValidByteReceived: received - 1 }),
    },
  )

function refuseTooMuch({ received, parts }: Upload, part: Buffer): void {
  if (parts.length >= MOST_PARTS) throw limitExceeded(`${MOST_PARTS} parts`)
  if (received + part.length > LARGEST_LAYER) throw limitExceeded(`${LARGEST_LAYER} bytes`)
}

const limitExceeded = (limit: string) => new AwsError('LimitExceededException', `A layer may not exceed ${limit}`)

const partTooSmall = ({ id }: Upload) =>
  new AwsError(
    'LayerPartTooSmallException',
    `A part of the upload '${id}', not the last, is smaller than ${SMALLEST_PART} bytes`,
  )

const digestMismatch = () =>
  new AwsError('InvalidLayerException', 'None of the provided layer digests match the calculated layer digest')

const alreadyExists = ({ account }: Registry, repositoryName: string, digest: string) =>
  new AwsError(
    'LayerAlreadyExistsException',
    `The layer with digest '${digest}' already exists in the repository with name '${repositoryName}' in the registry with id '${account}'`,
  )
