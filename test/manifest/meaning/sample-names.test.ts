import { describe, expect, test } from 'vitest'
import { isHopeless, sampleNames } from '../../../src/manifest/meaning/sample-names.ts'

describe('names that globs match', () => {
  test.each<[readonly string[], readonly string[]]>([
    [[], ['xx']],
    [['**'], ['xx']],
    [
      ['docker-hub/**', 'quay/*/x'],
      ['docker-hub/xx', 'quay/xx/x'],
    ],
    [['{a,b}/[cd]?'], ['a/cx']],
    [['**', '!xx'], ['zz-9']],
    [['*', '!**'], []],
    [['A/*'], []],
    [['team/app'], ['team/app']],
  ])('%j', (globs, names) => {
    expect(sampleNames(globs)).toEqual(names)
  })
})

describe('globs that no name matches', () => {
  test.each(['Hub/**', 'a b', '/hub/**', 'hub/', 'a//b', 'hub:v1'])('%s', glob => {
    expect(isHopeless(glob)).toBe(true)
  })

  test.each(['hub/**', '!Hub/**', '[A-Za-z]*', '{Hub,hub}/*', 'a.b_c-d/?'])('but not %s', glob => {
    expect(isHopeless(glob)).toBe(false)
  })
})
