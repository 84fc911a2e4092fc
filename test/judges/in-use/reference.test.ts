import { describe, expect, test } from 'vitest'
import { referenceOf } from '../../../src/judges/in-use/reference.ts'

const HEX = 'a1b2c3d4e5f6'.padEnd(64, '0')
const DIGEST = `sha256:${HEX}`
const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const ARN = 'arn:aws:ecr:us-east-1:123456789012:repository'
const inArn = { by: 'arn', account: '123456789012', region: 'us-east-1', repositoryName: 'team/api' }

describe('a reference', () => {
  test.each<readonly [string, string, object]>([
    ['of a tag', `${HOST}/team/api:1.4`, { by: 'name', host: HOST, repositoryName: 'team/api', tag: '1.4' }],
    [
      'of a digest',
      `${HOST}/team/api@${DIGEST}`,
      { by: 'name', host: HOST, repositoryName: 'team/api', digest: DIGEST },
    ],
    ['of both', `team/api:1@${DIGEST}`, { by: 'name', repositoryName: 'team/api', tag: '1', digest: DIGEST }],
    ['of a name alone', 'team/api', { by: 'name', repositoryName: 'team/api' }],
    ['with a port', 'localhost:5000/api:1', { by: 'name', host: 'localhost:5000', repositoryName: 'api', tag: '1' }],
    ['with an IPv6 host', '[::1]:5000/api:1', { by: 'name', host: '[::1]:5000', repositoryName: 'api', tag: '1' }],
    [
      'of imageID by docker',
      `docker-pullable://${HOST}/api@${DIGEST}`,
      { by: 'name', host: HOST, repositoryName: 'api', digest: DIGEST },
    ],
    ['of imageID by docker, by name', 'docker://nginx:1.27', { by: 'name', repositoryName: 'nginx', tag: '1.27' }],
    ['as a URL', `https://${HOST}/api:1`, { by: 'name', host: HOST, repositoryName: 'api', tag: '1' }],
    ['of a chart', `oci://${HOST}/charts/api:1`, { by: 'name', host: HOST, repositoryName: 'charts/api', tag: '1' }],
    [
      'of another algorithm, elsewhere',
      `quay.io/a@sha512:${HEX}${HEX}`,
      { by: 'name', host: 'quay.io', repositoryName: 'a', digest: `sha512:${HEX}${HEX}` },
    ],
    ['of a bare digest', DIGEST, { by: 'digest', digest: DIGEST }],
    ['of an id of docker', HEX.slice(0, 12), { by: 'id', hex: HEX.slice(0, 12) }],
    ['of an id of crictl', HEX.slice(0, 13), { by: 'id', hex: HEX.slice(0, 13) }],
    ['of a whole id', HEX, { by: 'id', hex: HEX }],
    ['of a short digest', `sha256:${HEX.slice(0, 12)}`, { by: 'id', hex: HEX.slice(0, 12) }],
    ['of an id that imageID has', `docker://${DIGEST}`, { by: 'id', hex: HEX }],
    ['of a container', `containerd://${HEX}`, { by: 'id', hex: HEX }],
    ['of an ARN with a tag', `${ARN}/team/api:1.4`, { ...inArn, tag: '1.4' }],
    ['of an ARN with a digest', `${ARN}/team/api@${DIGEST}`, { ...inArn, digest: DIGEST }],
    ['of an ARN with both', `${ARN}/team/api:1.4@${DIGEST}`, { ...inArn, digest: DIGEST }],
    ['of an ARN by Inspector', `${ARN}/team/api/${DIGEST}`, { ...inArn, digest: DIGEST }],
    [
      'of an ARN in China',
      `arn:aws-cn:ecr:cn-north-1:123456789012:repository/a:1`,
      { by: 'arn', account: '123456789012', region: 'cn-north-1', repositoryName: 'a', tag: '1' },
    ],
  ])('%s is understood', (_, text, expected) => expect(referenceOf(text)).toEqual(expected))

  test.each([
    ['a tag that is none', 'api:.1'],
    ['a digest that is none', 'api@sha256:12'],
    ['an algorithm that ECR does not know', `api@sha512:${HEX}${HEX}`],
    ['a name in capitals', 'Payments'],
    ['no tag', 'error:'],
    ['eleven digits and a colon', 'sha256:'],
    ['a scheme of something else', 'arn://x'],
    ['an ARN of a repository', `${ARN}/team/api`],
    ['an ARN of something else', 'arn:aws:lambda:us-east-1:123456789012:function:f'],
    ['an ARN with half a digest', `${ARN}/team/api@sha256:12`],
    ['an ARN without a name', `${ARN}/:1`],
    ['<none>', '<none>:<none>'],
    ['a key before it', 'ImageUri=111122223333.dkr.ecr.us-east-1.amazonaws.com/a/b:2'],
    ['a digest of another length', 'sha256:1234'],
    ['a digest of another algorithm alone', `sha512:${'a'.repeat(128)}`],
  ])('with %s is none', (_, text) => expect(referenceOf(text)).toBeUndefined())
})

test('a digest in capitals is the same', () => {
  const digest = `sha256:${'ab'.repeat(32)}`
  expect(referenceOf(digest.toUpperCase())).toEqual({ by: 'digest', digest })
  expect(referenceOf(`sha256:${'AB'.repeat(32)}`)).toEqual({ by: 'digest', digest })
})
