import { kindOf } from '../kinds/index.ts'
import type { Drawn, RegistryOf, Whereabouts } from '../kinds/kind.ts'
import type { Change, Need, Target, Wish } from '../model.ts'

/** An address means one thing in each target. */
export const keyOf = ({ target, address }: Need): string => `${target} ${address}`

type Placed = Pick<Change, 'target' | 'scope'> & { readonly repository?: string | undefined }

/** The repository, or the registry, that something belongs to. */
export const placeOf = ({ target, scope, repository }: Placed): string => `${target} ${scope} ${repository ?? ''}`

/** A target, by what it is. */
export type Registry = Pick<Target, 'name' | 'account' | 'region'>

export const registryKey = ({ account, region }: RegistryOf): string => `${account} ${region}`

/** A wish, as far as it may copy an image. */
type Copying = Pick<Wish, 'kind' | 'want'>

export const drawnBy = ({ kind, want }: Copying): Drawn | undefined =>
  want === null ? undefined : kindOf(kind).draws?.(want)

/** The image that a wish copies within its registry, from which the same run may take it away. */
export function drawnHere(wish: Copying): Whereabouts | undefined {
  const drawn = drawnBy(wish)
  return drawn?.registry === undefined ? drawn : undefined
}

/** The image that a wish copies from another registry. */
export function drawnElsewhere(wish: Copying): (Whereabouts & { readonly registry: RegistryOf }) | undefined {
  const drawn = drawnBy(wish)
  return drawn?.registry && { ...drawn, registry: drawn.registry }
}
