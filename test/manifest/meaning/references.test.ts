import { expect, test } from 'vitest'
import { diagnosticsOf, findingsIn, HEAD } from '../world.ts'

test('what takes the place of a repository that goes has to be declared', async () => {
  const removed = 'removed: [{ name: old/a, copiedTo: new/a }, { name: old/b, copiedTo: new/b }]\n'
  const text = `${HEAD}repositories: { new/a: }\n${removed}`
  expect(await findingsIn(text)).toEqual(['ecrsync.yaml:4:60 error UNKNOWN_REPOSITORY'])
  expect((await diagnosticsOf(text)).map(({ hint }) => hint)).toEqual(['Did you mean "new/a"?'])
})

test('a name that a fragment uses may stand in the root, and no other fragment', async () => {
  const files = {
    'ecrsync.yaml': `${HEAD}include: ["*/x.yaml"]\nlifecyclePolicies: { root: [{ any: true, keepNewest: 3 }] }\n`,
    'a/x.yaml':
      'lifecyclePolicies: { own: [{ any: true, keepNewest: 3 }] }\nrepositories: { aa: { lifecyclePolicy: root } }\n',
    'b/x.yaml': 'repositories: { bb: { lifecyclePolicy: own } }\n',
  }
  expect(await findingsIn(files)).toEqual(['b/x.yaml:1:23 error UNKNOWN_POLICY'])
  expect((await diagnosticsOf(files)).map(({ hint }) => hint)).toEqual(['Write one of root.'])
})
