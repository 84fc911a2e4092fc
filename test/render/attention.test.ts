import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import type { Change, Fact } from '../../src/model.ts'
import { attentionLines } from '../../src/render/attention.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { colored, plain, type Role } from '../../src/render/theme.ts'
import { changeIn, planOver, targetOf } from './several.ts'

const changeOf = (repository: string, word: Fact['word'], text: string): Change =>
  changeIn('default', repository, { action: 'delete', lines: [{ text: 'goes', at: 3 }], facts: [{ word, text }] })

const pageOf = (changes: readonly Change[], width = 120, theme = plain) =>
  renderPlan(planOver([targetOf('default')], changes), { theme, width, expand: false })

const linesOf = (page: string, word: string) => page.split('\n').filter(line => line.startsWith(`  ${word}`))

describe('what is deleted', () => {
  test('is named line by line, where other words are summed up', () => {
    const names = Array.from({ length: 12 }, (_, index) => `old/app-${index}`)
    const changes = (word: Fact['word']) => names.map((name, index) => changeOf(name, word, `${index + 2} images: v1`))
    expect(linesOf(pageOf(changes('DELETES')), 'DELETES')).toHaveLength(12)
    expect(linesOf(pageOf(changes('OPENS')), 'OPENS')).toHaveLength(5)
  })

  test('is named to the last, of very many in one line', () => {
    const names = Array.from({ length: 50 }, (_, index) => `old/app-${String(index).padStart(2, '0')}`)
    const [head] = pageOf(names.map((name, index) => changeOf(name, 'DELETES', `${index + 2} images: v1`))).split(
      '\n\n  - ',
    )
    for (const name of names) expect(head).toContain(name)
    const alike = pageOf(names.map(name => changeOf(name, 'DELETES', '0 images'))).split('\n\n  - ')[0]
    for (const name of names) expect(alike).toContain(name)
  })

  test('begins with what is missed the most', () => {
    const page = pageOf([
      changeOf('', 'DELETES', 'pullThroughCacheRule quay'),
      changeOf('a/one', 'DELETES', '9 images: v1, v2'),
      changeOf('b/two', 'DELETES', '2 images: stable, v1'),
    ])
    expect(linesOf(page, 'DELETES').map(line => line.split(/\s{2,}/)[2])).toEqual(['b/two', 'a/one', 'the registry'])
  })
})

test('names stand whole in a line of their own where they have no room beside the text', () => {
  const names = ['checkout/payments-api', 'checkout/payments-worker', 'checkout/payments-batch', 'media/encoder']
  const opens = names.map(name => changeOf(name, 'OPENS', 'organization o-abc1234567 may pull'))
  expect(pageOf(opens.slice(0, 2), 120)).toContain(
    'OPENS     2 repositories  organization o-abc1234567 may pull: checkout/payments-api, checkout/payments-worker\n',
  )
  expect(pageOf(opens, 80)).toMatch(
    /may pull\n {30}checkout\/payments-api, checkout\/payments-worker,\n {30}checkout\/payments-batch and 1 more\n/,
  )
})

/** What stands out on dark and on light ground: yellow and cyan are lost on white. */
test('words that must not be missed are red or magenta, and what is lost for good is red', () => {
  const marked = (role: Role, text: string) => (text === '' ? '' : `<${role}>${text}</>`)
  const words = ['DELETES', 'REPLACES', 'EXPIRES', 'ARCHIVES', 'MOVES', 'OPENS', 'CLOSES'] as const
  const page = pageOf(
    words.map(word => changeOf('a', word, 'something')),
    120,
    marked,
  )
  for (const word of words) expect(page).toContain(`<${words.indexOf(word) < 3 ? 'loss' : 'attention'}>${word}</>`)
  expect(colored('loss', 'x')).toContain('\u001b[31m')
  expect(colored('attention', 'x')).toContain('\u001b[35m')
})

test('a name and its number are not parted at the end of a line, unless they have no room', () => {
  const names = Array.from({ length: 3 }, (_, index) => `${'long-name-'.repeat(3)}${index}`)
  for (let width = 60; width < 130; width += 1) {
    const page = pageOf(names.map(name => changeOf(name, 'OPENS', 'x')).concat(changeOf('z', 'OPENS', 'x')), width)
    expect(page).not.toMatch(/and\n|and 1\n/)
    for (const line of page.split('\n')) expect(stringWidth(line), page).toBeLessThanOrEqual(width)
  }
})

// What is not seen is not judged.

const NAMES = Array.from({ length: 12 }, (_, index) => (index === 11 ? 'payments/production' : `a/${index}`))

const linesAt = (changes: readonly Change[]): string => {
  const plan = planOver([targetOf('prod')], changes)
  return attentionLines(plan, { theme: plain, width: 80, expand: false, targets: plan.targets }).join('\n')
}
const changesAt = (word: Fact['word'], textOf: (index: number) => string): readonly Change[] =>
  NAMES.map((name, index) => changeIn('prod', name, { facts: [{ word, text: textOf(index) }] }))

describe.each(['DELETES', 'REPLACES'] as const)('%s', word => {
  test('names every repository, where the same happens to all', () => {
    const page = linesAt(changesAt(word, () => 'and its images'))
    for (const name of NAMES) expect(page).toContain(name)
  })

  test('names every repository, where something else happens to each', () => {
    const page = linesAt(changesAt(word, index => `and its ${index} images`))
    for (const name of NAMES) expect(page).toContain(name)
  })
})

test.each(['everybody may pull', 'anybody may pull if aws:SourceIp is in 10.0.0.0/8'])(
  'OPENS says first that %s, however many others gain something',
  text => {
    const page = linesAt(changesAt('OPENS', index => (index === 11 ? text : `ci-${index} may pull`)))
    expect(page.split('\n')[0]?.trim()).toMatch(/^OPENS +payments\/production +(every|any)body may pull/)
  },
)
