import { expect, test } from 'vitest'
import { takeEndings } from '../../../src/importing/draft/endings.ts'

const ENDING = { file: '', match: '*-api', names: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(name => `${name}-api`) }

test.each([
  ['what most of one ending share is said once, the others stay exceptions', 'yyxyyyxy', 'y', ['c-api', 'g-api']],
  ['of two that are as common, the first by its text', 'yyyyxxxx', 'x', ['a-api', 'b-api', 'c-api', 'd-api']],
])('%s', (_, values, value, left) => {
  const exceptions = new Map(ENDING.names.map((name, index) => [name, values[index] as never]))
  const wanted = new Map(exceptions)
  expect(takeEndings([ENDING], exceptions, name => wanted.get(name) as never)).toEqual([{ ending: ENDING, value }])
  expect([...exceptions.keys()]).toEqual(left)
})
