import { archiveImagesGuard } from './archive-images.ts'
import { createGuard } from './create.ts'
import { deleteGuard } from './delete.ts'
import { expireImagesGuard } from './expire-images.ts'
import { exposureGuard } from './exposure.ts'
import type { Guard } from './guard.ts'
import { rollbackGuard } from './rollback.ts'
import { updateGuard } from './update.ts'
import { weakenGuard } from './weaken.ts'

/** In the order in which they are told: the worst first. */
export const GUARDS: readonly Guard[] = [
  deleteGuard,
  expireImagesGuard,
  exposureGuard,
  weakenGuard,
  rollbackGuard,
  archiveImagesGuard,
  updateGuard,
  createGuard,
]
