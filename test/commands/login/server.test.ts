import { expect, test } from 'vitest'
import { hostOf } from '../../../src/commands/login/server.ts'

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
