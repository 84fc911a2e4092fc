import type { Filter } from '../model.ts'
import { matchesWildcards } from '../wildcards.ts'

/** A scanning filter without `*` is about every name that contains it. Source: AWS user guide, "Filters to choose which repositories are scanned". */
export const matchesScanningFilter = ({ filter }: Filter, name: string): boolean =>
  filter.includes('*') ? matchesWildcards(filter, name) : name.includes(filter)

export const matchesSigningFilter = ({ filter }: Filter, name: string): boolean => matchesWildcards(filter, name)
