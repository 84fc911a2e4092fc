import { afterAll, beforeAll, expect } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import type { Diagnostic } from '../../../src/model.ts'
import { awsEnvironment, ecrsync, type Run } from '../../cli.ts'
import { folderWith } from '../../folder.ts'
import type { BadInput } from './bad-input.ts'

/** Judges through `plan --json`, on a registry that must not be asked, and through `validate`. */
export function judgeWithEmulator(): (input: BadInput) => Promise<void> {
  let emulator: Emulator
  beforeAll(async () => {
    emulator = await startEmulator()
  })
  afterAll(() => emulator.close())
  return async input => {
    const cwd = await folderWith(typeof input.files === 'string' ? { 'ecrsync.yaml': input.files } : input.files)
    await input.prepare?.(cwd)
    const plan = await ecrsync(['plan', '--json'], { cwd, env: { ...awsEnvironment(emulator.url), ...input.env } })
    const validate = await ecrsync(['validate'], { cwd, env: { COLUMNS: '9999', ...input.env } })
    expectJson(plan, input)
    expectText(validate, input)
    expect(emulator.calls).toEqual([])
  }
}

const MEMBERS = ['severity', 'code', 'summary', 'detail', 'hint', 'source']

/** One JSON document, nothing else, and in it the finding. */
function expectJson({ code, stdout, stderr }: Run, input: BadInput): void {
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
  const { diagnostics, ...others } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }
  expect(others).toEqual({})
  for (const { targets: _, places: __, ...diagnostic } of diagnostics) expect(Object.keys(diagnostic)).toEqual(MEMBERS)
  expect(diagnostics.map(diagnostic => diagnostic.hint)).not.toContain('')
  const found = diagnostics.find(diagnostic => diagnostic.code === input.code && placeOf(diagnostic) === input.at)
  expect(diagnostics.map(diagnostic => `${placeOf(diagnostic)} ${diagnostic.code}`)).toContain(
    `${input.at} ${input.code}`,
  )
  expect(found?.severity).toBe('error')
  expect(found?.hint).toContain(input.hint)
  expect(found?.detail).toContain(input.also ?? '')
}

const placeOf = ({ source }: Diagnostic): string => `${source?.file}:${source?.line}:${source?.column}`

function expectText({ code, stdout, stderr }: Run, { at, code: finding, hint, also = '' }: BadInput): void {
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toContain(`${at} error ${finding}: `)
  expect(stderr.replaceAll(/\n {2}/g, '\n')).toContain(hint)
  expect(stderr).toContain(also)
  expect(stderr).not.toMatch(/\n {4}at |INTERNAL|\[object|undefined/)
}
