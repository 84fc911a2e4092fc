import type { Guard } from './guard.ts'
import { overImages } from './images.ts'

export const archiveImagesGuard: Guard = {
  key: 'archiveImages',
  code: 'GUARD_ARCHIVE_IMAGES',
  detail: 'Nobody can pull an image from the archive, and to bring one back takes up to 20 minutes.',
  look: 'Look with ecrsync preview',
  ...overImages('archive', 'be archived'),
}
