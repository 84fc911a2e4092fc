import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { ImageResolver } from '../kinds/kind.ts'
import type { Declared, Desired, Fields, Live } from '../model.ts'

/** Wishes in which nothing can move any more: what depends on a source outside of the registry becomes what it is now. */
export async function pinned(desired: Desired, live: Live, images: ImageResolver): Promise<Desired> {
  const entries = await Promise.all(
    [...desired].map(
      async ([address, declared]) => [address, await pinnedOne(declared, live.get(address), images)] as const,
    ),
  )
  return new Map(entries)
}

async function pinnedOne(
  declared: Declared,
  reading: ReturnType<Live['get']>,
  images: ImageResolver,
): Promise<Declared> {
  const { pin } = kindOf(declared.kind)
  if (pin === undefined || declared.want === null || reading instanceof EcrsyncError) return declared
  const want = await pin(declared.want, images, {
    repository: declared.repository ?? '',
    before: (reading ?? null) as Fields | null,
  })
  return { ...declared, want }
}
