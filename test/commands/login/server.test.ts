import { describe, expect, test } from 'vitest'
import { isAt, type Server, serverIn } from '../../../src/commands/login/server.ts'

const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com'

test.each([
  ['127.0.0.1:4510', '127.0.0.1:4510'],
  ['http://127.0.0.1:4510', '127.0.0.1:4510'],
  ['https://127.0.0.1:4510/v2/', '127.0.0.1:4510'],
  ['HTTPS://Index.Docker.io/v1/', 'index.docker.io'],
  ['https://registry.example.com:443', 'registry.example.com'],
  ['http://registry.example.com:80/', 'registry.example.com'],
  ['registry.example.com:443', 'registry.example.com:443'],
  ['localhost:4510', 'localhost:4510'],
  ['[::1]:4510', '[::1]:4510'],
])('the host of %s is %s', (text, host) => expect(serverIn(text)?.host).toBe(host))

describe('is a server of ECR', () => {
  test.each([ECR, ECR.toUpperCase(), `https://${ECR}`, `https://${ECR}/`, `${ECR}/v2/`, `${ECR}:443`])('%s', text =>
    expect(serverIn(text)?.registry).toMatchObject({ account: '111122223333', region: 'eu-west-1' }),
  )
  test.each([
    `http://${ECR}`,
    `${ECR}:8443`,
    `${ECR}.`,
    `${ECR}.example.com`,
    `example.com/${ECR}`,
    `https://example.com/${ECR}/v2`,
    `https://example.com:443/${ECR}`,
    `example.com.${ECR}`,
    'public.ecr.aws',
    'docker.io',
  ])('but not %s', text => expect(serverIn(text)?.registry).toBeUndefined())
})

test.each([
  `${ECR}@example.com`,
  `https://${ECR}@example.com`,
  `https://me:hush@${ECR}`,
  `${ECR}\\@example.com`,
  `https://${ECR}\\.example.com`,
  `${ECR}?.example.com`,
  `${ECR}#.example.com`,
  `${ECR}\nexample.com`,
  `${ECR}/ example.com`,
  `ftp://${ECR}`,
  `https:/${ECR}`,
  ECR.replace('.', '\u3002'),
  ECR.replace('.', '%2e'),
  'no host',
  '',
])('%j is no server at all', text => expect(serverIn(text)).toBeUndefined())

test('is this machine by its names alone', () => {
  const loopback = ['localhost', 'LOCALHOST:5000', '127.0.0.1', 'http://127.0.0.1:80', '127.255.3.4:1', '[::1]']
  const others = [
    'localhost.example.com',
    '127.0.0.1.example.com',
    '127.0.0',
    '127.0.0.256',
    '128.0.0.1',
    '[::2]',
    'ecr.localhost:80',
    '0.0.0.0:4510',
    '[::]:4510',
  ]
  for (const text of loopback) expect([text, serverIn(text)?.isLoopback]).toEqual([text, true])
  for (const text of others) expect([text, serverIn(text)?.isLoopback]).toEqual([text, false])
})

test.each([
  ['http://ecr.test:4510', 'ecr.test:4510', true],
  ['http://ecr.test:4510', 'http://ecr.test:4510/v2/', true],
  ['http://ecr.test', 'ecr.test', true],
  ['http://ecr.test', 'ecr.test:80', true],
  ['https://ecr.test/ecr', 'ECR.test:443', true],
  ['https://ecr.test', 'http://ecr.test', false],
  ['https://ecr.test', 'ecr.test:80', false],
  ['http://ecr.test:4510', 'ecr.test', false],
  ['http://ecr.test:4510', 'ecr.test.example.com:4510', false],
])('at %s, a client that asks for %s is at the endpoint: %s', (url, asked, expected) =>
  expect(isAt(url, serverIn(asked) as Server)).toBe(expected),
)
