import { describe, expect, test } from 'vitest'
import { isWrong, sourceOf } from '../../../src/kinds/image/source.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const ECR = '444455556666.dkr.ecr.eu-west-1.amazonaws.com'
const registry = { account: '444455556666', region: 'eu-west-1' }
const STAGING = { from: 'ecr', registry, repositoryName: 'staging/api', tag: '1.4' }
const CHINA = {
  from: 'ecr',
  registry: { account: '444455556666', region: 'cn-north-1' },
  repositoryName: 'aa',
  tag: '1',
}
const local = { directory: '/manifests' }

test.each([
  [DIGEST, { from: 'repository', digest: DIGEST }],
  ['ecr:staging/api:1.4', { from: 'ecr', repositoryName: 'staging/api', tag: '1.4' }],
  [`ecr:staging/api@${DIGEST}`, { from: 'ecr', repositoryName: 'staging/api', digest: DIGEST }],
  [`ecr:staging/api:1.4@${DIGEST}`, { from: 'ecr', repositoryName: 'staging/api', tag: '1.4', digest: DIGEST }],
  [`ecr:${ECR}/staging/api:1.4`, { from: 'ecr', registry, repositoryName: 'staging/api', tag: '1.4' }],
  ['ecr:444455556666.dkr-ecr.eu-west-1.on.aws/staging/api:1.4', STAGING],
  ['ecr:444455556666.dkr-ecr-fips.eu-west-1.on.aws/staging/api:1.4', STAGING],
  ['ecr:444455556666.dkr.ecr-fips.eu-west-1.amazonaws.com/staging/api:1.4', STAGING],
  ['ecr:444455556666.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/aa:1', CHINA],
  ['docker://public.ecr.aws/a/b:1', { from: 'docker', host: 'public.ecr.aws', repositoryName: 'a/b', tag: '1' }],
  ['oci:./build/api', { from: 'oci', path: './build/api', ...local }],
  ['oci:./build/api:1.4', { from: 'oci', path: './build/api', tag: '1.4', ...local }],
  [`oci:./build/api:1.4@${DIGEST}`, { from: 'oci', path: './build/api', tag: '1.4', digest: DIGEST, ...local }],
  ['oci:c:/build/api', { from: 'oci', path: 'c:/build/api', ...local }],
  ['oci:multi:docker.io/team/web:1.0', { from: 'oci', path: 'multi', tag: 'docker.io/team/web:1.0', ...local }],
  [
    `oci-archive:a.tar:localhost:5000/web:1.0@${DIGEST}`,
    { from: 'oci-archive', path: 'a.tar', tag: 'localhost:5000/web:1.0', digest: DIGEST, ...local },
  ],
  ['oci:C:\\build\\api:web:1.4', { from: 'oci', path: 'C:\\build\\api', tag: 'web:1.4', ...local }],
  ['oci:./a:b c/d:1.4', { from: 'oci', path: './a', tag: 'b c/d:1.4', ...local }],
  ['oci-archive:api.tar:1.4', { from: 'oci-archive', path: 'api.tar', tag: '1.4', ...local }],
  [
    `docker://ghcr.io/acme/api@${DIGEST}`,
    { from: 'docker', host: 'ghcr.io', repositoryName: 'acme/api', digest: DIGEST },
  ],
  ['docker://127.0.0.1:5000/api:1.4', { from: 'docker', host: '127.0.0.1:5000', repositoryName: 'api', tag: '1.4' }],
])('%s is understood', (text, expected) => expect(sourceOf(text, '/manifests')).toEqual(expected))

test.each([
  ['a bare name and tag', 'staging/api:1.4', /ecr:staging\/api:1\.4/],
  ['a bare name', 'api', /docker:\/\/HOST\/api/],
  ['nothing', '', /Write sha256/],
  ['a digest that is too short', 'sha256:abc', /Copy it/],
  ['a repository without tag or digest', 'ecr:staging/api', /NAME:TAG/],
  ['a name with capitals', 'ecr:Staging/api:1', /NAME:TAG/],
  ['a tag of 129 characters', `ecr:api:${'a'.repeat(129)}`, /1 to 128/],
  ['a digest of another algorithm', 'ecr:api@sha512:abc', /Copy it/],
  ['a region of no name', 'ecr:444455556666.dkr.ecr.-.amazonaws.com/api:1', /ACCOUNT\.dkr/],
  ['a region that AWS cannot have', 'ecr:444455556666.dkr.ecr.nowhere.amazonaws.com/api:1', /ACCOUNT\.dkr/],
  ['no path', 'oci:', /oci:\.\/build/],
  ['no path before the tag', 'oci::1.4', /oci:\.\/build/],
  ['no name after the colon', 'oci:./build:', /oci:\.\/build:NAME/],
  ['a name that is none', 'oci:./build:a b', /oci:\.\/build:NAME/],
  ['a path that is too long', `oci:${'a'.repeat(5000)}`, /oci:PATH/],
  ['a short digest of a layout', 'oci:./build@sha256:abc', /Copy it/],
  ['a digest of another algorithm of a layout', `oci:./build:1.0@sha512:${'a'.repeat(128)}`, /Copy it/],
  ['a registry alone', 'docker://ghcr.io', /docker:\/\/HOST/],
  ['a registry and a name alone', 'docker://ghcr.io/acme/api', /NAME:TAG/],
  ['a login in the address', 'docker://me:secret@ghcr.io/api:1', /docker login/],
  ['a host that is none', 'docker://gh_cr!/api:1', /docker:\/\/HOST/],
  ['a host of ECR with a port', `ecr:${ECR}:443/api:1`, /without a port/],
  [
    'a host that only begins as one of ECR',
    'ecr:444455556666.dkr-ecr.eu-west-1.on.aws.example.com/api:1',
    /ACCOUNT\.dkr/,
  ],
  ['a dual-stack host of a partition without', 'ecr:444455556666.dkr-ecr.us-iso-east-1.on.aws/api:1', /ACCOUNT\.dkr/],
  ['a registry of ECR', `docker://${ECR}/staging/api:1`, new RegExp(`Write ecr:${ECR}/staging/api:1`)],
  ['a dual-stack one', 'docker://444455556666.dkr-ecr.eu-west-1.on.aws/a:1', /Write ecr:444455556666\.dkr-ecr/],
  ['another scheme', 'ftp://ghcr.io/api:1', /Write sha256/],
  ['what docker saved', 'docker-archive:a.tar', /skopeo copy docker-archive:a\.tar oci-archive:IMAGE\.tar/],
  ['what the daemon has', 'docker-daemon:api:1', /skopeo copy docker-daemon:api:1 oci-archive/],
])('%s is refused, with what to write', (_, text, hint) => {
  const source = sourceOf(text, '')
  expect(isWrong(source) && [source.hint, ...(source.example ?? [])].join('\n')).toMatch(hint)
})

test.each([
  'example.com',
  'EXAMPLE.com',
  'example.com:443',
  'example.com:80',
  'example.com:65535',
  '1.2.3.4:5000',
  'localhost:5000',
  '[::1]:5000',
  '[0:0:0:0:0:0:0:1]',
])('the host %s can be', host => {
  expect(sourceOf(`docker://${host}/app:1`, '')).toEqual({ from: 'docker', host, repositoryName: 'app', tag: '1' })
})

test.each([
  'example.com:99999',
  'example.com:65536',
  'example.com:0',
  'example.com:00',
  '1.2.3.999',
  '1.2.3.4.5',
  '127.1',
  '0x7f.1',
  '2130706433',
  '[::g]',
  '[1:2]',
  '[::1]:99999',
  `${'a'.repeat(64)}.com`,
  `${'abcdefghi.'.repeat(26)}com`,
])('the host %s cannot be', host => {
  const source = sourceOf(`docker://${host}/app:1`, '')
  expect(isWrong(source) && source.summary).toMatch(/No registry can have the host|names no registry/)
})

test.each([
  'docker://me:hush@ghcr.io/api:1',
  'docker://me:hu/sh@ghcr.io/api:1',
  'docker://me:hush@ghcr.io',
  'ecr:me:hush@444455556666.dkr.ecr.eu-west-1.amazonaws.com/api:1',
  'https://me:hush@ghcr.io/api:1',
  'me:hush@ghcr.io/api:1',
  'me:hush@ghcr.io',
])('%s is refused without its password', text => {
  const source = sourceOf(text, '')
  expect(isWrong(source)).toBe(true)
  expect(JSON.stringify(source)).not.toMatch(/hu\/?sh/)
})

describe('what was copied from elsewhere is said as it is written here, and nothing else', () => {
  test.each([
    ['ghcr.io/acme/base:3', 'docker://ghcr.io/acme/base:3'],
    ['localhost:5000/base:3', 'docker://localhost:5000/base:3'],
    ['https://ghcr.io/acme/base:3', 'docker://ghcr.io/acme/base:3'],
    ['docker://https://ghcr.io/acme/base:3', 'docker://ghcr.io/acme/base:3'],
    ['oci://ghcr.io/acme/base', undefined],
    ['ghcr.io/acme/base', 'docker://ghcr.io/acme/base:TAG'],
    [`${ECR}/team/api:1`, `ecr:${ECR}/team/api:1`],
    [`${ECR}/team/api@${DIGEST}`, `ecr:${ECR}/team/api@${DIGEST}`],
    [`https://${ECR}/team/api`, `ecr:${ECR}/team/api:TAG`],
    [`ecr:https://${ECR}/team/api:1`, `ecr:${ECR}/team/api:1`],
    ['ecr:https://ghcr.io/acme/base:3', 'docker://ghcr.io/acme/base:3'],
    [
      'arn:aws:ecr:eu-west-1:444455556666:repository/team/api',
      'ecr:444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/api:TAG',
    ],
    ['./build/x', 'oci:./build/x'],
    ['../x', 'oci:../x'],
    ['/build/x:1', 'oci:/build/x:1'],
    ['./build/x.tar', 'oci-archive:./build/x.tar'],
    ['docker://nginx:1.25', 'docker://docker.io/library/nginx:1.25'],
    ['docker://nginx:1', 'docker://docker.io/library/nginx:1'],
    ['docker://nginx', 'docker://docker.io/library/nginx:TAG'],
    [`docker://nginx@${DIGEST}`, `docker://docker.io/library/nginx@${DIGEST}`],
  ])('%s', (text, form) => {
    const source = sourceOf(text, '')
    expect(isWrong(source) ? [source.hint, source.example] : undefined).toEqual(form && [`Write ${form}`, undefined])
  })

  test.each(['ecr:127.0.0.1:4712/team/api:1', 'ecr:https://127.0.0.1/'])('%s is no host of ECR', text => {
    const source = sourceOf(text, '')
    expect(isWrong(source) && source.summary).toBe(`${text.replace('https://', '')} begins with no host of ECR`)
  })

  test.each(['docker://', 'docker://https://', 'ecr:https://', 'https://ecr:https://'])(
    '%s many times is nothing',
    scheme => {
      const source = sourceOf(`${scheme.repeat(500)}ghcr.io/a:1`, '')
      expect(isWrong(source) && source.hint).toMatch(/(?:HOST|ACCOUNT|NAME|for another one)/)
    },
  )

  test('and of an endpoint its registry is the one that is written to', () => {
    const source = sourceOf('ecr:127.0.0.1:4712/team/api:1', '')
    expect(isWrong(source) && source.hint).toBe(
      'Write ecr:team/api:1 for the registry of the endpoint, or docker://127.0.0.1:4712/… for another one',
    )
  })
})

test.each(['ecr:a:1.4', `ecr:a@${DIGEST}`, `ecr:${ECR}/a:1.4`, `ecr:${'a'.repeat(257)}:1`])(
  '%.60s has a name that no repository of ECR has',
  text => {
    expect(sourceOf(text, '/')).toMatchObject({
      summary: expect.stringContaining('No repository of ECR has a name of '),
      hint: 'Write the whole name of the repository, as in ecr:team/api:1.4',
    })
  },
)

test('but other registries have', () => {
  expect(isWrong(sourceOf('docker://localhost:5000/a:1', '/'))).toBe(false)
})
