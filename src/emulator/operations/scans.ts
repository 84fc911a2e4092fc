import { AwsError } from '../errors.ts'
import type { Image, Repository } from '../model.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import type { Registry } from '../storage/registry.ts'
import { type ImageId, imageId, requireImage } from './image-ids.ts'
import { inRepository } from './members.ts'
import { epochSeconds, operation } from './operation.ts'
import { inOrder, page, pageMembers } from './paging.ts'
import { isScannedOnPush, scanningOf } from './scanning.ts'
import { structure } from './shapes.ts'

const A_DAY = 24 * 60 * 60
const NO_FINDINGS = inOrder<object>([], () => '')
const NOTHING_FOUND = 'The emulator looks for no vulnerabilities: this result says nothing of the image.'

export const startImageScan = operation(structure({ ...inRepository, imageId }), ({ registry, now }, input) => {
  const time = epochSeconds(now)
  const image = requireImage(registry, input.repositoryName, input.imageId)
  if (scanningOf(registry).scanType === 'ENHANCED')
    throw new AwsError('ValidationException', 'This feature is disabled')
  refuseUnscannable(image, time)
  if (image.scannedAt !== undefined && time - image.scannedAt < A_DAY) throw tooOften()
  registry.contents(input.repositoryName).commit({ images: [{ ...image, scannedAt: time }] })
  return {
    registryId: registry.account,
    repositoryName: input.repositoryName,
    imageId: { imageDigest: image.digest, imageTag: input.imageId.imageTag },
    imageScanStatus: { status: 'IN_PROGRESS' },
  }
})

export const describeImageScanFindings = operation(
  structure({ ...inRepository, ...pageMembers, imageId }),
  ({ registry }, input) => {
    const image = requireImage(registry, input.repositoryName, input.imageId)
    if (image.scannedAt === undefined) throw notScanned(registry.account, input.repositoryName, input.imageId)
    const completedAt = image.scannedAt
    const { items, nextToken } = page(NO_FINDINGS, input)
    return {
      registryId: registry.account,
      repositoryName: input.repositoryName,
      imageId: { imageDigest: image.digest, imageTag: input.imageId.imageTag },
      imageScanStatus: { status: 'COMPLETE', description: NOTHING_FOUND },
      imageScanFindings: {
        imageScanCompletedAt: completedAt,
        vulnerabilitySourceUpdatedAt: completedAt,
        findingSeverityCounts: {},
        findings: items,
      },
      nextToken,
    }
  },
)

function refuseUnscannable(image: Image, time: number): void {
  if (imageStatusOf(image, time) !== 'ACTIVE') {
    throw new AwsError(
      'ImageArchivedException',
      `The image with digest '${image.digest}' is archived and cannot be scanned`,
    )
  }
  if (!isScannable(image)) {
    throw new AwsError(
      'UnsupportedImageTypeException',
      `The image with digest '${image.digest}' is of a type that is not scanned`,
    )
  }
}

/** Neither lists nor artifacts are. */
const isScannable = ({ artifactMediaType, children }: Image): boolean =>
  children.length === 0 && (artifactMediaType === undefined || /\.image(\.config)?\.v1\+json$/.test(artifactMediaType))

interface Arrival {
  readonly registry: Registry
  readonly repository: Repository
  readonly time: number
}

/** An image that is pushed or restored, scanned if that is asked for. */
export const scannedOnPush = ({ registry, repository, time }: Arrival, image: Image): Image =>
  isScannedOnPush(registry, repository) && isScannable(image) ? { ...image, scannedAt: time } : image

const tooOften = () =>
  new AwsError('LimitExceededException', 'The scan quota per image has been exceeded. Wait and try again.')

const notScanned = (account: string, repositoryName: string, { imageDigest = 'null', imageTag = 'null' }: ImageId) =>
  new AwsError(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '{imageDigest:'${imageDigest}', imageTag:'${imageTag}'}' in the repository with name '${repositoryName}' in the registry with id '${account}'`,
  )
