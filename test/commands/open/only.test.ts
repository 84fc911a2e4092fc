import { describe, expect, test } from 'vitest'
import { openFilter } from '../../../src/commands/open/only.ts'
import { HEAD, wishesFrom } from '../../manifest/world.ts'
import { intentFrom } from '../../world.ts'

const REPOSITORIES = 'repositories: { team/api: , team/web: }\n'

async function filtered(only: readonly string[], more = '') {
  const wishes = await wishesFrom(`${HEAD}${REPOSITORIES}${more}`)
  return openFilter(only)({ ...intentFrom([]), wishes })
}

describe('--only', () => {
  test.each<[string, readonly string[], string, string]>([
    ['counts what it chooses', ['team/api'], '', 'note --only team/api chooses 1 of 2 repositories'],
    ['warns where that is nothing', ['hub/*'], '', 'warning --only hub/* chooses 0 of 2 repositories'],
    [
      'does not know what is discovered',
      ['hub/*'],
      'discovered: [{ match: "hub/**", tags: { a: b } }]\n',
      'note --only hub/* chooses 0 of 2 repositories that are declared',
    ],
  ])('%s', async (_title, only, more, said) => {
    const { warnings } = await filtered(only, more)
    expect(warnings.map(({ severity, summary }) => `${severity} ${summary}`)).toEqual([said])
  })

  const KNOWN = { names: new Set(['team/api', 'team/web']), isWhole: true }

  test.each<[string, readonly string[], string, string]>([
    [
      'a name that is misspelt',
      ['team/apo'],
      '--only team/apo matches no repository of the manifest',
      'Did you mean --only team/api?',
    ],
    [
      'a name like no other',
      ['x'],
      '--only x matches no repository of the manifest',
      'The manifest has team/api, team/web.',
    ],
    ['a glob', ['hub/*'], '--only hub/* matches no repository of the manifest', '`*` stays within a segment'],
    ['one of several', ['team/*', 'hub/*'], '--only hub/* matches no repository of the manifest', '`payments/**`'],
    ['a prefix', ['team'], '--only team matches no repository of the manifest', "Write 'team/**' for all below it."],
    [
      'an exception',
      ['!team/wep'],
      '--only !team/wep matches no repository of the manifest',
      "Did you mean --only '!team/web'?",
    ],
    ['what leaves none', ['team/api', '!team/*'], '--only leaves no repository', 'Leave one of them out;'],
  ])('refuses %s', (_title, only, message, hint) => {
    expect(() => openFilter(only, KNOWN)).toThrow(
      expect.objectContaining({ code: 'INVALID_FLAG', message, hint: expect.stringContaining(hint) }),
    )
  })

  test('takes what matches, and what nobody can know yet', () => {
    expect(() => openFilter(['team/*', '!team/web'], KNOWN)).not.toThrow()
    expect(() => openFilter(['hub/*'], { ...KNOWN, isWhole: false })).not.toThrow()
  })

  test('leaves out what is discovered under other names', async () => {
    const { wishes } = await filtered(['hub/a*'], 'discovered: [{ match: "hub/**", tags: { a: b } }]\n')
    const { discovered } = wishes
    expect(['hub/ab', 'hub/b', 'a'].map(name => [discovered?.isFor(name), discovered?.of(name).length])).toEqual([
      [true, 2],
      [false, 0],
      [false, 0],
    ])
  })
})
