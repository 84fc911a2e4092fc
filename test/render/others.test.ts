import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Ajv from 'ajv'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/errors.ts'
import { renderGithub } from '../../src/render/github.ts'
import { renderSarif } from '../../src/render/sarif.ts'

const STANDING = { cwd: '/repo/infra', root: '/repo' }
const FOUND: Diagnostic = {
  severity: 'warning',
  code: 'ECR101',
  summary: 'A statement that lets everybody in',
  detail: 'Anybody: 100%, really',
  hint: 'Name accounts',
  example: ['repositoryPolicy: null'],
  source: { file: 'ecr sync.yaml', line: 12, column: 5 },
  places: [{ file: 'teams/b.yaml', line: 2, column: 3 }],
  repositories: ['a/b', 'a/c'],
  targets: ['prod'],
  related: [{ source: { file: 'teams/c.yaml', line: 1, column: 1 }, message: 'It stands here first' }],
  excerpt: 'secret',
}
const PLAIN: Diagnostic = { severity: 'note', code: 'ECR201', summary: 'No policy' }
/** What a terminal, a job or a viewer would obey. */
const HOSTILE: Diagnostic = {
  severity: 'error',
  code: 'INVALID_NAME',
  summary: 'a\u001b[31m\r\n::set-output name=x::y [press](https://evil.example)',
  detail: '%0A::error::no\u202e',
  source: { file: 'a,b:c%\n::x.yaml', line: 1, column: 1 },
}

describe('for a job of GitHub', () => {
  test('a finding is a workflow command at its line, seen from the root', () =>
    expect(renderGithub([FOUND], STANDING)).toBe(
      '::warning file=infra/ecr sync.yaml,line=12,col=5,title=ECR101::A statement that lets everybody in%0AAlso at teams/b.yaml:2:3%0AOf a/b, a/c%0AIn prod%0AAnybody: 100%25, really%0Ateams/c.yaml:1:1 It stands here first%0AName accounts%0A    repositoryPolicy: null',
    ))

  test('a note is a notice, and one without a place has none', () =>
    expect(renderGithub([PLAIN], STANDING)).toBe('::notice title=ECR201::No policy'))

  test('nothing that is quoted is a command, or obeyed', () => {
    const text = renderGithub([HOSTILE], STANDING)
    expect(text.split('\n')).toHaveLength(1)
    expect(text).toMatch(/^::error file=infra\/a%2Cb%3Ac%25\\n%3A%3Ax\.yaml,line=1,col=1,title=INVALID_NAME::a\\u001b/)
    expect(text).toContain('%250A')
    expect(text).toContain('\\u202e')
  })
})

const WORDS = { title: 'Everybody', why: 'Because.' }
const sarif = (found: readonly Diagnostic[], exitCode = 0) =>
  renderSarif(found, {
    ...STANDING,
    version: '1.2.3',
    manifest: 'ecrsync.yaml',
    exitCode,
    wordsOf: code => (code === 'ECR101' ? WORDS : undefined),
  })

describe('SARIF', () => {
  const require = createRequire(import.meta.url)
  const SCHEMA = require.resolve('@microsoft/jest-sarif').replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json')
  // Of draft 4 it uses nothing that means something else now.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'))
  const isSarif = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)

  test.each<[string, readonly Diagnostic[]]>([
    ['of nothing', []],
    ['of a finding', [FOUND]],
    ['of one without a place', [PLAIN]],
    ['of hostile names', [HOSTILE]],
    ['of several', [FOUND, PLAIN, HOSTILE, FOUND]],
  ])('%s is as its schema says', (_, found) => {
    isSarif(JSON.parse(sarif(found)))
    expect(isSarif.errors ?? []).toEqual([])
  })

  test('has a result for each place, from the root of the repository', () => {
    const [run] = JSON.parse(sarif([FOUND])).runs
    expect(run.results.map((one: { locations: unknown }) => one.locations)).toMatchObject([
      [
        {
          physicalLocation: {
            artifactLocation: { uri: 'infra/ecr%20sync.yaml' },
            region: { startLine: 12, startColumn: 5 },
          },
        },
      ],
      [
        {
          physicalLocation: {
            artifactLocation: { uri: 'infra/teams/b.yaml' },
            region: { startLine: 2, startColumn: 3 },
          },
        },
      ],
    ])
    expect(run.results[0]).toMatchObject({ ruleId: 'ECR101', ruleIndex: 0, level: 'warning' })
    expect(run.results[0].message.text).not.toContain('Also at')
    expect(run.tool.driver.rules).toEqual([
      { id: 'ECR101', shortDescription: { text: 'Everybody' }, fullDescription: { text: 'Because.' } },
    ])
  })

  test('shows what has no place at the manifest, and says how the run ended', () => {
    const [run] = JSON.parse(sarif([PLAIN], 3)).runs
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('infra/ecrsync.yaml')
    expect(run.invocations).toEqual([{ executionSuccessful: false, exitCode: 3 }])
  })

  test('holds no escape, no link, and no line of the file', () => {
    const text = sarif([HOSTILE, FOUND])
    for (const hidden of ['\u001b', '\u202e']) expect(text).not.toContain(hidden)
    expect(text).not.toContain('](')
    expect(text).not.toContain('secret')
  })
})
