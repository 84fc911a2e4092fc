import { coversPattern, patternsMeet } from '../../lifecycle/pattern.ts'
import type { Fields } from '../../model.ts'
import { hasPlaceholder } from '../placeholder.ts'

/** Which tags may be moved, as far as it is said. */
export interface Mutability {
  readonly isSaid: boolean
  /** Of tags that no filter excludes. */
  readonly isImmutable: boolean
  readonly filters: readonly string[]
  /** It depends on what is not known yet. */
  readonly isOpen: boolean
}

export function mutabilityIn(declared: Fields): Mutability {
  const said = declared.imageTagMutability as string | undefined
  const filters = (declared.imageTagMutabilityExclusionFilters ?? []) as readonly (string | { filter: string })[]
  const texts = filters.map(item => (typeof item === 'string' ? item : item.filter))
  return {
    isSaid: said !== undefined,
    isImmutable: said?.startsWith('IMMUTABLE') ?? false,
    filters: texts,
    isOpen: [said, ...texts].some(text => text !== undefined && hasPlaceholder(text)),
  }
}

/** Of globs of tags, those that describe some tag that may be moved. */
export function movableIn({ isImmutable, filters, isOpen }: Mutability, globs: readonly string[]): readonly string[] {
  if (isOpen) return []
  return globs.filter(glob =>
    isImmutable
      ? filters.some(filter => patternsMeet(filter, glob))
      : !filters.some(filter => coversPattern(filter, glob)),
  )
}
