import { expect, test } from 'vitest'
import type { PolicyDocument } from '../../../src/kinds/policy/document.ts'
import { isReplicaOf, replicatedInto } from '../../../src/kinds/policy/replicas.ts'

const REPLICATE = 'ecr:ReplicateImage'
const named = (name: string) => `arn:aws:ecr:us-east-1:123456789012:repository/${name}`
const into = (statement: object) =>
  replicatedInto({ Statement: [{ Effect: 'Allow', Principal: '*', ...statement }] } as unknown as PolicyDocument)

test.each<readonly [string, object, readonly string[]]>([
  ['where it is allowed', { Action: REPLICATE, Resource: named('mirror/*') }, ['mirror/*']],
  ['where it is denied', { Effect: 'Deny', Action: REPLICATE, Resource: named('mirror/*') }, []],
  ['by all but others', { NotAction: 'ecr:CreateRepository', Resource: named('a') }, ['a']],
  ['by something else', { Action: 'ecr:CreateRepository', Resource: named('a') }, []],
  ['everywhere, where no place is said', { Action: REPLICATE }, ['*']],
  ['by what is no action, and nowhere that is a name', { Action: { toString: 1 }, Resource: named('a') }, []],
])('others replicate %s', (_, statement, names) => expect(into(statement)).toEqual(names))

test('into what is no name of anything nobody replicates, and it is no crash', () => {
  const [names = ''] = into({ Action: REPLICATE, Resource: { toString: 1 } })
  expect(isReplicaOf(names, 'team/api')).toBe(false)
})
