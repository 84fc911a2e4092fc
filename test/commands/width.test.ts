import { expect, test } from 'vitest'
import { widthFor } from '../../src/commands/width.ts'

const TERMINAL = { isTTY: true, columns: 100 }
const PIPE = { isTTY: false, columns: undefined as never }

test.each([
  ['a terminal has its own width', TERMINAL, {}, 100],
  ['a terminal has its own width, whatever COLUMNS says', TERMINAL, { COLUMNS: '60' }, 100],
  ['a terminal that is very narrow has a page of 40', { isTTY: true, columns: 20 }, {}, 40],
  ['a terminal that does not know its width has what COLUMNS says', { isTTY: true, columns: 0 }, { COLUMNS: '60' }, 60],
  ['a terminal that does not know its width has the usual one', { isTTY: true, columns: 0 }, {}, 120],
  ['a file is as wide as usual', PIPE, {}, 120],
  ['a file is as wide as COLUMNS says', PIPE, { COLUMNS: '200' }, 200],
  ['COLUMNS below 40 count as 40', PIPE, { COLUMNS: '7' }, 40],
  ...['', '0', '-80', '80.5', '1e3', 'wide', ' 80', '080', '100000'].map(
    said => [`COLUMNS=${JSON.stringify(said)} counts for nothing`, PIPE, { COLUMNS: said }, 120] as const,
  ),
] as const)('%s', (_name, stream, env, width) => {
  expect(widthFor(stream, env)).toBe(width)
})
