import { expect, test } from 'vitest'
import { isWrong, sourceOf } from '../../../src/kinds/image/source.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const ECR = '444455556666.dkr.ecr.eu-west-1.amazonaws.com'
const registry = { account: '444455556666', region: 'eu-west-1' }
const local = { directory: '/manifests' }

test.each([
  [DIGEST, { from: 'repository', digest: DIGEST }],
  ['ecr:staging/api:1.4', { from: 'ecr', repositoryName: 'staging/api', tag: '1.4' }],
  [`ecr:staging/api@${DIGEST}`, { from: 'ecr', repositoryName: 'staging/api', digest: DIGEST }],
  [`ecr:staging/api:1.4@${DIGEST}`, { from: 'ecr', repositoryName: 'staging/api', tag: '1.4', digest: DIGEST }],
  [`ecr:${ECR}/staging/api:1.4`, { from: 'ecr', registry, repositoryName: 'staging/api', tag: '1.4' }],
  ['oci:./build/api', { from: 'oci', path: './build/api', ...local }],
  ['oci:./build/api:1.4', { from: 'oci', path: './build/api', tag: '1.4', ...local }],
  [`oci:./build/api:1.4@${DIGEST}`, { from: 'oci', path: './build/api', tag: '1.4', digest: DIGEST, ...local }],
  ['oci:c:/build/api', { from: 'oci', path: 'c:/build/api', ...local }],
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
  ['no path', 'oci:', /oci:\.\/build/],
  ['no path before the tag', 'oci::1.4', /oci:\.\/build/],
  ['a registry alone', 'docker://ghcr.io', /docker:\/\/HOST/],
  ['a registry and a name alone', 'docker://ghcr.io/acme/api', /NAME:TAG/],
  ['a login in the address', 'docker://me:secret@ghcr.io/api:1', /docker login/],
  ['a host that is none', 'docker://gh_cr!/api:1', /docker:\/\/HOST/],
  ['another scheme', 'https://ghcr.io/api:1', /Write sha256/],
])('%s is refused, with what to write', (_, text, hint) => {
  const source = sourceOf(text, '')
  expect(isWrong(source) && [source.hint, ...(source.example ?? [])].join('\n')).toMatch(hint)
})
