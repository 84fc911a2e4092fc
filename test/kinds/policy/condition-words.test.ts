import { describe, expect, test } from 'vitest'
import { holdsNobody, testText } from '../../../src/kinds/policy/condition-words.ts'

const said = (operator: string, ...values: readonly string[]) => testText({ operator, key: 'k', values })

describe('a test of a condition', () => {
  test.each([
    [said('StringEquals', 'a'), 'k is a'],
    [said('StringEquals', 'a', 'b'), 'k is a or b'],
    [said('StringEquals', 'a', 'b', 'c', 'd'), 'k is a or b or c or d'],
    [said('StringEquals', 'a', 'b', 'c', 'd', 'e'), 'k is a, b, c or one of 2 more'],
    [said('stringnotequals', 'a'), 'k is not a'],
    [said('StringNotLike', 'a*'), 'k is not like a*'],
    [said('StringEqualsIgnoreCase', 'a'), 'k is a'],
    [said('ArnLike', 'a*'), 'k is like a*'],
    [said('StringEqualsIfExists', 'a'), 'k is a or absent'],
    [said('ForAllValues:StringEquals', 'a'), 'all of k is a'],
    [said('ForAnyValue:StringLike', 'a*'), 'one of k is like a*'],
    [said('Bool', 'true'), 'k is true'],
    [said('BinaryEquals', 'a'), 'k is a'],
    [said('NumericLessThan', '5'), 'k < 5'],
    [said('NumericGreaterThanEquals', '5'), 'k ≥ 5'],
    [said('DateGreaterThan', '2030'), 'k > 2030'],
    [said('IpAddress', '10.0.0.0/8'), 'k is in 10.0.0.0/8'],
    [said('NotIpAddress', '10.0.0.0/8'), 'k is not in 10.0.0.0/8'],
    [said('Null', 'true'), 'k is absent'],
    [said('Null', 'false'), 'k is there'],
    [said('Unheard', 'a'), 'k unheard a'],
  ])('%s', (text, expected) => expect(text).toBe(expected))

  test('that holds nobody back is named as it is written', () => {
    const one = { operator: 'IpAddress', key: 'aws:SourceIp', values: ['0.0.0.0/0'] }
    expect([holdsNobody([one]), holdsNobody([one, one])]).toEqual([
      'IpAddress aws:SourceIp 0.0.0.0/0 holds nobody back',
      'IpAddress aws:SourceIp 0.0.0.0/0 and IpAddress aws:SourceIp 0.0.0.0/0 hold nobody back',
    ])
  })
})
