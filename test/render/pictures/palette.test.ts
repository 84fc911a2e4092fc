import { describe, expect, test } from 'vitest'
import { DARK, GROUNDS, INKS, inBothModes, LIGHT } from '../../../src/render/pictures/palette.ts'

/** WCAG 2.2, relative luminance. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrastOf(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

test('a contrast is that of WCAG', () => {
  expect(contrastOf('#000000', '#ffffff')).toBe(21)
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('in %s mode', (_, palette) => {
  test.each(INKS.flatMap(ink => GROUNDS.map(ground => [ink, ground] as const)))(
    '%s can be read on %s',
    (ink, ground) => {
      expect(contrastOf(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5)
    },
  )
})

test('a style stands once for each mode', () => {
  expect(inBothModes(({ page }) => `a{fill:${page}}`)).toBe(
    `a{fill:${LIGHT.page}}@media (prefers-color-scheme:dark){a{fill:${DARK.page}}}`,
  )
})
