import type { Address } from '../model.ts'
import { clippedTo, fitted } from './page.ts'
import { outward, type Theme } from './theme.ts'

interface OtherChange {
  readonly target: string
  readonly address: Address
  readonly expected: string | null
  readonly planned: string | null
}

/** So many are read; all of them are in `--json`. */
const SHOWN = 50

/** What two plans do not do alike: what was expected of each thing, and what would happen to it now. */
export const renderOthers = outward(
  (
    others: readonly OtherChange[],
    theme: Theme,
    { width, isOfSeveral }: { width: number; isOfSeveral: boolean },
  ): string => {
    const more = others.length - SHOWN
    return [
      ...others.slice(0, SHOWN).flatMap(other => linesOf(other, theme, { width, isOfSeveral })),
      ...(more > 0 ? [`  … and ${more} more; --json has all of them.`] : []),
    ].join('\n')
  },
)

const linesOf = (
  { target, address, expected, planned }: OtherChange,
  theme: Theme,
  { width, isOfSeveral }: { readonly width: number; readonly isOfSeveral: boolean },
): readonly string[] => [
  ...fitted(
    `  ${theme('error', 'other')}   ${address}${isOfSeveral ? ` ${theme('faint', `in ${target}`)}` : ''}`,
    width,
  ),
  clippedTo(`        expected  ${expected ?? 'no change'}`, width),
  clippedTo(`        now       ${planned ?? 'no change'}`, width),
]
