import { describe, expect, test } from 'vitest'
import { addressWithin, mistyped } from '../../../src/commands/open/typed-name.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com'

describe('what is pasted is named as ECR names it', () => {
  test.each<[string, string]>([
    [`${HOST}/org/repo`, 'org/repo'],
    [`${HOST}/org/repo:latest`, 'org/repo'],
    [`${HOST}/org/repo:1.0@${DIGEST}`, 'org/repo'],
    [`https://${HOST}/org/repo/`, 'org/repo'],
    [`docker://${HOST}/org/repo:latest`, 'org/repo'],
    ['docker://ghcr.io/org/repo:1', 'org/repo'],
    ['111122223333.dkr-ecr.eu-west-1.on.aws/org/repo', 'org/repo'],
    ['arn:aws:ecr:us-east-1:111122223333:repository/org/repo', 'org/repo'],
    ['arn:aws:ecr:us-east-1::repository/org/repo', 'org/repo'],
    ['ecr:org/repo:1.0', 'org/repo'],
    ['127.0.0.1:4510/org/repo', 'org/repo'],
    ['org/repo:latest', 'org/repo'],
    [`repo@${DIGEST}`, 'repo'],
    ['org/repo/', 'org/repo'],
    [`${HOST}/**`, '**'],
  ])('%s', (text, name) => expect(mistyped(text, [])?.hint).toBe(`Write ${name}`))

  test.each([
    'org/repo',
    'repo',
    'docker.io/library/nginx',
    'a.b/c',
    '**',
    'payments/*',
    '{a,b}/c',
    '',
    ':',
    'https://',
  ])('but %j is as it is', text => expect(mistyped(text, ['org/repo'])).toBeUndefined())

  test('with its registry, where that may be another', () => {
    expect(addressWithin('arn:aws-cn:ecr:cn-north-1:111122223333:repository/a/b')).toBe(
      '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b',
    )
    expect(addressWithin(`docker://${HOST}/a/b:1`)).toBe(`${HOST}/a/b`)
  })
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
