import { expect, test } from 'vitest'
import { MAXIMUM_TEXT } from '../../../src/kinds/policy/check.ts'
import { canonicalDocument, type PolicyDocument } from '../../../src/kinds/policy/document.ts'
import { textOf } from '../../../src/kinds/policy/text.ts'

const policy = (statements: number): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: Array.from({ length: statements }, (_, index) => ({
    Sid: `reader${index}`,
    Effect: 'Allow',
    Principal: { AWS: `11112222${String(3333 + index)}` },
    Action: 'ecr:BatchGetImage',
    Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-1234567890' } },
  })),
})
const AS_WRITTEN = policy(61)
const written = JSON.stringify(AS_WRITTEN)
const canonical = canonicalDocument(AS_WRITTEN)

test('a policy that fits as it was written is sent without lists around single strings where it fits only so', () => {
  expect([written.length <= MAXIMUM_TEXT, JSON.stringify(canonical).length > MAXIMUM_TEXT]).toEqual([true, true])
  expect(textOf(canonical)).toBe(written)
  expect(canonicalDocument(JSON.parse(textOf(canonical)))).toEqual(canonical)
})

test('any other is sent in its canonical form', () => {
  const document = canonicalDocument(policy(3))
  expect(textOf(document)).toBe(JSON.stringify(document))
})
