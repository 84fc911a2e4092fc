import { expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { inUseOf } from '../../src/judges/in-use.ts'
import { TARGET } from '../world.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const HOST = `${TARGET.account}.dkr.ecr.${TARGET.region}.amazonaws.com`

test.each([
  ['a tag', `${HOST}/payments/api:1.4`, { repositoryName: 'payments/api', tag: '1.4' }],
  ['a digest', `${HOST}/payments/api@${DIGEST}`, { repositoryName: 'payments/api', digest: DIGEST }],
  [
    'a tag and a digest, of which the digest counts',
    `${HOST}/api:1.4@${DIGEST}`,
    { repositoryName: 'api', digest: DIGEST },
  ],
  ['nothing, which is latest', `${HOST}/payments/api`, { repositoryName: 'payments/api', tag: 'latest' }],
  ['no host', 'payments/api:1.4', { repositoryName: 'payments/api', tag: '1.4' }],
  ['an emulator', '127.0.0.1:4510/payments/api:1.4', { repositoryName: 'payments/api', tag: '1.4' }],
])('a reference with %s is understood', (_, line, expected) => {
  expect(inUseOf(line, 'in-use.txt', TARGET)).toEqual([
    { ...expected, source: { file: 'in-use.txt', line: 1, column: 1 } },
  ])
})

test.each([
  ['another registry', 'docker.io/library/nginx:1.27'],
  ['another account', `999999999999.dkr.ecr.${TARGET.region}.amazonaws.com/payments/api:1.4`],
  ['another region', `${TARGET.account}.dkr.ecr.eu-west-1.amazonaws.com/payments/api:1.4`],
])('a line of %s is left out', (_, line) => {
  expect(inUseOf(line, 'in-use.txt', TARGET)).toEqual([])
})

test.each(['', ' \r\n', '# payments/api:1.4'])('a list without an image is refused: %j', line => {
  expect(() => inUseOf(line, 'in-use.txt', TARGET)).toThrow('in-use.txt names no image')
})

test('empty lines and comments are left out', () => {
  expect(inUseOf('\n# all of them\napi:1\n', 'in-use.txt', TARGET)).toMatchObject([{ source: { line: 3 } }])
})

test.each([
  ['a tag that is none', 'api:.1'],
  ['a digest that is none', 'api@sha256:12'],
])('%s is no reference', (_, line) => {
  expect(() => inUseOf(line, 'in-use.txt', TARGET)).toThrow(`"${line}" is no reference of an image`)
})

test('every line that is no reference is an error at its place', () => {
  const text = `payments/api:1.4\nPayments API\n\nkubectl get pods:\n`
  const error = (() => {
    try {
      return inUseOf(text, 'in-use.txt', TARGET)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toBeInstanceOf(EcrsyncError)
  expect((error as EcrsyncError).diagnostics.map(({ source }) => source?.line)).toEqual([2, 4])
  expect(error).toMatchObject({ code: 'INVALID_IN_USE', exitCode: 3 })
})
