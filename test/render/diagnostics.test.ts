import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Diagnostic } from '../../src/model.ts'
import { diagnosticJson, failureJson, renderDiagnostics } from '../../src/render/diagnostics.ts'
import { colored, plain } from '../../src/render/theme.ts'

const source = { file: 'ecrsync.yaml', line: 12, column: 5 }
const unknownKey: Diagnostic = {
  severity: 'error',
  code: 'UNKNOWN_KEY',
  summary: 'Unknown key "repositorys"',
  detail: 'It would be ignored.',
  hint: 'Did you mean "repositories"?',
  source,
  excerpt: '    repositorys:',
}

describe('a diagnostic', () => {
  test('says where, what, why and what to do', () => {
    expect(
      renderDiagnostics([unknownKey], plain, 100),
    ).toBe(`ecrsync.yaml:12:5 error UNKNOWN_KEY: Unknown key "repositorys"
  12 |     repositorys:
     |     ^
  It would be ignored.
  hint: Did you mean "repositories"?`)
  })

  test('about two places prints both', () => {
    const related = [{ source: { file: 'teams/a.yaml', line: 3, column: 3 }, message: 'it is first declared here' }]
    expect(renderDiagnostics([{ ...unknownKey, related }], plain, 100)).toContain(
      '\n  teams/a.yaml:3:3 it is first declared here\n',
    )
  })

  test('names the first other places, and the file where it is another one', () => {
    const at = (line: number, file = 'ecrsync.yaml') => ({ file, line, column: 3 })
    const said = (...places: (typeof source)[]) => renderDiagnostics([{ ...unknownKey, places }], plain, 100)
    expect(said(at(20))).toContain('\n  also at ecrsync.yaml:20:3\n')
    expect(said(at(20), at(21))).toContain('\n  also at ecrsync.yaml:20:3, :21:3\n')
    expect(said(at(20), at(1, 'teams/a.yaml'), at(2), at(3))).toContain(
      '\n  also at ecrsync.yaml:20:3, teams/a.yaml:1:3 and 2 more\n',
    )
    expect(diagnosticJson({ ...unknownKey, places: [at(20)] })).toMatchObject({ places: [at(20)] })
  })

  test('without a place begins with its severity', () => {
    const { source: _, excerpt: __, ...placeless } = unknownKey
    expect(renderDiagnostics([placeless], plain, 100)).toMatch(/^error UNKNOWN_KEY: /)
  })

  test('shows a very long line around the column that is meant', () => {
    const excerpt = `${'a'.repeat(5000)}X${'b'.repeat(5000)}`
    const [, line = '', marker = ''] = renderDiagnostics(
      [{ ...unknownKey, source: { ...source, column: 5001 }, excerpt }],
      plain,
      100,
    ).split('\n')
    expect(line.length).toBeLessThan(120)
    expect(line[marker.indexOf('^')]).toBe('X')
  })

  const markedIn = (excerpt: string, column: number, width: number) => {
    const found = { ...unknownKey, source: { ...source, column }, excerpt }
    const [line = '', marker = ''] = renderDiagnostics([found], plain, width)
      .split('\n')
      .filter(shown => /^ {2} *\d* \| /.test(shown))
    return { line, marker, marked: [...line].find((_, index) => widthOf(line, index) === marker.indexOf('^')) }
  }
  const widthOf = (line: string, end: number) => stringWidth([...line].slice(0, end).join(''))

  test.each([
    ['a line that has room is whole', '    repositorys: X {}', 18, '  12 |     repositorys: X {}'],
    ['a cut stands before it', `${'a'.repeat(50)}X`, 51, `  12 | …${'a'.repeat(30)}X`],
    ['a cut stands behind it', `X${'b'.repeat(50)}`, 1, `  12 | X${'b'.repeat(30)}…`],
    ['wide characters count twice', `${'数'.repeat(30)}X`, 31, `  12 | …${'数'.repeat(15)}X`],
    ['an escape is not cut', `${'\t'.repeat(30)}X`, 31, `  12 | …${'\\t'.repeat(15)}X`],
  ])('marks the column: %s', (_name, excerpt, column, line) => {
    const found = markedIn(excerpt, column, 40)
    expect(found).toMatchObject({ line, marked: 'X' })
    expect(stringWidth(found.line)).toBeLessThanOrEqual(40)
  })

  test('marks the column of any line at any width', () => {
    const part = fc.array(fc.constantFrom('a', ' ', '数', '\t', '👍', '\u200b'), { maxLength: 150 })
    fc.assert(
      fc.property(part, part, fc.integer({ min: 40, max: 200 }), (before, after, width) => {
        const front = before.join('')
        const found = markedIn(`${front}X${after.join('')}`, front.length + 1, width)
        expect(found.marked).toBe('X')
        expect(stringWidth(found.line)).toBeLessThanOrEqual(width)
        expect(stringWidth(found.marker)).toBeLessThanOrEqual(width)
      }),
    )
  })

  test('has what is to be typed in lines as they are', () => {
    const example = [`aws ecr put-lifecycle-policy ${'--flag '.repeat(30)}`.trim()]
    expect(
      renderDiagnostics([{ ...unknownKey, example }], plain, 40)
        .split('\n')
        .at(-1),
    ).toBe(`      ${example}`)
  })

  test('breaks no line within a command that is to be typed, unless it is longer than the line', () => {
    const hint = 'It is a flag of ecrsync apply and of ecrsync plan. See ecrsync copy --help'
    const linesAt = (width: number) =>
      renderDiagnostics([{ ...unknownKey, hint }], plain, width)
        .split('\n')
        .slice(-2)
    expect(linesAt(75)).toEqual([
      '  hint: It is a flag of ecrsync apply and of ecrsync plan. See',
      '        ecrsync copy --help',
    ])
    expect(linesAt(20).join(' ')).toMatch(/ecrsync copy +--help$/)
  })

  test.each(['hint\nof two lines', 'hint'])('keeps every line of %j below it', hint => {
    const lines = renderDiagnostics([{ ...unknownKey, hint }], plain, 100)
      .split('\n')
      .slice(1)
    expect(lines.every(line => line.startsWith('  '))).toBe(true)
  })

  test('is coloured by its severity, and equal when the colours are taken away', () => {
    const text = renderDiagnostics(
      [unknownKey, { ...unknownKey, severity: 'warning' }, { ...unknownKey, severity: 'note' }],
      colored,
      100,
    )
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(
      renderDiagnostics(
        [unknownKey, { ...unknownKey, severity: 'warning' }, { ...unknownKey, severity: 'note' }],
        plain,
        100,
      ),
    )
    expect(text).not.toBe(renderDiagnostics([unknownKey], plain, 100))
  })
})

test('of very many the first fifty are shown, and how many more there are', () => {
  const text = renderDiagnostics(
    Array.from({ length: 53 }, () => unknownKey),
    plain,
    100,
  )
  expect(text.match(/error UNKNOWN_KEY/g)).toHaveLength(50)
  expect(text).toMatch(/… and 3 more\.$/)
})

test('in JSON it has the published members and no others', () => {
  expect(diagnosticJson(unknownKey)).toEqual({
    severity: 'error',
    code: 'UNKNOWN_KEY',
    summary: 'Unknown key "repositorys"',
    detail: 'It would be ignored.',
    hint: 'Did you mean "repositories"?',
    source,
  })
})

test('an error that stands for itself is one diagnostic', () => {
  const error = new EcrsyncError('NO_REGION', 'No AWS region is set', { hint: 'Add --region' })
  expect(failureJson(error)).toEqual({
    diagnostics: [{ severity: 'error', code: 'NO_REGION', summary: 'No AWS region is set', hint: 'Add --region' }],
  })
})
