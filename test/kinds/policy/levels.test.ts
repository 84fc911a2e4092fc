import { describe, expect, test } from 'vitest'
import { checkLevels, levelOf, PULL, PUSH } from '../../../src/kinds/policy/levels.ts'
import { openings } from '../../../src/kinds/policy/openings.ts'
import { grantsText } from '../../../src/kinds/policy/words.ts'

const found = (name: string, ...actions: readonly string[]) =>
  checkLevels(new Map([[name, actions]])).map(({ path, code, severity = 'error' }) => [path.join('.'), severity, code])

const hintOf = (action: string) => checkLevels(new Map([['reader', [action]]]))[0]?.hint

describe('a level names actions of ECR', () => {
  test.each([
    'ecr:DescribeImages',
    'ecr:ReplicateImage',
    'ECR:batchgetimage',
    'ecr:Describe*',
    'ecr:Get?ownloadUrlForLayer',
    'ecr:ListImageReferrers',
  ])('%s', action => expect(found('reader', action)).toEqual([]))

  test.each<[string, string, string]>([
    ['*', 'error ACCESS_LEVEL', 'ecr:*'],
    ['s3:GetObject', 'error REPOSITORY_POLICY', 'Write for example'],
    ['ecr:DescribeImage', 'error ACCESS_LEVEL', 'Did you mean "ecr:DescribeImages"?'],
    ['BatchGetImage', 'error REPOSITORY_POLICY', 'Did you mean "ecr:BatchGetImage"?'],
    ['ecr-public:DescribeImages', 'error REPOSITORY_POLICY', 'Write for example'],
    ['ecr:', 'error REPOSITORY_POLICY', 'Write for example'],
    ['', 'error REPOSITORY_POLICY', 'Write for example'],
    ['ecr:Nope*', 'error ACCESS_LEVEL', 'Write for example'],
    ['x'.repeat(100_000), 'error REPOSITORY_POLICY', 'Write for example'],
    ['ecr:GetAuthorizationToken', 'warning ACCESS_LEVEL', 'Remove it here'],
    ['ecr:PutRegistry*', 'warning ACCESS_LEVEL', 'Remove it here'],
    ['ecr:*', 'warning ACCESS_LEVEL', 'one by one'],
    ['ecr:Set*', 'warning ACCESS_LEVEL', 'one by one'],
  ])('but %.40s is told', (action, severity, hint) => {
    expect(found('reader', action)).toEqual([['reader.0', ...severity.split(' ')]])
    expect(hintOf(action)).toContain(hint)
  })

  test('at least one', () => expect(found('reader')).toEqual([['reader', 'error', 'ACCESS_LEVEL']]))

  test('in time, whatever its wildcards', () => {
    const wild = `ecr:${'*a'.repeat(5000)}`
    expect(found('reader', wild)).toHaveLength(1)
  })
})

describe('a level has a name of its own', () => {
  test.each(['pull', 'PUSH', 'lambda'])('not %s', name =>
    expect(found(name, 'ecr:PutImage')).toEqual([[name, 'error', 'RESERVED_NAME']]),
  )
  test.each(['', '1st', 'two words', 'o-abc1234567/x', 'x'.repeat(65), '${{ a }}'])('not %.40j', name =>
    expect(found(name, 'ecr:PutImage')).toEqual([[name, 'error', 'ACCESS_LEVEL']]),
  )
  test.each(['reader', 'constructor', 'a-b_c9'])('but %s', name => expect(found(name, 'ecr:PutImage')).toEqual([]))
})

test('a level is known by its actions, in any order and case', () => {
  const levels = new Map([
    ['reader', ['ecr:A', 'ecr:B']],
    ['writer', ['ecr:C']],
  ])
  expect([levelOf(['ECR:b', 'ecr:A', 'ecr:a'], levels), levelOf(['ecr:A'], levels), levelOf(['ecr:C'])]).toEqual([
    { own: 'reader' },
    undefined,
    undefined,
  ])
})

test('of two levels with the same actions, the first gives the name', () => {
  const levels = new Map([
    ['reader', ['ecr:A']],
    ['other', ['ecr:A']],
  ])
  expect(levelOf(['ecr:A'], levels)).toEqual({ own: 'reader' })
})

test('one of sixty thousand is found for each of a thousand statements', () => {
  const levels = new Map(Array.from({ length: 60_000 }, (_, index) => [`l${index}`, [`ecr:A${index}`]]))
  const statement = { Effect: 'Allow', Principal: { AWS: ['444455556666'] }, Action: ['ecr:A59999'] } as const
  const statements = Array.from({ length: 1000 }, () => statement)
  const words = { account: (id: string) => id, accessLevels: levels }
  expect(grantsText(statements, words)).toContain('l59999 by 444455556666')
})

test.each([
  [PULL, { name: 'pull' }],
  [[...PUSH].reverse(), { name: 'push', pulls: true }],
  [PUSH.filter(action => !new Set<string>(PULL).has(action)), { name: 'push', pulls: false }],
])('%j is a level of every manifest', (actions, level) => expect(levelOf(actions)).toEqual(level))

test('a plan calls it by its name', () => {
  const statement = { Effect: 'Allow', Principal: { AWS: ['444455556666'] }, Action: ['ecr:a', 'ecr:B'] } as const
  const words = { account: (id: string) => `ci (${id})`, accessLevels: new Map([['reader', ['ecr:A', 'ecr:B']]]) }
  expect(grantsText([statement], words)).toBe('reader by ci (444455556666)')
  expect(openings(null, { Statement: [statement] }, words)).toEqual(['ci (444455556666) has reader'])
})
