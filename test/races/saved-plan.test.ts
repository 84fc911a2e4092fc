import { expect, test } from 'vitest'
import { overtaken } from './overtaken.ts'

/** Before the first look, within looks at what is there and at what is gone by then, and between looks and their writes. */
test.each([1, 7, 13, 16, 30, 43, 46])(
  'a saved plan that another run applies whole before call %i is applied by both',
  async nth => {
    expect(await overtaken(nth)).toEqual({ isRaced: true, code: 0, again: 0, left: 0 })
  },
)
