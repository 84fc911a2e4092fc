import { describe, expect, test } from 'vitest'
import type { Change, Fact } from '../../src/model.ts'
import { attentionLines } from '../../src/render/attention.ts'
import { plain } from '../../src/render/theme.ts'
import { changeIn, planOver, targetOf } from './several.ts'

// What is not seen is not judged.

const NAMES = Array.from({ length: 12 }, (_, index) => (index === 11 ? 'payments/production' : `a/${index}`))

const pageOf = (changes: readonly Change[]): string => {
  const plan = planOver([targetOf('prod')], changes)
  return attentionLines(plan, { theme: plain, width: 80, expand: false, targets: plan.targets }).join('\n')
}
const changesOf = (word: Fact['word'], textOf: (index: number) => string): readonly Change[] =>
  NAMES.map((name, index) => changeIn('prod', name, { facts: [{ word, text: textOf(index) }] }))

describe.each(['DELETES', 'REPLACES'] as const)('%s', word => {
  test('names every repository, where the same happens to all', () => {
    const page = pageOf(changesOf(word, () => 'and its images'))
    for (const name of NAMES) expect(page).toContain(name)
  })

  test('names every repository, where something else happens to each', () => {
    const page = pageOf(changesOf(word, index => `and its ${index} images`))
    for (const name of NAMES) expect(page).toContain(name)
  })
})

test.each(['everybody may pull', 'anybody may pull if aws:SourceIp is in 10.0.0.0/8'])(
  'OPENS says first that %s, however many others gain something',
  text => {
    const page = pageOf(changesOf('OPENS', index => (index === 11 ? text : `ci-${index} may pull`)))
    expect(page.split('\n')[0]?.trim()).toMatch(/^OPENS +payments\/production +(every|any)body may pull/)
  },
)
