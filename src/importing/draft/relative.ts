import { isFields } from '../../kinds/canonical.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { isAccount, isRegion, partitionOf } from '../../names.ts'
import type { HeldRegistry } from '../held.ts'

/** What a target fills in, instead of what it is. */
interface OwnText {
  readonly pattern: RegExp
  readonly variable: string
}

/** A value in which what is the target's own is left to the target. */
export type Relative = <T>(value: T) => T

/** Texts that are filled in again as they were: whatever is replaced comes back. */
export function relativeTo(registry: HeldRegistry, registries: readonly HeldRegistry[]): Relative {
  const texts = ownTexts(registry, registries)
  const inText = (text: string) =>
    hasPlaceholder(text) ? text : texts.reduce((said, { pattern, variable }) => said.replace(pattern, variable), text)
  const inValue = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return value.map(inValue)
    if (!isFields(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inValue(inner)]))
  }
  return value => inValue(value) as never
}

/** A text of which there is but one in all targets tells nothing of them. */
function ownTexts(registry: HeldRegistry, registries: readonly HeldRegistry[]): readonly OwnText[] {
  const own = (textOf: TextOf, variable: string, patternOf: (text: string) => RegExp): readonly OwnText[] => {
    const text = textOf(registry)
    if (text === undefined || new Set(registries.map(textOf)).size === 1) return []
    return [{ pattern: patternOf(text), variable: `$\${{ target.${variable} }}` }]
  }
  return [
    ...own(accountOf, 'account', account => apart(account, '0-9')),
    ...own(regionOf, 'region', region => apart(region, 'a-z0-9-')),
    ...own(partitionIn, 'partition', partition => new RegExp(`(?<=\\barn:)${partition}(?=:)`, 'g')),
  ]
}

type TextOf = (registry: HeldRegistry) => string | undefined

const accountOf: TextOf = ({ account }) => (account !== undefined && isAccount(account) ? account : undefined)
const regionOf: TextOf = ({ region }) => (region !== undefined && isRegion(region) ? region : undefined)
const partitionIn: TextOf = registry => {
  const region = regionOf(registry)
  return region && partitionOf(region)
}

/** Where it is no part of a longer word. */
const apart = (text: string, letters: string): RegExp => new RegExp(`(?<![${letters}])${text}(?![${letters}])`, 'g')
