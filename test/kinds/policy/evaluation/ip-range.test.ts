import { describe, expect, test } from 'vitest'
import { edgesOf, isWithin, rangeOf } from '../../../../src/kinds/policy/evaluation/ip-range.ts'

describe('a range', () => {
  test.each([
    ['10.1.2.3', ['10.1.2.2', '10.1.2.3', '10.1.2.3', '10.1.2.4']],
    ['10.1.2.3/8', ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0']],
    ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255']],
    [
      '2001:db8::/32',
      [
        '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff',
        '2001:db8:0:0:0:0:0:0',
        '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
        '2001:db9:0:0:0:0:0:0',
      ],
    ],
    ['::1', ['0:0:0:0:0:0:0:0', '0:0:0:0:0:0:0:1', '0:0:0:0:0:0:0:1', '0:0:0:0:0:0:0:2']],
    ['1:2:3:4:5:6:7:8/128', ['1:2:3:4:5:6:7:7', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:9']],
  ])('%s begins and ends at', (text, edges) => {
    const range = rangeOf(text)
    expect(range && edgesOf(range)).toEqual(edges)
  })

  test.each([
    ...['', 'x', '10.0.0', '10.0.0.0.0', '10.0.0.256', '10.0.0.x', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/1000'],
    ...['::1::', '1:2:3', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', '12345::', 'g::', '::/129'],
  ])('%j is none', text => expect(rangeOf(text)).toBeUndefined())

  test.each([
    ['10.9.9.9', '10.0.0.0/8', true],
    ['11.0.0.0', '10.0.0.0/8', false],
    ['::ffff', '::/16', true],
    ['10.0.0.0', '::/0', false],
    ['nonsense', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, text, isIn) => {
    const range = rangeOf(text)
    expect(range && isWithin(address, range)).toBe(isIn)
  })
})
