import { expect, test } from 'vitest'
import { inline } from '../../../src/kinds/policy/inline.ts'

const one = { Effect: 'Allow', Principal: '*', Action: 'ecr:PutImage' }

const asItIs = (body: object) => [body, false, body] as const

test.each<[string, object, boolean, unknown]>([
  ['a document of the current version', { Version: '2012-10-17', Statement: [one] }, false, { statements: [one] }],
  ['a single statement', { Version: '2012-10-17', Statement: one }, false, { statements: [one] }],
  ['one of another version, as it is', ...asItIs({ Version: '2008-10-17', Statement: [one] })],
  ['one without a version, which is an old one', ...asItIs({ Statement: [one] })],
  ['one that says more', ...asItIs({ Version: '2012-10-17', Id: 'x', Statement: [one] })],
  ['one that is joined', { Version: '2008-10-17', Id: 'x', Statement: one }, true, { statements: [one] }],
])('%s', (_name, body, isJoined, form) => expect(inline(body, isJoined)).toEqual(form))
