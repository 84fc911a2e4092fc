import { expect, test } from 'vitest'
import { withoutEchoes } from '../../src/aws/echoes.ts'

test.each([
  ['x-amz-security-token:abc x-amz-date:1', 'x-amz-security-token:… x-amz-date:1'],
  ['SignedHeaders=host, Signature=0123', 'SignedHeaders=host, Signature=…'],
  ['https://s3/?X-Amz-Signature=ab&X-Amz-Date=1', 'https://s3/?X-Amz-Signature=…&X-Amz-Date=1'],
  ['Authorization: Bearer abc', 'Authorization: Bearer …'],
  ['proxy-authorization:Basic bWU6 connection:close', 'proxy-authorization:Basic … connection:close'],
  ['{"SessionToken": "abc"}', '{"SessionToken": "…"}'],
  ['The signature does not match.', 'The signature does not match.'],
])('%s', (said, expected) => expect(withoutEchoes(said)).toBe(expected))
