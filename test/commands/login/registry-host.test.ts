import { describe, expect, test } from 'vitest'
import { hostOf, regionOfHost } from '../../../src/commands/login/registry-host.ts'

describe('the host of a registry says its region', () => {
  test.each([
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['111122223333.dkr.ecr-fips.us-east-2.amazonaws.com', 'us-east-2'],
    ['111122223333.dkr-ecr.ap-southeast-2.on.aws', 'ap-southeast-2'],
    ['111122223333.dkr-ecr-fips.us-west-2.on.aws', 'us-west-2'],
    ['111122223333.dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['111122223333.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn', 'cn-northwest-1'],
    ['111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['111122223333.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    ['111122223333.dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
    ['111122223333.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
    ['111122223333.dkr.ecr.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1'],
  ])('%s', (host, region) => expect(regionOfHost(host)).toBe(region))

  test.each([
    ['public.ecr.aws'],
    ['docker.io'],
    ['127.0.0.1:4510'],
    ['dkr.ecr.eu-west-1.amazonaws.com'],
    ['11112222333.dkr.ecr.eu-west-1.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com.example.com'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com:8080'],
    ['example.com.111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.evil.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1xamazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.on.aws'],
    ['111122223333.dkr-ecr.eu-west-1.amazonaws.com'],
    [''],
  ])('but not %s, which is no such host', host => expect(regionOfHost(host)).toBeUndefined())
})

test.each([
  ['127.0.0.1:4510', '127.0.0.1:4510'],
  ['http://127.0.0.1:4510', '127.0.0.1:4510'],
  ['https://127.0.0.1:4510/v2/', '127.0.0.1:4510'],
  ['HTTPS://Index.Docker.io/v1/', 'index.docker.io'],
  ['localhost:4510', 'localhost:4510'],
  ['https://111122223333.dkr.ecr.eu-west-1.amazonaws.com@example.com', 'example.com'],
  ['no host', undefined],
  ['', undefined],
])('the host of %s', (server, host) => expect(hostOf(server)).toBe(host))
