import { expect, test } from 'vitest'
import { addressIn } from '../src/addresses.ts'
import { mistyped } from '../src/commands/open/typed-name.ts'
import { repository } from '../src/kinds/repository.ts'
import { CONTEXT } from './world.ts'

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com'
const D = `sha256:${'a'.repeat(64)}`

/** The address, the name in it, and its host. */
const TABLE: [address: string, name: string, host?: string][] = [
  [`${HOST}/org/repo`, 'org/repo', HOST],
  [`${HOST}/org/repo:latest`, 'org/repo', HOST],
  [`${HOST}/org/repo@${D}`, 'org/repo', HOST],
  [`${HOST}/org/repo:1.0@${D}`, 'org/repo', HOST],
  [`${HOST}/org/repo/`, 'org/repo', HOST],
  [`${HOST}:443/org/repo`, 'org/repo', `${HOST}:443`],
  [`${HOST.toUpperCase()}/org/repo`, 'org/repo', HOST],
  [`https://${HOST}/org/repo/`, 'org/repo', HOST],
  [`docker://${HOST}/org/repo:latest`, 'org/repo', HOST],
  [`oci://${HOST}/charts/app`, 'charts/app', HOST],
  [`ecr:${HOST}/org/repo`, 'org/repo', HOST],
  [`ecr://${HOST}/xx`, 'xx', HOST],
  [`AWS@${HOST}/org/repo`, 'org/repo', HOST],
  [HOST, '', HOST],
  [`https://${HOST}/`, '', HOST],
  ['111122223333.dkr-ecr.us-east-1.on.aws/org/repo:1', 'org/repo', '111122223333.dkr-ecr.us-east-1.on.aws'],
  ['111122223333.dkr-ecr-fips.us-east-1.on.aws/org/repo', 'org/repo', '111122223333.dkr-ecr-fips.us-east-1.on.aws'],
  [
    '111122223333.dkr.ecr.us-east-1.localhost.localstack.cloud:4566/org/repo',
    'org/repo',
    '111122223333.dkr.ecr.us-east-1.localhost.localstack.cloud:4566',
  ],
  ['arn:aws:ecr:us-east-1:111122223333:repository/org/repo', 'org/repo', HOST],
  [`arn:aws:ecr:us-east-1:111122223333:repository/org/repo/${D}`, 'org/repo', HOST],
  ['arn:aws:ecr:us-east-1:111122223333:repository/org/repo:1', 'org/repo', HOST],
  ['arn:aws:ecr:us-east-1::repository/org/repo', 'org/repo'],
  ['arn:aws-iso:ecr:us-iso-east-1:111122223333:repository/xx', 'xx', '111122223333.dkr.ecr.us-iso-east-1.c2s.ic.gov'],
  ['arn:aws-cn:ecr:cn-north-1:111122223333:repository/a/b', 'a/b', '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn'],
  ['ecr:org/repo:1', 'org/repo'],
  ['ecr:org/repo', 'org/repo'],
  ['docker://org/repo:1', 'org/repo'],
  ['docker://localhost/org/repo', 'org/repo', 'localhost'],
  ['docker://ghcr.io/org/repo:1', 'org/repo', 'ghcr.io'],
  ['user:pw@host.com/org/repo:1', 'org/repo', 'host.com'],
  ['user:p@w@h/org/repo', 'org/repo', 'h'],
  [`https://user:pw@host.com:5000/org/repo@${D}`, 'org/repo', 'host.com:5000'],
  ['user:pw@host.com', '', 'host.com'],
  ['127.0.0.1:4510/org/repo:1', 'org/repo', '127.0.0.1:4510'],
  ['[::1]:4510/org/repo', 'org/repo', '[::1]:4510'],
  ['localhost:4510/org/repo', 'org/repo', 'localhost:4510'],
  ['org/repo:latest', 'org/repo'],
  ['repo:1', 'repo'],
  ['repo:', 'repo'],
  [`repo@${D}`, 'repo'],
  ['org/repo/', 'org/repo'],
  ['ghcr.io/acme/app:1', 'ghcr.io/acme/app'],
  [`${HOST}/org/**`, 'org/**', HOST],
]

test.each(TABLE)('%s names %j', (address, name, host) => {
  const { registry: _, ...found } = addressIn(address) ?? {}
  expect(found).toEqual({ name, ...(host !== undefined && { host }) })
})

test.each(TABLE)('%s is answered alike in the manifest and on the command line', (address, name) => {
  const [problem] = repository.check({}, { ...CONTEXT, repositoryName: address })
  const hint = name === '' ? 'Write the name of a repository, as in org/repo.' : `Write ${name}`
  expect(mistyped(address, [])?.hint).toBe(hint)
  if (!name.includes('*')) expect(problem?.hint).toBe(hint)
  expect(JSON.stringify(problem)).not.toMatch(/user:p/)
})

test('the registry of ECR is said where it is one', () => {
  expect(addressIn(`${HOST}:443/a`)?.registry).toMatchObject({ account: '111122223333', region: 'us-east-1' })
  expect(addressIn('ghcr.io:443/a')?.registry).toBeUndefined()
})

test.each([
  'org/repo',
  'repo',
  'ghcr.io/acme/app',
  'docker.io/library/nginx',
  'team.a/app',
  'a.b/c',
  '*/api',
  '**',
  'payments/*',
  '{a,b}/c',
  'a/[[:digit:]]',
  '',
])('%j is no address', text => {
  expect(addressIn(text)).toBeUndefined()
  expect(mistyped(text, ['org/repo'])).toBeUndefined()
})
