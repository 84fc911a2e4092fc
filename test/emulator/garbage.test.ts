import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/emulator/operations/index.ts'
import { emulated } from './ecr.ts'

const world = emulated()

const NAMES = ['aa', 'aa/b', '../x', '__proto__', 'constructor']
const MEMBERS = [
  ...['repositoryName', 'repositoryNames', 'registryId', 'resourceArn', 'tags', 'tagKeys', 'policyText', 'force'],
  ...[
    'lifecyclePolicyText',
    'imageManifest',
    'imageTag',
    'imageDigest',
    'imageIds',
    'filter',
    'nextToken',
    'maxResults',
  ],
  ...['uploadId', 'partFirstByte', 'partLastByte', 'layerPartBlob', 'layerDigest', 'layerDigests', '__proto__'],
]

const value = fc.oneof(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 3 }), fc.array(fc.constantFrom(...NAMES)))
const input = fc.dictionary(fc.constantFrom(...MEMBERS), value, { noNullPrototype: true })
const operation = fc.constantFrom(...OPERATIONS.keys())

test('no input makes the emulator fail, or answer in another shape', async () => {
  await fc.assert(
    fc.asyncProperty(operation, input, async (name, given) => {
      const { status, body } = await world.post(name, given)
      expect([200, 400, 403]).toContain(status)
      expect(typeof body.__type).toBe(status === 200 ? 'undefined' : 'string')
    }),
    { numRuns: 1000 },
  )
})
