import { expect, test } from 'vitest'
import { saidParts } from '../../../src/manifest/meaning/inline.ts'
import { HEAD, loadedFrom } from '../world.ts'

const { root } = await loadedFrom(`${HEAD}repositories: { app: }\n`)
const place = { parsed: root, path: ['repositories', 'app'] }
const said = (facet: string, body: unknown, file?: string) =>
  saidParts(facet, [{ body, place, ...(file !== undefined && { file }) }]).map(({ form, isFile }) => [form, isFile])

test('what stands in the manifest is said as it is', () =>
  expect(said('repositoryPolicy', { access: {} })).toEqual([[{ access: {} }, false]]))

test('what stands in a file is said in the manifest, where one can say it', () => {
  expect(said('lifecyclePolicy', { rules: [] }, 'a.json')).toEqual([[{ rules: [] }, false]])
  expect(said('noDocument', { any: 1 }, 'a.json')).toEqual([[{ any: 1 }, false]])
})

test('and otherwise stays in its file', () =>
  expect(said('lifecyclePolicy', { __proto__x: 1, rules: [{ ['__proto__']: 1 }] }, 'a.json')).toEqual([
    [{ file: 'a.json' }, true],
  ]))
