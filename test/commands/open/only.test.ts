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

  test('leaves out what is discovered under other names', async () => {
    const { wishes } = await filtered(['hub/a*'], 'discovered: [{ match: "hub/**", tags: { a: b } }]\n')
    const { discovered } = wishes
    expect(['hub/ab', 'hub/b', 'a'].map(name => [discovered?.isFor(name), discovered?.of(name).length])).toEqual([
      [true, 1],
      [false, 0],
      [false, 0],
    ])
  })
})
