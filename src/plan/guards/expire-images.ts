import type { Guard } from './guard.ts'
import { overImages } from './images.ts'

export const expireImagesGuard: Guard = {
  key: 'expireImages',
  code: 'GUARD_EXPIRE_IMAGES',
  detail: 'ECR has no undelete, so a plan beyond the guard is not applied at all.',
  look: 'Look with ecrsync preview',
  ...overImages('expire', 'expire'),
}
