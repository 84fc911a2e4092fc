import { describe, expect, test } from 'vitest'
import { type FailedCall, failureOf, STS, tooSlow } from '../../src/aws/call-failures.ts'
import { absentOn, isAws, isExpired, isFatal, isPassing, isUnanswered } from '../../src/aws/failures.ts'
import { EcrsyncError, wholeText } from '../../src/errors.ts'

interface Shape {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly status?: number
}

/** As the SDK throws it. */
const thrown = ({ name = 'Error', code, message = 'no', status }: Shape): Error =>
  Object.assign(new Error(message), {
    name,
    ...(code !== undefined && { code }),
    $metadata: { ...(status !== undefined && { httpStatusCode: status }) },
  })
const read = (shape: Shape) =>
  failureOf(thrown(shape), { action: 'GetLifecyclePolicy', where: 'http://127.0.0.1:4510' })

describe('what the SDK throws', () => {
  test.each<readonly [name: string, shape: Shape, code: string, hint: RegExp]>([
    ['no region', { message: 'Region is missing' }, 'NO_REGION', /--region eu-west-1/],
    ['no credentials', { name: 'CredentialsProviderError' }, 'NO_CREDENTIALS', /aws sso login/],
    ['a session that ended', { name: 'TokenProviderError' }, 'NO_CREDENTIALS', /aws sso login/],
    ['a port where nobody listens', { code: 'ECONNREFUSED' }, 'UNREACHABLE', /AWS_ENDPOINT_URL_ECR/],
    ['a host that is not there', { code: 'ENOTFOUND' }, 'UNREACHABLE', /region and the network/],
    ['nobody who answers', { name: 'TimeoutError' }, 'UNREACHABLE', /network/],
    ['a connection that breaks', { code: 'ECONNRESET' }, 'UNREACHABLE', /network/],
    ['a page of a proxy', { name: 'SyntaxError', status: 503 }, 'NOT_ECR', /proxy/],
    ['another service', { name: 'UnknownOperationException', status: 404 }, 'NOT_ECR', /--endpoint-url/],
    ['JSON that is no error of AWS', { name: 'UnknownError', status: 400 }, 'NOT_ECR', /proxy/],
    ['credentials of nobody', { name: 'UnrecognizedClientException', status: 403 }, 'BAD_CREDENTIALS', /clock/],
    ['credentials that have expired', { name: 'ExpiredTokenException', status: 403 }, 'BAD_CREDENTIALS', /Sign in/],
    ['a wrong signature', { name: 'InvalidSignatureException', status: 403 }, 'BAD_CREDENTIALS', /clock/],
    ['a denial', { name: 'AccessDeniedException', status: 400 }, 'ACCESS_DENIED', /ecr:GetLifecyclePolicy/],
    ['throttling', { name: 'ThrottlingException', status: 400 }, 'THROTTLED', /--max-rate/],
    ['throttling by another name', { name: 'TooManyRequestsException', status: 429 }, 'THROTTLED', /--max-rate/],
    ['a quota', { name: 'LimitExceededException', status: 400 }, 'AWS_ERROR', /Service Quotas/],
    ['a key that cannot be used', { name: 'KmsException', status: 400 }, 'AWS_ERROR', /create grants/],
    ['a failure of ECR', { name: 'ServerException', status: 500 }, 'AWS_ERROR', /run it again/],
    ['another failure of ECR', { name: 'InternalFailure', status: 500 }, 'AWS_ERROR', /run it again/],
    [
      'a bad parameter',
      { name: 'InvalidParameterException', status: 400 },
      'AWS_ERROR',
      /^Mend what ECR says, then run it again\.$/,
    ],
  ])('%s', (_, shape, code, hint) => {
    const error = read(shape)
    expect(error.code).toBe(code)
    expect(error.hint).toMatch(hint)
  })

  describe.each([
    ['EC2', 'TagPolicyViolation'],
    ['SNS', 'TagPolicyException'],
    ['DynamoDB', 'ValidationException'],
    ['the emulator', 'InvalidTagParameterException'],
  ])('a refusal by a tag policy, under the name that %s gives it', (_, name) => {
    const refused = (key: string) =>
      failureOf(
        thrown({
          name,
          status: 400,
          message: `The tag policy does not allow the specified value for the following tag key: '${key}'.`,
        }),
        { action: 'TagResource', where: 'ECR in eu-west-1' },
      )

    test('is told as that, and for our own tag with the key and the way out', () => {
      expect(refused('ecrsync:manifest')).toMatchObject({
        code: 'TAG_POLICY',
        message: 'TagResource is refused by a tag policy of the organization',
        hint: expect.stringMatching(/allow the key ecrsync:manifest.*ownership: none/),
      })
      expect(refused('team').hint).toBe('Declare a value that the policy allows, or have it allow this one.')
    })
  })

  test.each([
    ['CreateRepository', 'a service control policy', true],
    ['TagResource', 'a resource control policy', true],
    ['TagResource', 'an identity-based policy', false],
    ['PutLifecyclePolicy', 'a service control policy', false],
  ])('a denial of %s by %s may be about keys of tags: %s', (action, policy, isTold) => {
    const message = `User: arn:aws:iam::111122223333:role/ci is not authorized to perform: ecr:${action} on resource: x with an explicit deny in ${policy}`
    const { code, hint } = failureOf(thrown({ name: 'AccessDeniedException', status: 400, message }), {
      action,
      where: 'ECR in eu-west-1',
    })
    expect([code, hint?.includes('ownership: none')]).toEqual(['ACCESS_DENIED', isTold])
  })

  test('several addresses that all refuse are read from the first', () => {
    const all = new AggregateError([Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })])
    const error = failureOf(all, { action: 'GetLifecyclePolicy', where: 'http://localhost:1' })
    expect([error.code, error.detail]).toEqual([
      'UNREACHABLE',
      'No connection to http://localhost:1 (connect ECONNREFUSED)',
    ])
  })

  test("what ECR says, and ECR's own name of it, are kept", () => {
    const error = read({ name: 'RepositoryNotFoundException', message: 'The repository is not there', status: 400 })
    expect([error.message, error.detail, error.awsName]).toEqual([
      'GetLifecyclePolicy failed with RepositoryNotFoundException',
      'The repository is not there',
      'RepositoryNotFoundException',
    ])
  })

  test('an error of our own stays what it is', () => {
    const own = new EcrsyncError('NO_REGION', 'x')
    expect(failureOf(own, { action: 'x', where: 'y' })).toBe(own)
  })
})

describe('a denial names what to allow', () => {
  test.each([
    ['the operation', 'DeleteRepository', 'no', 'ecr:DeleteRepository'],
    ['what AWS authorizes it as', 'ListImageReferrers', 'no', 'ecr:BatchGetImage'],
    [
      'what AWS says that it did not allow',
      'CreateRepository',
      'User: arn:aws:sts::123456789012:assumed-role/ci/x is not authorized to perform: ecr:TagResource on resource: *',
      'ecr:TagResource',
    ],
  ])('%s', (_, action, message, permission) => {
    const { hint } = failureOf(thrown({ name: 'AccessDeniedException', message, status: 400 }), {
      action,
      where: 'ECR',
    })
    expect(hint).toContain(`Allow ${permission} to`)
  })
})

describe('what STS answers', () => {
  const role = { arn: 'arn:aws:iam::111122223333:role/ci' }
  const refused = 'User: arn:aws:iam::123456789012:user/me is not authorized to perform: sts:AssumeRole on resource: x'

  test.each<readonly [name: string, shape: Shape, call: Partial<FailedCall>, code: string, words: RegExp]>([
    [
      'a role that is refused',
      { name: 'AccessDenied', message: refused },
      { role },
      'ROLE_NOT_ASSUMED',
      /to arn:aws:iam::123456789012:user\/me, and/,
    ],
    [
      'a role that is none',
      { name: 'ValidationError' },
      { role },
      'ROLE_NOT_ASSUMED',
      /to the identity that runs ecrsync/,
    ],
    [
      'a role without an external id',
      { name: 'AccessDenied' },
      { role },
      'ROLE_NOT_ASSUMED',
      /write externalId beside role/,
    ],
    [
      'a role with one',
      { name: 'AccessDenied' },
      { role: { ...role, externalId: 'a' } },
      'ROLE_NOT_ASSUMED',
      /as sts:ExternalId, if it asks/,
    ],
    ['throttling', { name: 'Throttling' }, { role }, 'THROTTLED', /--max-rate/],
    ['a failure of STS', { name: 'InternalFailure', status: 500 }, { role }, 'AWS_ERROR', /run it again/],
    ['another refusal', { name: 'AccessDenied' }, {}, 'ACCESS_DENIED', /Allow sts:GetCallerIdentity/],
    ['keys of nobody', { name: 'InvalidClientTokenId' }, {}, 'BAD_CREDENTIALS', /has not enabled eu-west-1/],
    [
      'a region that is switched off',
      { name: 'RegionDisabledException' },
      {},
      'REGION_NOT_ENABLED',
      /account:EnableRegion/,
    ],
    ['an account without the region', { name: 'OptInRequired' }, {}, 'REGION_NOT_ENABLED', /leave the region out/],
    [
      'keys that it has taken before',
      { name: 'UnrecognizedClientException' },
      { isKnown: true },
      'REGION_NOT_ENABLED',
      /enable-region/,
    ],
    ['nobody', { code: 'ECONNREFUSED' }, {}, 'UNREACHABLE', /AWS_ENDPOINT_URL_STS/],
    ['another service', { name: 'SyntaxError', status: 200 }, {}, 'NOT_ECR', /AWS_ENDPOINT_URL_STS/],
    ['an answer that cannot be read', { status: 200 }, {}, 'NOT_ECR', /AWS_ENDPOINT_URL_STS/],
    ['one to a role', { name: 'TypeError', status: 200 }, { role }, 'NOT_ECR', /AWS_ENDPOINT_URL_STS/],
  ])('%s', (_, shape, call, code, words) => {
    const about = { action: 'GetCallerIdentity', where: 'STS in eu-west-1', region: 'eu-west-1', service: STS, ...call }
    const error = failureOf(thrown({ ...(shape.code === undefined && { status: 400 }), ...shape }), about)
    expect([error.code, error.hint]).toEqual([code, expect.stringMatching(words)])
    expect(wholeText(error)).not.toContain('ECR')
  })

  test.each([
    ['ExpiredToken', true],
    ['ExpiredTokenException', true],
    ['InvalidClientTokenId', false],
  ])('%s means that keys were good once: %s', (name, expected) =>
    expect(isExpired(read({ name, status: 403 }))).toBe(expected),
  )
})

describe('a failure says nothing about the call', () => {
  test.each<readonly [name: string, shape: Shape, expected: boolean]>([
    ['throttling', { name: 'ThrottlingException', status: 400 }, true],
    ['throttling by its status', { name: 'Throttled', status: 429 }, true],
    ['a connection that breaks', { code: 'ECONNRESET' }, true],
    ['nobody who answers', { name: 'TimeoutError' }, true],
    ['a failure of ECR', { name: 'ServerException', status: 500 }, true],
    ['another failure of ECR', { name: 'InternalFailure', status: 500 }, true],
    ['a failure of what stands before ECR', { name: 'ServiceUnavailable', status: 503 }, true],
    ['a page of a proxy that is overloaded', { name: 'SyntaxError', status: 503 }, true],
    ['a page of a proxy that wants a login', { name: 'SyntaxError', status: 407 }, false],
    ['a quota', { name: 'LimitExceededException', status: 400 }, false],
    ['a denial', { name: 'AccessDeniedException', status: 400 }, false],
    ['a bad parameter', { name: 'InvalidParameterException', status: 400 }, false],
  ])('%s', (_, shape, expected) => expect(isPassing(read(shape))).toBe(expected))

  test('but a bug does', () => expect(isPassing(new TypeError('x'))).toBe(false))

  test('and a transfer that is too slow would be so again', () => expect(isPassing(tooSlow('x'))).toBe(false))

  test('and what is no answer of ECR would be none again', () =>
    expect(isPassing(new EcrsyncError('NOT_ECR', 'x'))).toBe(false))
})

test.each([
  ['nobody who answers', { name: 'TimeoutError' }, true],
  ['a connection that breaks', { code: 'ECONNRESET' }, false],
])('%s is unanswered: %s', (_, shape, expected) => expect(isUnanswered(read(shape))).toBe(expected))

describe('a denial by a repository', () => {
  const hintFor = (account: string) =>
    failureOf(
      read({
        name: 'AccessDeniedException',
        status: 400,
        message: `User: arn:aws:sts::111122223333:assumed-role/ci/me is not authorized to perform: ecr:DescribeImages on resource: arn:aws:ecr:eu-west-1:${account}:repository/team/base because no resource-based policy allows it`,
      }),
      { action: 'DescribeImages', where: 'ECR' },
    ).hint

  test('of another account says what its policy has to allow, and to whom', () =>
    expect(hintFor('444455556666')).toBe(
      'Allow ecr:DescribeImages, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer to account 111122223333 in the repository policy of team/base in account 444455556666, and to the identity that runs ecrsync.',
    ))

  test('of the own account says what the identity lacks', () =>
    expect(hintFor('111122223333')).toMatch(/^Allow ecr:DescribeImages to the identity/))
})

describe('fatal', () => {
  test.each([
    ['NO_REGION', true],
    ['INVALID_ENDPOINT', true],
    ['INVALID_PROFILE', true],
    ['NO_CREDENTIALS', true],
    ['ROLE_NOT_ASSUMED', true],
    ['WRONG_ACCOUNT', true],
    ['REGION_NOT_ENABLED', true],
    ['BAD_CREDENTIALS', true],
    ['UNREACHABLE', true],
    ['NOT_ECR', true],
    ['ACCESS_DENIED', false],
    ['THROTTLED', false],
    ['AWS_ERROR', false],
  ] as const)('%s: %s', (code, expected) => expect(isFatal(new EcrsyncError(code, 'x'))).toBe(expected))

  test('a bug is no failure of AWS', () => expect(isFatal(new TypeError('x'))).toBe(false))

  test('a bug on the way to a call is told as one', () =>
    expect(
      failureOf(new TypeError('x.foo is not a function'), { action: 'DescribeRepositories', where: 'ECR' }),
    ).toMatchObject({
      code: 'INTERNAL',
    }))
})

describe('absence', () => {
  const missing = read({ name: 'LifecyclePolicyNotFoundException', status: 400 })

  test('is an answer where ECR says it with that name', async () =>
    expect(await absentOn('LifecyclePolicyNotFoundException', Promise.reject(missing))).toBeNull())

  test('is nothing that another error says', async () => {
    await expect(absentOn('RepositoryNotFoundException', Promise.reject(missing))).rejects.toBe(missing)
    await expect(absentOn('Error', Promise.reject(new Error('x')))).rejects.toThrow('x')
  })

  test('an answer is passed on', async () => expect(await absentOn('x', Promise.resolve(1))).toBe(1))

  test('the name counts, not the kind of error', () => expect(isAws(new Error('x'), 'Error')).toBe(false))
})

describe('an error that anybody may have made up', () => {
  const said = (shape: object) =>
    failureOf(Object.assign(new Error('no'), { $metadata: { httpStatusCode: 400 } }, shape), {
      action: 'GetLifecyclePolicy',
      where: 'http://127.0.0.1:4510',
    })

  test.each<object>([
    { name: '__proto__' },
    { name: 'constructor' },
    { name: { toString: 1 } },
    { message: { a: 1 } },
    { message: ['no'] },
    { code: 7 },
    { errors: [null] },
    { errors: { 0: 1 } },
  ])('is a failure in words: %j', shape => {
    const { code, diagnostics } = said(shape)
    expect(code).not.toBe('INTERNAL')
    for (const { summary, detail, hint } of diagnostics)
      expect([typeof summary, typeof detail, typeof hint]).toEqual(['string', 'string', 'string'])
  })
})
