import type { ImageSource, PullAction, ReadAction, UploadAction } from '../../aws/api.ts'
import type { Elsewhere, Permissions, Permitted, WriteStep } from '../permissions.ts'
import { type ImageWant, isAbsent, isMade } from './spec.ts'

const RETAG: readonly WriteStep[] = ['BatchGetImage', 'PutImage']
const UPLOAD: readonly UploadAction[] = [
  'BatchCheckLayerAvailability',
  'CompleteLayerUpload',
  'InitiateLayerUpload',
  'PutImage',
  'UploadLayerPart',
]
const PULL: readonly PullAction[] = ['BatchGetImage', 'GetDownloadUrlForLayer']

export function permitsImage(want: ImageWant | null, { isTakenBack }: Permitted): Permissions {
  if (want === null) return {}
  if (isAbsent(want))
    return {
      reads: ['DescribeImages', ...(want.deleteImage ? (['BatchGetImage'] as const) : [])],
      writes: ['BatchDeleteImage', ...(isTakenBack ? RETAG : [])],
    }
  const { source, referrers, restore } = want
  const isHere = source.from === 'repository'
  return {
    // The policy in force may be about to take what is declared.
    reads: ['DescribeImages', 'GetLifecyclePolicy', ...(referrers && !isHere ? (['ListImageReferrers'] as const) : [])],
    writes: [
      ...(isHere ? RETAG : UPLOAD),
      ...(restore ? (['UpdateImageStorageClass'] as const) : []),
      ...(isTakenBack ? ([...RETAG, 'BatchDeleteImage'] as const) : []),
    ],
    elsewhere: source.from === 'ecr' ? [permitsSource(source, referrers)] : [],
  }
}

function permitsSource(source: Extract<ImageSource, { from: 'ecr' }>, referrers: boolean): Elsewhere {
  const { repositoryName, registry } = source
  const opened: readonly (ReadAction | PullAction)[] = [
    ...(isMade(source) ? (['BatchGetImage'] as const) : []),
    ...(referrers ? (['ListImageReferrers'] as const) : []),
  ]
  return { repositoryName, registry, reads: ['DescribeImages', ...opened], writes: PULL }
}
