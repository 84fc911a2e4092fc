import { describe, expect, test } from 'vitest'
import { readList } from '../../src/judges/in-use/list.ts'
import { type Here, inUseOf } from '../../src/judges/in-use.ts'
import { TARGET } from '../world.ts'

const { account, region } = TARGET
const DIGEST = `sha256:${'a'.repeat(64)}`
const HOST = `${account}.dkr.ecr.${region}.amazonaws.com`

const inUse = async (line: string, here: Here = TARGET) => {
  const list = await readList(
    'in-use.txt',
    (async function* () {
      yield Buffer.from(line)
    })(),
  )
  return inUseOf(list, here).map(({ source: _, ...one }) => one)
}

describe('a reference that is here', () => {
  test.each([
    ['a tag', `${HOST}/payments/api:1.4`, { repositoryName: 'payments/api', tag: '1.4' }],
    ['a digest', `${HOST}/payments/api@${DIGEST}`, { repositoryName: 'payments/api', digest: DIGEST }],
    ['both, of which the digest counts', `${HOST}/api:1.4@${DIGEST}`, { repositoryName: 'api', digest: DIGEST }],
    ['nothing, which is latest', `${HOST}/payments/api`, { repositoryName: 'payments/api', tag: 'latest' }],
    ['no host', 'payments/api:1.4', { repositoryName: 'payments/api', tag: '1.4' }],
    ['no name', DIGEST, { digest: DIGEST }],
    ['an emulator', '127.0.0.1:4510/payments/api:1.4', { repositoryName: 'payments/api', tag: '1.4' }],
    ['an IPv6 emulator', '[::1]:4510/payments/api:1.4', { repositoryName: 'payments/api', tag: '1.4' }],
    ['an emulator below localhost', 'ecr.localhost:4510/api:1', { repositoryName: 'api', tag: '1' }],
    ['a port', `${HOST}:443/api:1`, { repositoryName: 'api', tag: '1' }],
    ['a FIPS host', `${account}.dkr.ecr-fips.${region}.amazonaws.com/api:1`, { repositoryName: 'api', tag: '1' }],
    ['a dual-stack host', `${account}.dkr-ecr.${region}.on.aws/api:1`, { repositoryName: 'api', tag: '1' }],
    [
      'an emulator that has a name like ECR',
      `${account}.dkr.ecr.${region}.localhost.localstack.cloud:4566/api:1`,
      { repositoryName: 'api', tag: '1' },
    ],
    ['the host of the endpoint', 'ecr.test:4510/api:1', { repositoryName: 'api', tag: '1' }],
  ])('with %s is in use', async (_, line, expected) =>
    expect(await inUse(line, { ...TARGET, host: 'ecr.test:4510' })).toEqual([expected]),
  )
})

describe('a reference of another registry', () => {
  test.each([
    ['another registry', 'docker.io/library/nginx:1.27'],
    ['another account', `999999999999.dkr.ecr.${region}.amazonaws.com/payments/api:1.4`],
    ['another region', `${account}.dkr.ecr.eu-west-1.amazonaws.com/payments/api:1.4`],
    ['what is no address of this machine', '127.0.0.999:4510/api:1'],
    ['what is no address of this machine', '127.999.1.1/api:1'],
    ['an emulator of another region', `${account}.dkr.ecr.eu-west-1.localhost.localstack.cloud:4566/api:1`],
    ['another endpoint', 'ecr.test:4510/api:1'],
    ['an ARN elsewhere', `arn:aws:ecr:eu-west-1:${account}:repository/api:1.4`],
    ['an id that nobody has looked up', 'cccccccccccc'],
    ['another algorithm', `quay.io/api@sha512:${'a'.repeat(128)}`],
  ])('by %s is left out', async (_, line) => expect(await inUse(line)).toEqual([]))

  test.each([
    ['another registry', `docker.io/library/nginx@${DIGEST}`],
    ['another account', `999999999999.dkr.ecr.${region}.amazonaws.com/payments/api:1.4@${DIGEST}`],
    ['an ARN elsewhere', `arn:aws:ecr:eu-west-1:${account}:repository/api/${DIGEST}`],
  ])('with a digest by %s is in use by that wherever it is here', async (_, line) =>
    expect(await inUse(line)).toEqual([{ digest: DIGEST }]),
  )
})
