import { describe, expect, test } from 'vitest'
import {
  parseClock,
  parseFault,
  parseLeniencies,
  parseOrganizations,
  parsePrincipals,
  parseRateLimit,
} from '../../src/commands/emulator-flags.ts'
import type { EcrsyncError } from '../../src/errors.ts'

/** Summary and hint of what is refused. */
function refusal(parse: () => unknown): readonly [code: string, summary: string, hint: string | undefined] {
  try {
    parse()
  } catch (error) {
    const { code, message, hint } = error as EcrsyncError
    return [code, message, hint]
  }
  throw new Error('It was not refused')
}

describe('--fault', () => {
  test.each([
    ['PutImage=ServerException', { operation: 'PutImage', error: 'ServerException' }],
    ['*=ThrottlingException', { operation: '*', error: 'ThrottlingException' }],
    ['CreateRepository=DropAfter', { operation: 'CreateRepository', error: 'DropAfter' }],
    ['GetCallerIdentity=DropBefore', { operation: 'GetCallerIdentity', error: 'DropBefore' }],
    ['GetResources=AccessDeniedException', { operation: 'GetResources', error: 'AccessDeniedException' }],
    ['AssumeRole=AccessDenied', { operation: 'AssumeRole', error: 'AccessDenied' }],
    [
      'AssumeRole@111122223333=AccessDenied',
      { operation: 'AssumeRole', error: 'AccessDenied', account: '111122223333' },
    ],
    ['*@/af-south-1=OptInRequired', { operation: '*', error: 'OptInRequired', region: 'af-south-1' }],
    [
      'GetLifecyclePolicy@111122223333/eu-west-1=AccessDeniedException:first 1',
      {
        operation: 'GetLifecyclePolicy',
        error: 'AccessDeniedException',
        account: '111122223333',
        region: 'eu-west-1',
        when: { first: 1 },
      },
    ],
    ['PutImage=DropAfter:every 3', { operation: 'PutImage', error: 'DropAfter', when: { every: 3 } }],
    ['PutImage=DropAfter:first 2', { operation: 'PutImage', error: 'DropAfter', when: { first: 2 } }],
    ['PutImage=DropAfter:at 5', { operation: 'PutImage', error: 'DropAfter', when: { at: 5 } }],
    ['PutImage=DropAfter:at5', { operation: 'PutImage', error: 'DropAfter', when: { at: 5 } }],
  ])('%s is understood', (text, expected) => {
    expect(parseFault(text)).toEqual(expected)
  })

  const HINT =
    "Write e.g. --fault PutImage=ServerException, or --fault 'PutImage=DropAfter:every 3' (or first 3, at 3); of one account or region: --fault AssumeRole@111122223333=AccessDenied"

  test.each([
    '',
    'PutImage',
    'PutImage=',
    '=ServerException',
    'PutImage=500',
    'PutImage=Server Exception',
    'PutImage@1111=ServerException',
    'PutImage@=ServerException',
    'PutImage@111122223333/=ServerException',
    'PutImage=ServerException:',
    'PutImage=ServerException:every',
    'PutImage=ServerException:every 0',
    'PutImage=ServerException:first 0',
    'PutImage=ServerException:at -1',
    'PutImage=ServerException:at 1.5',
    'PutImage=ServerException:last 1',
    'PutImage=ServerException:every  3',
    'PutImage=ServerException:every 3 ',
  ])('%j is refused', text => {
    expect(refusal(() => parseFault(text))).toEqual(['INVALID_FLAG', `--fault ${text} is not understood`, HINT])
  })

  test.each([
    ['PutImages', 'PutImage'],
    ['putImage', 'PutImage'],
    ['GetCalleridentity', 'GetCallerIdentity'],
    ['GetResource', 'GetResources'],
    ['**', '*'],
  ])('the operation %s is none, and %s may be meant', (operation, nearest) => {
    expect(refusal(() => parseFault(`${operation}=ServerException`))).toEqual([
      'INVALID_FLAG',
      `--fault ${operation}=… is not understood`,
      `Did you mean ${nearest}? * is every operation.`,
    ])
  })
})

describe('--rate-limit', () => {
  test.each([
    ['PutImage=10', { operation: 'PutImage', perSecond: 10 }],
    ['PutImage=10:20', { operation: 'PutImage', perSecond: 10, burst: 20 }],
    ['PutImage=0.5', { operation: 'PutImage', perSecond: 0.5 }],
    ['PutImage=0.5:1', { operation: 'PutImage', perSecond: 0.5, burst: 1 }],
    ['*=100', { operation: '*', perSecond: 100 }],
  ])('%s is understood', (text, expected) => {
    expect(parseRateLimit(text)).toEqual(expected)
  })

  const HINT = 'Write e.g. --rate-limit PutImage=10, or --rate-limit PutImage=10:20 for bursts of 20'

  test.each([
    '',
    'PutImage',
    'PutImage=',
    '=10',
    'PutImage=x',
    'PutImage=0',
    'PutImage=0.0',
    'PutImage=-1',
    'PutImage=1e3',
    'PutImage=.5',
    'PutImage=10:',
    'PutImage=10:0',
    'PutImage=10:1.5',
    'PutImage=10:20:30',
    'PutImage=10/s',
  ])('%j is refused', text => {
    expect(refusal(() => parseRateLimit(text))).toEqual([
      'INVALID_FLAG',
      `--rate-limit ${text} is not understood`,
      HINT,
    ])
  })

  test('an operation that is none is refused', () => {
    expect(refusal(() => parseRateLimit('PutImages=10'))).toEqual([
      'INVALID_FLAG',
      '--rate-limit PutImages=… is not understood',
      'Did you mean PutImage? * is every operation.',
    ])
  })
})

describe('pairs', () => {
  test.each<[readonly string[], Readonly<Record<string, string>>]>([
    [[], {}],
    [['CI=arn:aws:iam::111122223333:role/ci'], { CI: 'arn:aws:iam::111122223333:role/ci' }],
    [['A=1', 'B=2'], { A: '1', B: '2' }],
    [['A=role/a=b'], { A: 'role/a=b' }],
    [['o-1/r-1=111122223333,444455556666'], { 'o-1/r-1': '111122223333,444455556666' }],
  ])('%j are understood', (texts, expected) => {
    expect(parsePrincipals(texts)).toEqual(expected)
  })

  test('a name may be a word of JavaScript', () => {
    expect(Object.entries(parsePrincipals(['__proto__=x']))).toEqual([['__proto__', 'x']])
  })

  test.each(['', '=', 'A', 'A=', '=1'])('%j is refused', text => {
    expect(refusal(() => parsePrincipals(['B=2', text]))).toEqual([
      'INVALID_FLAG',
      `--principal ${text} is not understood`,
      'Write --principal LEFT=RIGHT',
    ])
  })
})

describe('--clock', () => {
  const NOW = new Date('2026-01-01T12:00:00Z')

  test.each([
    ['2026-12-31T12:00:00Z', '2026-12-31T12:00:00.000Z'],
    ['2026-12-31T12:00:00.250Z', '2026-12-31T12:00:00.250Z'],
    ['2026-12-31T12:00:00+02:00', '2026-12-31T10:00:00.000Z'],
    ['2026-12-31', '2026-12-31T00:00:00.000Z'],
    ['1999-12-31T23:59Z', '1999-12-31T23:59:00.000Z'],
    ['+0d', '2026-01-01T12:00:00.000Z'],
    ['+1d', '2026-01-02T12:00:00.000Z'],
    ['+30d', '2026-01-31T12:00:00.000Z'],
    ['+1 day', '2026-01-02T12:00:00.000Z'],
    ['+2days', '2026-01-03T12:00:00.000Z'],
  ])('%s is understood', (text, expected) => {
    expect(parseClock(text, NOW).toISOString()).toBe(expected)
  })

  test.each([
    '',
    ' ',
    'tomorrow',
    'tomorrow 5',
    '5',
    '30d',
    '-30d',
    '+d',
    '+1.5d',
    '+1h',
    '+99999999999d',
    '2026-13-01',
    '2026-12-31T25:00:00Z',
    'Dec 31 2026',
  ])('%j is refused', text => {
    expect(refusal(() => parseClock(text, NOW))).toEqual([
      'INVALID_FLAG',
      `--clock ${text} is not understood`,
      'Write e.g. --clock 2026-12-31T12:00:00Z, or --clock +30d',
    ])
  })
})

test('a key that is somebody’s already is refused', () => {
  expect(refusal(() => parsePrincipals(['A=x', 'A=y']))).toEqual([
    'INVALID_FLAG',
    '--principal A=y is not understood',
    "A is somebody's already: each access key once.",
  ])
})

test('the accounts of a path in an organization may be said in several flags', () => {
  expect(parseOrganizations(['o-1=1,2', 'o-2=3', 'o-1=4'])).toEqual({ 'o-1': ['1', '2', '4'], 'o-2': ['3'] })
})

test('an error that is none is refused', () => {
  expect(refusal(() => parseFault('PutImage=Trottling'))[2]).toContain('Trottling is no name of an error')
})

describe('--lenient', () => {
  test.each([
    ['layers', ['layers']],
    ['login', ['login']],
    ['layers,login', ['layers', 'login']],
    ['login, layers', ['layers', 'login']],
    ['login,login', ['login']],
    ['tags,layers', ['layers', 'tags']],
  ])('%s is understood', (text, expected) => {
    expect(parseLeniencies(text)).toEqual(expected)
  })

  test.each([
    ['all', 'all'],
    ['Layers', 'Layers'],
    ['layers,logins', 'logins'],
    ['layers,', ''],
    ['layers login', 'layers login'],
  ])('%j is refused', (text, word) => {
    expect(refusal(() => parseLeniencies(text))).toEqual([
      'INVALID_FLAG',
      `--lenient ${text} is not understood`,
      `'${word}' is nothing to be lenient about: write --lenient layers,login,tags, or some of them`,
    ])
  })
})
