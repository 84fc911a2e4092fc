import type { Image } from '../model.ts'

/** @param now epoch seconds */
export function imageStatusOf(
  { isArchived = false, activatedAt = 0 }: Image,
  now: number,
): 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING' {
  if (isArchived) return 'ARCHIVED'
  return activatedAt > now ? 'ACTIVATING' : 'ACTIVE'
}

export const archived = (image: Image, now: number): Image => ({ ...image, isArchived: true, archivedAt: now })

export const restored = (image: Image, activatedAt: number): Image => ({ ...image, isArchived: false, activatedAt })
