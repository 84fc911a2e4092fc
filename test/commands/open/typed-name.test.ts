import { describe, expect, test } from 'vitest'
import { mistyped } from '../../../src/commands/open/typed-name.ts'

test.each([':', 'https://', 'user:pw@host.com'])('%j names nothing', text => {
  expect(mistyped(text, ['org/repo'])?.hint).toBe('Write the name of a repository, as in org/repo.')
})

describe('an expression is answered with the names that it may mean', () => {
  const known = ['live/api', 'live/api/admin', 'test/api', 'api', '${{ target.account }}/api']
  test.each<[string, string]>([
    ['${{ env.STAGE }}/api', 'Write one of live/api, test/api'],
    ['${{ env.STAGE }}/api/admin', 'Write live/api/admin'],
    ['${{ env.STAGE }}/${{ env.APP }}/admin', 'Write live/api/admin'],
    ['live/${{ env.APP }}', 'Write one of live/api, live/api/admin'],
    ['${{ env.STAGE }}/web', 'See the names: ecrsync validate --print'],
    ['${{ env.A }}/x/${{ env.B }}', 'See the names: ecrsync validate --print'],
    ['${{ env.STAGE', 'See the names: ecrsync validate --print'],
  ])('%s', (text, hint) => expect(mistyped(text, known)?.hint).toBe(hint))

  test('of many the first', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `${name}/api`)
    expect(mistyped('${{ env.X }}/api', many)?.hint).toBe('Write one of a/api, b/api, c/api, d/api, e/api, …')
  })
})
