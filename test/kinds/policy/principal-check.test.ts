import { describe, expect, test } from 'vitest'
import { repositoryPolicy } from '../../../src/kinds/repository-policy.ts'
import { CONTEXT } from '../../world.ts'

const ROLE = 'arn:aws:iam::111122223333:role/x'
const CANONICAL = 'a'.repeat(64)

const hintOf = (principal: unknown, key = 'Principal') => {
  const Statement = [{ Effect: 'Allow', [key]: principal, Action: 'ecr:PutImage' }]
  const found = repositoryPolicy.check({ repositoryPolicy: [{ file: 'x.json', body: { Statement } }] }, CONTEXT)
  return found
    .filter(({ severity = 'error' }) => severity === 'error')
    .map(({ hint, summary, path }) => ({ hint, summary, path: path.slice(4) }))
}

describe('a principal without its kind is written with it', () => {
  test.each<readonly [principal: unknown, hint: string]>([
    [ROLE, `Write Principal: { AWS: "${ROLE}" }.`],
    ['arn:aws:iam::111122223333:root', 'Write Principal: { AWS: "arn:aws:iam::111122223333:root" }.'],
    ['111122223333', 'Write Principal: { AWS: "111122223333" }.'],
    [111122223333, 'Write Principal: { AWS: "111122223333" }.'],
    ['lambda.amazonaws.com', 'Write Principal: { Service: "lambda.amazonaws.com" }.'],
    [
      'arn:aws:iam::111122223333:saml-provider/x',
      'Write Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/x" }.',
    ],
    [CANONICAL, `Write Principal: { CanonicalUser: "${CANONICAL}" }.`],
    ['somebody', 'Write Principal: { AWS: "111122223333" }, or "*".'],
  ])('%j', (principal, hint) =>
    expect(hintOf(principal)).toEqual([
      {
        hint,
        summary: `Principal is the text ${JSON.stringify(String(principal))}, without its kind`,
        path: ['Principal'],
      },
    ]),
  )

  test('an organization is no principal', () =>
    expect(hintOf('o-abc1234567')[0]?.hint).toMatch(/StringEquals: \{ "aws:PrincipalOrgID": "o-abc1234567" \}/))

  test('under NotPrincipal, too', () =>
    expect(hintOf('111122223333', 'NotPrincipal')[0]?.hint).toBe('Write NotPrincipal: { AWS: "111122223333" }.'))

  test.each<readonly [principal: unknown, hint: string]>([
    [['111122223333', ROLE], `Write Principal: { AWS: ["111122223333", "${ROLE}"] }.`],
    [
      ['111122223333', 'lambda.amazonaws.com'],
      'Write Principal: { AWS: ["111122223333"], Service: ["lambda.amazonaws.com"] }.',
    ],
    [['*'], 'Write Principal: "*".'],
    [['1', '2', '3', '4'], 'Write Principal: { AWS: ["1", "2", "3", …] }.'],
  ])('a list: %j', (principal, hint) =>
    expect(hintOf(principal)).toMatchObject([
      { hint, summary: 'Principal is a list, without the kind of its principals' },
    ]),
  )
})

describe('nobody', () => {
  test.each<readonly [principal: unknown, path: readonly string[], hint: string]>([
    [null, ['Principal'], 'Write Principal: { AWS: "111122223333" }.'],
    ['', ['Principal'], 'Write Principal: { AWS: "111122223333" }.'],
    [[], ['Principal'], 'Write Principal: { AWS: "111122223333" }.'],
    [true, ['Principal'], 'Write Principal: { AWS: "111122223333" }.'],
    [{}, ['Principal'], 'Write Principal: { AWS: "111122223333" }.'],
    [{ AWS: null }, ['Principal', 'AWS'], 'Write Principal: { AWS: "111122223333" }.'],
    [{ Service: [] }, ['Principal', 'Service'], 'Write Principal: { Service: "lambda.amazonaws.com" }.'],
    [{ Service: null }, ['Principal', 'Service'], 'Write Principal: { Service: "lambda.amazonaws.com" }.'],
  ])('is named by %j', (principal, path, hint) =>
    expect(hintOf(principal)).toEqual([{ hint, summary: 'Principal names nobody', path }]),
  )
})

describe('a principal of another kind', () => {
  test.each<readonly [principal: unknown, hint: RegExp]>([
    [{ aws: '111122223333' }, /^Did you mean "AWS"\?$/],
    [{ service: 'lambda.amazonaws.com' }, /^Did you mean "Service"\?$/],
    [{ canonicaluser: CANONICAL }, /^Did you mean "CanonicalUser"\?$/],
    [{ Account: '111122223333' }, /^A principal is one of AWS, Service, Federated, CanonicalUser\.$/],
    [{ Service: ROLE }, /of kind AWS: write Principal: \{ AWS: "arn:aws:iam::111122223333:role\/x" \}/],
    [{ Service: '111122223333' }, /of kind AWS/],
    [{ AWS: 'lambda.amazonaws.com' }, /of kind Service: write Principal: \{ Service: "lambda\.amazonaws\.com" \}/],
    [{ AWS: CANONICAL }, /of kind CanonicalUser/],
    [{ AWS: 'arn:aws:iam::111122223333:oidc-provider/x' }, /of kind Federated/],
    [{ AWS: 'o-abc1234567' }, /An organization is no principal/],
    [
      { AWS: 'arn:aws:iam::111122223333:role/x*' },
      /ArnLike: \{ "aws:PrincipalArn": "arn:aws:iam::111122223333:role\/x\*" \}/,
    ],
    [{ AWS: 'somebody' }, /^Write an account id of 12 digits/],
    [{ AWS: [null] }, /^Quote it/],
  ])('%j is told where it belongs', (principal, hint) => expect(hintOf(principal)[0]?.hint).toMatch(hint))
})
